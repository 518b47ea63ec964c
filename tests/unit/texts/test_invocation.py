"""Commands that a person can paste."""

import subprocess
import sys
from pathlib import Path

import pytest

from salon.texts.invocation import command_of, join_address


def test_a_program_that_the_shell_finds_is_called_by_its_name(tmp_path: Path) -> None:
    """Another of the name is not taken for it."""
    program, other = tmp_path / "bin dir" / "salon", tmp_path / "other" / "salon"
    for path in (program, other):
        path.parent.mkdir()
        path.write_text('#!/bin/sh\necho "$0" "$@"\n')
        path.chmod(0o755)
    found = command_of("a b", program=program, search=str(program.parent))
    hidden = command_of("a b", program=program, search=str(other.parent))
    assert found == "salon 'a b'"
    assert subprocess.check_output(["sh", "-c", hidden], text=True).endswith("bin dir/salon a b\n")


def test_a_module_is_called_as_one() -> None:
    """`python -m salon` has a file that is not called salon."""
    command = command_of("version", program=Path("/x/salon/__main__.py"))
    assert command == f"{sys.executable} -m salon version"


@pytest.mark.parametrize(("host", "text"), [("a", "a:1"), ("::1", "[::1]:1")])
def test_an_address(host: str, text: str) -> None:
    """The colons of IPv6 are kept apart from that of the port."""
    assert join_address(host, 1) == text
