"""Which console a program gets, and how it writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from harness.ptys import pipe_streams, pty_streams
from salon.terminal.console import OutputLost, complete_nothing, open_console, write
from salon.terminal.pipe import PipeConsole
from salon.terminal.prompt import TerminalConsole


@pytest.mark.parametrize(
    ("term", "kind"), [("xterm", TerminalConsole), ("dumb", PipeConsole), ("", PipeConsole)]
)
def test_a_terminal_that_can_do_it_is_drawn_on(term: str, kind: type) -> None:
    """One that can do nothing is written to as a pipe is."""
    with pty_streams() as ends:
        assert isinstance(open_console({"TERM": term}, str, ends.stdin, ends.stdout), kind)


def test_a_pipe_is_no_terminal() -> None:
    """Whatever TERM says; nor is a terminal whose input or output is one."""
    with pipe_streams() as pipes, pty_streams() as ends:
        for stdin, stdout in (
            (pipes.stdin, pipes.stdout),
            (ends.stdin, pipes.stdout),
            (pipes.stdin, ends.stdout),
        ):
            assert isinstance(open_console({"TERM": "xterm"}, str, stdin, stdout), PipeConsole)


@pytest.mark.parametrize(
    "program", ["salon.cli", "salon.client.program, salon.direct.program, salon.terminal.pipe"]
)
def test_only_a_terminal_loads_the_library(program: str) -> None:
    """It takes longer than all the rest, and a pipe or a page of help needs none of it."""
    code = (
        f"import sys, {program}; sys.exit(any(name in sys.modules for name in ('prompt_toolkit', 'wcwidth')))"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=60, check=False)
    assert done.returncode == 0


def test_a_reader_that_has_gone_is_told_of() -> None:
    """The program cannot show anything more."""
    with Path("/dev/full").open("w", encoding="utf-8") as full, pytest.raises(OutputLost):
        write(full, "x")


def test_nothing_is_known_to_follow() -> None:
    """Until a program knows better, nothing takes the place of anything."""
    assert complete_nothing("/jo").candidates == ()
