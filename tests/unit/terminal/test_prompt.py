"""A console on a real terminal: lines are kept until they are taken, and what stands around the line."""

import os
import signal
import termios
from collections.abc import Iterator

import pytest

from harness.ptys import DRAWN, Ends, pty_streams, until, use
from salon.terminal import prompt
from salon.terminal.prompt import TerminalConsole


@pytest.fixture
def terminal() -> Iterator[Ends]:
    """Give the other end of a terminal of 60 columns."""
    with pty_streams(60) as ends:
        yield ends


def console_on(ends: Ends, *, colours: bool = False) -> TerminalConsole:
    """Return a console on a terminal."""
    return TerminalConsole(ends.stdin, ends.stdout, str, colours=colours)


def test_a_line_is_edited_and_then_taken(terminal: Ends) -> None:
    """While it waits it is counted; taken, it stands above, behind the prompt of that time."""
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("salu\x7fut\r")
        await until(lambda: console.waiting)
        await terminal.read_until("waiting: 1")
        console.prompt = "bob> "
        assert console.take() == "salut"
        assert console.take() is None
        assert "bob> salut\r\n" in await terminal.read_until("bob> salut")

    use(console, script)


def test_what_arrives_scrolls_up_above_the_line(terminal: Ends) -> None:
    """The line is drawn again behind it; what could steer the terminal is made visible."""
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("half")
        await terminal.read_until("half")
        console.show("ann: \x1b[2Jone", "two " * 30)
        shown = await terminal.read_until("half")
        assert "ann: \N{REPLACEMENT CHARACTER}[2Jone\r\n" in shown
        assert max(len(row) for row in shown.split("\r\n") if row.startswith("two")) <= 60
        terminal.resize(20)
        os.kill(os.getpid(), signal.SIGWINCH)
        await terminal.read_until("half")
        console.tell("word " * 8)
        assert "word word word word\r\n" in await terminal.read_until("half")

    use(console, script)


def test_the_status_stands_below_the_line(terminal: Ends) -> None:
    """It changes when it is refreshed; whatever is in it steers nothing."""
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        console.status = lambda: "café | private: bob\x1b[2J"
        console.refresh()
        assert "private: bob\N{REPLACEMENT CHARACTER}[2J" in await terminal.read_until("bob")

    use(console, script)


@pytest.mark.parametrize("colours", [True, False])
def test_colours_where_they_are_wanted(terminal: Ends, colours: bool) -> None:
    """The speaker of a line, what the program says itself, and the status; without, nothing is painted."""
    console = console_on(terminal, colours=colours)

    async def script() -> None:
        console.status = lambda: "here"
        console.show("ann: salut")
        console.tell("note")
        shown = await terminal.read_until("here")
        assert ("\x1b[1;" in shown) is ("\x1b[2mnote" in shown) is ("\x1b[0;7m" in shown) is colours

    use(console, script)


def test_a_secret_is_not_shown(terminal: Ends) -> None:
    """Typed ahead or not; given up, it is empty, and the conversation goes on."""
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("ahead\r")
        await until(lambda: console.waiting)
        assert await console.ask_secret("Password:") == "ahead"
        await terminal.read_until("Password:")
        for keys in ("\x04", "\x03", "x\x03\x03"):
            terminal.type(keys)
            assert await console.ask_secret("Password:") == ""
        assert not console.at_end
        terminal.type("letmein\r")
        assert await console.ask_secret("Password:") == "letmein"
        terminal.type("\x1b[Ashown")
        shown = await terminal.read_until("shown")
        assert "letmein" not in shown
        assert "ahead" not in shown

    use(console, script)


def test_the_end_of_input(terminal: Ends) -> None:
    """Ctrl-D on an empty line; what was typed before it is still there."""
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("one\rx\x04\x7f\x04")
        await until(lambda: console.waiting)
        assert console.take() == "one"
        await until(lambda: console.at_end)

    use(console, script)


def test_ctrl_c_drops_the_nearest_thing(terminal: Ends) -> None:
    """What is typed, then what waits, which is counted, and then the conversation."""
    console = console_on(terminal)
    interrupts: list[int] = []
    console.on_interrupt = lambda: interrupts.append(1)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("one\rtwo\rthree")
        await terminal.read_until("three")
        terminal.type("\x03")
        await terminal.read_until("\x1b[J")
        assert console.waiting == 2
        terminal.type("\x03")
        await terminal.read_until("Lines that were not sent: 2")
        assert (console.waiting, interrupts) == (0, [])
        terminal.type("\x03")
        await until(lambda: interrupts)
        os.kill(os.getpid(), signal.SIGTERM)
        await until(lambda: len(interrupts) == 2)

    use(console, script)


def test_no_more_waits_than_may(terminal: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said so."""
    monkeypatch.setattr(prompt, "MOST_WAITING", 2)
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("one\rtwo\rthree\r")
        await terminal.read_until("At most 2 lines may wait")
        assert console.drop() == 2

    use(console, script)


def test_the_terminal_is_left_as_it_was(terminal: Ends) -> None:
    """With the handlers of signals."""
    before = termios.tcgetattr(terminal.stdin.fileno())
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT)]
    console = console_on(terminal)

    async def script() -> None:
        await terminal.read_until("\x1b[?2004h")
        assert termios.tcgetattr(terminal.stdin.fileno()) != before

    use(console, script)
    assert terminal.read().count("\x1b[?2004l") == 1
    assert termios.tcgetattr(terminal.stdin.fileno()) == before
    assert handlers == [
        signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT)
    ]


def test_a_password_is_neither_shown_nor_called_back(terminal: Ends) -> None:
    """Not while it is typed, nor when it is taken; the line before it is what the key for that brings."""
    console = console_on(terminal)
    console.hidden_from = lambda line: 7 if line.startswith("/login ") else len(line)

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("salut\r")
        await until(lambda: console.waiting)
        assert console.take() == "salut"
        terminal.type("/login s3same")
        typed = await terminal.read_until("******")
        terminal.type("\r")
        await until(lambda: console.waiting)
        assert console.take() == "/login s3same"
        # Drawn once more, it knows what was said before.
        shown = await terminal.read_until("/login ***\r\n", DRAWN)
        terminal.type("\x1b[A")
        called_back = await terminal.read_until("salut")
        assert not any("s3same" in its for its in (typed, shown, called_back))
        terminal.type("\r")
        await until(lambda: console.waiting)
        assert console.take() == "salut"

    use(console, script)
