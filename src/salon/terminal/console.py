"""Where a person types and reads: a terminal with a line that stays below what arrives, or a pipe.

By pipe nothing is shown but what arrives: no prompt, no colour, each line as soon as it is there. Knows
nothing of what the lines mean, nor of any other source of events than its own descriptor.
"""

import getpass
import os
import signal
import sys
import termios
import tty
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from errno import EINTR
from itertools import chain
from types import FrameType
from typing import Protocol, Self

from salon.terminal.colours import paint_notice, paint_speaker, wants_colours
from salon.terminal.editor import Key, LineEditor, cells
from salon.terminal.wrapping import wrapped
from salon.texts.marks import N_, Translate
from salon.texts.visible import visible

_READ_SIZE = 65_536
_USUAL_COLUMNS = 80
_CLEAR_LINE = "\r\x1b[K"
_CLEAR_SCREEN = "\x1b[H\x1b[2J"


class Console(Protocol):
    """Lines that are typed, lines that are shown. A context: leaving it leaves the terminal as it was."""

    prompt: str
    """What stands before the line that is typed, on a terminal."""

    @property
    def at_end(self) -> bool:
        """Whether no line will come any more."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """Put everything back."""

    def fileno(self) -> int:
        """Return the descriptor that is readable when there is something to `fill`."""

    def fill(self) -> None:
        """Read what was typed."""

    @property
    def waiting(self) -> int:
        """How many lines were typed and not yet taken."""

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one. Now it is shown as said."""

    def drop(self) -> int:
        """Forget the lines that were not taken, and return how many they were."""

    def show(self, *lines: str) -> None:
        """Show lines that came from elsewhere."""

    def tell(self, *lines: str) -> None:
        """Show lines of the program's own."""

    def ask_secret(self, question: str) -> str:
        """Return the next line, typed already or not, and show nothing of it; empty at the end of input."""


def open_console(environment: Mapping[str, str], translate: Translate) -> Console:
    """Return the terminal that the program was started on, or the pipe."""
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if on_terminal and environment.get("TERM", "") not in {"", "dumb"}:
        return TerminalConsole(translate, colours=wants_colours(environment))
    return PipeConsole()


class OutputLost(OSError):  # noqa: N818 - named for the fact
    """What is shown goes nowhere any more: its reader has gone, or its disk is full."""


def _write(text: str) -> None:
    # Past the buffer: it must not be written to while it is, as by the handler of a signal.
    data = text.encode(sys.stdout.encoding or "utf-8", "replace")
    try:
        while data:
            data = data[os.write(sys.stdout.fileno(), data) :]
    except OSError as error:
        raise OutputLost(*error.args) from error


class PipeConsole:
    """Standard input and output, which are no terminal, or one that can do nothing."""

    def __init__(self) -> None:
        self.prompt = ""
        self._lines: deque[str] = deque()
        self._rest = b""
        self._ended = False

    @property
    def at_end(self) -> bool:
        """Whether no line will come any more."""
        return self._ended and not self._lines

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was changed."""

    def fileno(self) -> int:
        """Return the descriptor of the input."""
        return sys.stdin.fileno()

    def fill(self) -> None:
        """Read what was typed; the end of input ends a line, too."""
        try:
            data = os.read(self.fileno(), _READ_SIZE)
        except OSError:  # a terminal that is gone
            data = b""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data:
            self._ended = True
            lines += [self._rest] if self._rest else []
            self._rest = b""
        # Bytes that are no text go their way as they are: it is for the server to refuse them.
        self._lines += [line.removesuffix(b"\r").decode("utf-8", "surrogateescape") for line in lines]

    @property
    def waiting(self) -> int:
        """How many lines were typed and not yet taken."""
        return len(self._lines)

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one."""
        return self._lines.popleft() if self._lines else None

    def drop(self) -> int:
        """Forget the lines that were not taken, and return how many they were."""
        dropped = len(self._lines)
        self._lines.clear()
        return dropped

    def show(self, *lines: str) -> None:
        """Write lines."""
        _write("".join(f"{visible(line)}\n" for line in lines))

    def tell(self, *lines: str) -> None:
        """Write lines; here the program's own are like any other."""
        self.show(*lines)

    def ask_secret(self, question: str) -> str:
        """Take the next line."""
        if sys.stdin.isatty() and not self._lines:
            with suppress(EOFError):
                return getpass.getpass(question)
            return ""
        while not self._lines and not self._ended:
            self.fill()
        return self.take() or ""


