"""In front the line is edited, in the background the terminal is left alone; system tests have a shell."""

import asyncio
import os
import signal
import termios
from collections.abc import Iterator

import pytest

from harness.ptys import DRAWN, Ends, pty_streams, until, use
from salon.terminal.foreground import Foreground
from salon.terminal.prompt import TerminalConsole


@pytest.fixture
def terminal() -> Iterator[Ends]:
    """Give the other end of a terminal."""
    with pty_streams() as ends:
        yield ends


@pytest.mark.parametrize("is_told", [True, False])
def test_in_the_background_nothing_is_drawn(
    terminal: Ends, monkeypatch: pytest.MonkeyPatch, is_told: bool
) -> None:
    """What arrives is shown, and the terminal stays the shell's until the program is in front.

    A shell tells a program that was stopped that it goes on, and nothing to one that ran.
    """
    before = termios.tcgetattr(terminal.stdin.fileno())
    console = TerminalConsole(terminal.stdin, terminal.stdout, str, colours=False)
    monkeypatch.setattr(Foreground, "_is_in_front", lambda _: False)

    async def script() -> None:
        console.show("arrived")
        shown = await terminal.read_until("arrived\r\n")
        assert not shown.replace("\x1b[?12l\x1b[?25h", "").removesuffix("arrived\r\n")
        assert termios.tcgetattr(terminal.stdin.fileno()) == before
        monkeypatch.undo()
        if is_told:
            os.kill(os.getpid(), signal.SIGCONT)
        await terminal.read_until(DRAWN)

    use(console, script)


def test_a_stop_keeps_what_is_typed(terminal: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal is the shell's meanwhile; by key or by signal."""
    before = termios.tcgetattr(terminal.stdin.fileno())
    console = TerminalConsole(terminal.stdin, terminal.stdout, str, colours=False)
    stopped: list[bool] = []
    monkeypatch.setattr(
        "salon.terminal.foreground.os.kill",
        lambda *_: stopped.append(termios.tcgetattr(terminal.stdin.fileno()) == before),
    )

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("half")
        await terminal.read_until("half")
        terminal.type("\x1a")
        await until(lambda: stopped == [True])
        await terminal.read_until("half")
        signal.raise_signal(signal.SIGTSTP)
        await until(lambda: stopped == [True, True])
        await terminal.read_until("half")
        terminal.type(" done\r")
        await until(lambda: console.waiting)
        assert console.take() == "half done"

    use(console, script)


def test_a_terminal_that_is_gone_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program goes on to its own end."""
    with pty_streams() as ends:
        console = TerminalConsole(ends.stdin, ends.stdout, str, colours=False)

        async def hang_up(*_: object, **__: object) -> str:
            await asyncio.sleep(0)
            raise EOFError

        monkeypatch.setattr(console._line.session, "prompt_async", hang_up)

        async def script() -> None:
            await until(lambda: console.at_end)

        use(console, script)
