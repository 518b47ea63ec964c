"""Where a person types and reads: a real terminal, and real pipes."""

import os
import signal
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.ptys import Ends, pipe_streams, pty_streams
from salon.terminal.console import Console, OutputLost, PipeConsole, TerminalConsole, open_console

CLEAR = "\r\x1b[K"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ends]:
    """Give the other end of a terminal of 40 columns."""
    with pty_streams(monkeypatch, 40) as ends:
        yield ends


@pytest.fixture
def pipes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ends]:
    """Give the other ends of two pipes."""
    with pipe_streams(monkeypatch) as ends:
        yield ends


def begun(ends: Ends, *, colours: bool = False) -> TerminalConsole:
    """Return a console that was drawn."""
    console = TerminalConsole(str, colours=colours)
    console.__enter__()
    assert ends.read().endswith("> \r\x1b[2C")
    return console


def typed(ends: Ends, console: Console, data: str | bytes) -> None:
    """Type something, and have the console take it."""
    ends.type(data)
    console.fill()


# --- which of the two --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "kind"), [("xterm", TerminalConsole), ("dumb", PipeConsole), ("", PipeConsole)]
)
@pytest.mark.usefixtures("terminal")
def test_a_terminal_that_can_do_it_is_drawn_on(term: str, kind: type) -> None:
    """One that can do nothing is written to as a pipe is."""
    assert isinstance(open_console({"TERM": term}, str), kind)


@pytest.mark.usefixtures("pipes")
def test_a_pipe_is_no_terminal() -> None:
    """Whatever TERM says."""
    assert isinstance(open_console({"TERM": "xterm"}, str), PipeConsole)


# --- pipes -------------------------------------------------------------------------------------


def test_lines_come_through_a_pipe_as_they_are(pipes: Ends) -> None:
    """In any split, of bytes that are no text, too; the end of input ends a line."""
    console = PipeConsole()
    typed(pipes, console, b"one\r\ntw")
    assert (console.waiting, console.take(), console.take()) == (1, "one", None)
    typed(pipes, console, b"o\n\xff")
    pipes.end()
    console.fill()
    assert not console.at_end
    assert [console.take(), console.take()] == ["two", "\udcff"]
    assert console.at_end


def test_what_was_not_taken_is_dropped(pipes: Ends) -> None:
    """And counted."""
    console = PipeConsole()
    typed(pipes, console, "a\nb\n")
    assert console.drop() == 2
    assert console.drop() == 0


def test_a_pipe_is_shown_what_arrives_and_no_more(pipes: Ends) -> None:
    """No colour, no prompt; what could steer a terminal is made visible."""
    with PipeConsole() as console:
        console.show("one", "\x1b[31mtwo")
        console.tell("three")
    shown = pipes.read().splitlines()
    assert shown[0] == "one"
    assert shown[2] == "three"
    assert "\x1b" not in shown[1]


def test_a_secret_comes_by_the_next_line(pipes: Ends) -> None:
    """Nothing is asked where nobody reads; at the end of input it is empty."""
    console = PipeConsole()
    pipes.type("letmein\n")
    assert console.ask_secret("Password:") == "letmein"
    pipes.end()
    assert console.ask_secret("Password:") == ""


@pytest.mark.usefixtures("pipes")
def test_a_reader_that_has_gone_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program cannot show anything more."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr("salon.terminal.console.sys.stdout", full)
        with pytest.raises(OutputLost):
            PipeConsole().show("x")


# --- a terminal --------------------------------------------------------------------------------


def test_a_line_is_edited_and_then_taken(terminal: Ends) -> None:
    """It is drawn at the bottom, and when it is taken, above."""
    console = begun(terminal)
    typed(terminal, console, "salu\x7fut")
    assert terminal.read() == f"{CLEAR}> salut\r\x1b[7C"
    assert console.take() is None
    typed(terminal, console, "\r")
    assert terminal.read() == f"{CLEAR}(waiting: 1) > \r\x1b[15C"
    assert console.take() == "salut"
    assert terminal.read() == f"{CLEAR}> salut\n{CLEAR}> \r\x1b[2C".replace("\n", "\r\n")
    console.__exit__()


def test_what_arrives_scrolls_up_above_the_line(terminal: Ends) -> None:
    """Wrapped at words to the width of the terminal, whatever that is now."""
    console = begun(terminal)
    typed(terminal, console, "half")
    terminal.read()
    console.show("word " * 12)
    shown = terminal.read()
    assert shown.startswith(CLEAR)
    assert shown.endswith(f"{CLEAR}> half\r\x1b[6C")
    assert max(len(line) for line in shown.removeprefix(CLEAR).split("\r\n")[:-1]) <= 40
    terminal.resize(20)
    console.tell("word " * 12)
    assert len(terminal.read().split("\r\n")) > len(shown.split("\r\n"))
    console.__exit__()


def test_colours_where_they_are_wanted(terminal: Ends) -> None:
    """The speaker of a line, and what the program says itself."""
    console = begun(terminal, colours=True)
    console.show("ann: salut")
    console.tell("note")
    assert terminal.read().count("\x1b[0m") >= 2
    console.__exit__()


def test_a_secret_is_not_shown(terminal: Ends) -> None:
    """Typed ahead or not; given up, it is empty, and the conversation goes on."""
    console = begun(terminal)
    terminal.type("letmein\r")
    assert console.ask_secret("Password:") == "letmein"
    assert "letmein" not in terminal.read()
    terminal.type("\x04")
    assert console.ask_secret("Password:") == ""
    assert not console.at_end
    console.__exit__()


def test_the_end_of_input(terminal: Ends) -> None:
    """What was typed before it is still there; what is dropped is counted."""
    console = begun(terminal)
    typed(terminal, console, "one\rtwo\r\x04")
    assert console.waiting == 2
    assert not console.at_end
    assert console.drop() == 2
    assert console.at_end
    console.__exit__()


def test_the_screen_is_cleared_by_a_key(terminal: Ends) -> None:
    """And the line drawn again."""
    console = begun(terminal)
    typed(terminal, console, "x\x0c")
    assert terminal.read() == f"\x1b[H\x1b[2J{CLEAR}> x\r\x1b[3C"
    console.__exit__()


def test_the_terminal_is_left_as_it_was(terminal: Ends) -> None:
    """With the signals that the console minds; a window of another size is drawn anew."""
    before = termios.tcgetattr(terminal.descriptor)
    handler = signal.getsignal(signal.SIGWINCH)
    console = begun(terminal)
    assert termios.tcgetattr(terminal.descriptor) != before
    os.kill(os.getpid(), signal.SIGWINCH)
    assert terminal.read() == f"{CLEAR}> \r\x1b[2C"
    os.kill(os.getpid(), signal.SIGCONT)
    assert terminal.read() == f"{CLEAR}> \r\x1b[2C"
    console.__exit__()
    assert termios.tcgetattr(terminal.descriptor) == before
    assert signal.getsignal(signal.SIGWINCH) is handler