class TerminalConsole:
    """A terminal: the line that is typed is edited at the bottom, what arrives scrolls up above it."""

    def __init__(self, translate: Translate, *, colours: bool) -> None:
        self.prompt = "> "
        self._translate = translate
        self._colours = colours
        self._editor = LineEditor()
        self._lines: deque[str] = deque()
        self._ended = False
        # What is typed is not shown.
        self._is_secret = False
        # Whether the terminal gives each key at once. A shell takes it back while the program is stopped.
        self._has_keys = False

    @property
    def at_end(self) -> bool:
        """Whether no line will come any more."""
        return self._ended and not self._lines

    def __enter__(self) -> Self:
        """Take the keys one by one, and draw the line."""
        self._before = termios.tcgetattr(self.fileno())
        self._handlers = [(number, signal.signal(number, self._redraw)) for number in _REDRAWING]
        # Ended from outside, the program still has to leave the terminal as it was.
        self._handlers += [(number, signal.signal(number, signal.default_int_handler)) for number in _ENDING]
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        """Put the terminal back as it was."""
        for number, handler in self._handlers:
            signal.signal(number, handler)
        if not self._is_in_front():
            return
        with suppress(OSError):
            _write(_CLEAR_LINE)
        with suppress(termios.error):
            _persist(lambda: termios.tcsetattr(self.fileno(), termios.TCSADRAIN, self._before))

    def fileno(self) -> int:
        """Return the terminal's descriptor."""
        return sys.stdin.fileno()

    def fill(self) -> None:
        """Take the keys that were pressed."""
        try:
            data = os.read(self.fileno(), _READ_SIZE)
        except OSError:  # the terminal is gone
            data = b""
        if not data:
            self._ended = True
        for typed in self._editor.feed(data):
            if isinstance(typed, str):
                self._lines.append(typed)
            elif typed is Key.CLEAR:
                _write(_CLEAR_SCREEN)
            elif self._is_secret:
                # Given up, and no more: the next end is that of the input.
                self._lines.append("")
            else:
                self._ended = True
        self._draw()

    @property
    def waiting(self) -> int:
        """How many lines were typed and not yet taken."""
        return len(self._lines)

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one. Now it is shown as said."""
        if not self._lines:
            return None
        line = self._lines.popleft()
        self._editor.remember(line)
        start = _CLEAR_LINE if self._is_in_front() else ""
        _write(f"{start}{self.prompt}{line}\n")
        self._draw()
        return line

    def drop(self) -> int:
        """Forget the lines that were not taken, and return how many they were."""
        dropped = len(self._lines)
        self._lines.clear()
        return dropped

    def show(self, *lines: str) -> None:
        """Show lines above the one that is typed."""
        pieces = [wrapped(visible(line), _columns()) for line in lines]
        if self._colours:
            pieces = [[_paint_first(first, rest), *rest] for first, *rest in pieces]
        self._scroll(chain.from_iterable(pieces))

    def tell(self, *lines: str) -> None:
        """Show the program's own lines above the one that is typed."""
        pieces = chain.from_iterable(wrapped(visible(line), _columns()) for line in lines)
        self._scroll(map(paint_notice, pieces) if self._colours else pieces)

    def ask_secret(self, question: str) -> str:
        """Return the next line, of which nothing is shown; it may be typed already, or begun."""
        self._is_secret = True
        prompt, self.prompt = self.prompt, f"{question} "
        try:
            self._draw()
            while not self._lines and not self._ended:
                self.fill()
            return self._lines.popleft() if self._lines else ""
        finally:
            self._is_secret, self.prompt = False, prompt
            _write("\n")
            self._draw()

    def _is_in_front(self) -> bool:
        """Tell whether the terminal is this program's now, and not the shell's or another's.

        Who changes a terminal from the background is stopped (POSIX, General Terminal Interface, 11.1.4).
        """
        try:
            return os.tcgetpgrp(self.fileno()) == os.getpgrp()
        except OSError:  # it controls no session, or is gone
            return True

    def _redraw(self, number: int, _frame: FrameType | None) -> None:
        """Draw again, after the window has changed or the program was stopped."""
        if number == signal.SIGCONT:
            self._has_keys = False
        self._draw()

    def _scroll(self, lines: Iterable[str]) -> None:
        start = _CLEAR_LINE if self._is_in_front() else ""
        _write(start + "".join(f"{line}\n" for line in lines))
        self._draw()

    def _draw(self) -> None:
        """Draw the line that is typed; in the background there is none."""
        if not self._is_in_front():
            self._has_keys = False
            return
        if not self._has_keys:
            # What was typed ahead is kept.
            _persist(lambda: tty.setcbreak(self.fileno(), termios.TCSADRAIN))
            self._has_keys = True
        prompt = self.prompt
        if self._lines and not self._is_secret:
            waiting = self._translate(N_("waiting: {count}")).format(count=len(self._lines))
            prompt = f"({waiting}) {prompt}"
        text, cursor = ("", 0) if self._is_secret else self._editor.view(max(_columns() - cells(prompt), 2))
        column = cells(prompt) + cursor
        _write(f"{_CLEAR_LINE}{prompt}{text}\r" + (f"\x1b[{column}C" if column else ""))


def _paint_first(first: str, rest: list[str]) -> str:
    """Return the first piece of a line, painted; the blank at which it was cut may be behind a speaker."""
    return paint_speaker(f"{first} ").removesuffix(" ") if rest else paint_speaker(first)


def _columns() -> int:
    """Return the width of the terminal itself: COLUMNS of the environment may be that of another."""
    with suppress(OSError):
        return os.get_terminal_size(sys.stdout.fileno()).columns or _USUAL_COLUMNS
    return _USUAL_COLUMNS


def _persist(change: Callable[[], object]) -> None:
    """Change a terminal, again when a signal comes between: Python repeats most calls, but not these."""
    while True:
        try:
            change()
        except termios.error as error:
            if error.args[0] != EINTR:
                raise
        else:
            return


_REDRAWING = (signal.SIGCONT, signal.SIGWINCH)
_ENDING = (signal.SIGTERM, signal.SIGHUP)
