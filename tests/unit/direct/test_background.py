"""Which process is in the background, and that it can be made to end."""

import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

from harness.storing import child
from salon.direct.background import Background

PORT = 5000
PROGRAM = """
import pathlib, signal, sys
from salon.direct.background import Background
if sys.argv[2:]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
Background(pathlib.Path(sys.argv[1]), 5000).begin()
print("ready", flush=True)
sys.stdin.read()
"""


def in_background(data: Path, *stubborn: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run a process that is in the background, as far as the files tell."""
    return child(PROGRAM, str(data), *stubborn)


def test_it_is_known_while_it_lives(tmp_path: Path) -> None:
    """On its port; however it ends, it is nobody's number then."""
    data = tmp_path / "a" / "b"
    assert Background(data, PORT).process() is None
    with in_background(data) as process:
        assert Background(data, PORT).process() == process.pid
        assert Background(data, PORT + 1).process() is None
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert Background(data, PORT).process() is None


def test_it_ends(tmp_path: Path) -> None:
    """By SIGTERM; where there is none, that is done already."""
    with in_background(tmp_path) as process:
        assert Background(tmp_path, PORT).end()
        assert process.wait(10) == -signal.SIGTERM
    assert Background(tmp_path, PORT).end()


def test_one_that_does_not_end(tmp_path: Path) -> None:
    """It is waited for so long, and no longer."""
    with in_background(tmp_path, "stubborn"):
        assert not Background(tmp_path, PORT).end(0)


def test_a_file_without_a_number(tmp_path: Path) -> None:
    """Whoever has locked it and not written yet is not known; nobody is told to end for that."""
    with in_background(tmp_path):
        (lock,) = tmp_path.iterdir()
        lock.write_text("")
        assert Background(tmp_path, PORT).process() is None
