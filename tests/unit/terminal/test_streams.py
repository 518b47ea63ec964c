"""The standard streams, however they were left."""

import os
import subprocess
import sys

import pytest

from salon.terminal.streams import OUTPUT, write_line

PROGRAM = """
import os, sys
from salon.terminal.streams import open_standard_streams
open_standard_streams()
print(*(os.fstat(number).st_rdev == os.stat(os.devnull).st_rdev for number in (0, 1, 2)), file=sys.stderr)
sys.stdin.read(); sys.stdout.write("x"); sys.stderr.flush()
other = os.open(os.devnull, os.O_RDONLY)
sys.exit(other)
"""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ""])
def test_a_closed_stream_becomes_the_null_device(closed: str) -> None:
    """So that nothing else takes its number, and reading and writing do no harm."""
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", sys.executable, "-c", PROGRAM],
        capture_output=True,
        timeout=30,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode >= 3, done.stderr
    if closed == ">&-":
        assert done.stderr.split() == [b"True", b"True", b"False"]


def test_a_line_is_written_past_buffers(capfd: pytest.CaptureFixture[str]) -> None:
    """Behind what was written before it; what is no text is escaped."""
    sys.stdout.write("before ")
    assert write_line(OUTPUT, "\udcff é") is None
    assert capfd.readouterr().out == "before \\udcff é\n"


def test_what_went_wrong_is_returned() -> None:
    """A full disk, or a reader that has gone."""
    kept = os.dup(OUTPUT)
    try:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, OUTPUT)
        os.close(full)
        assert isinstance(write_line(OUTPUT, "x"), OSError)
    finally:
        os.dup2(kept, OUTPUT)
        os.close(kept)
