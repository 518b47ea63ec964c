"""Where a person types and reads, as a port: lines that are typed, lines that are shown.

Knows nothing of what the lines mean. The terminal behind it is loaded only where there is one.
"""

import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, Self, TextIO

from salon.terminal.colours import wants_colours
from salon.texts.marks import Translate

MOST_WAITING = 10_000
"""How many typed lines may wait to be taken: behind them a pipe is not read, and a paste is cut."""


class Completions(NamedTuple):
    """What may take the place of the last piece of what was typed."""

    piece: str
    candidates: Sequence[str] = ()


Complete = Callable[[str], Completions]
"""Returns what may follow, for what stands before the cursor."""


class Console(Protocol):
    """Lines that are typed, lines that are shown. A context: leaving it leaves the terminal as it was."""

    prompt: str
    """What stands before the line that is typed, on a terminal."""

    status: Callable[[], str]
    """Returns what the line below it says, on a terminal."""

    complete: Complete

    hidden_from: Callable[[str], int]
    """Returns the place from which a typed line is not shown: its end, or the line is not called back."""

    on_typed: Callable[[], object]
    """Called when there is something to take, or nothing more to come."""

    on_interrupt: Callable[[], object]
    """Called when the program is asked to end: by Ctrl-C, or by a signal."""

    @property
    def at_end(self) -> bool:
        """Whether no line will come any more."""

    @property
    def waiting(self) -> int:
        """How many lines were typed and not yet taken."""

    async def __aenter__(self) -> Self:
        """Begin."""

    async def __aexit__(self, *_: object) -> None:
        """Put everything back."""

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one. Now it is shown as said."""

    def drop(self) -> int:
        """Forget the lines that were not taken, and return how many they were."""

    def show(self, *lines: str) -> None:
        """Show lines that came from elsewhere."""

    def tell(self, *lines: str) -> None:
        """Show lines of the program's own."""

    def refresh(self) -> None:
        """Have the prompt and the status drawn as they are now."""

    async def ask_secret(self, question: str) -> str:
        """Return the next line, typed already or not, and show nothing of it; empty at the end of input."""


class Typed:
    """What both consoles have: the lines that wait to be taken, and what a program sets."""

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt
        self.status: Callable[[], str] = no_status
        self.complete: Complete = complete_nothing
        self.hidden_from: Callable[[str], int] = len
        self.on_typed: Callable[[], object] = nothing_to_do
        self.on_interrupt: Callable[[], object] = nothing_to_do
        self._lines: deque[str] = deque()
        self._ended = False

    @property
    def at_end(self) -> bool:
        """Whether no line will come any more."""
        return self._ended and not self._lines

    @property
    def waiting(self) -> int:
        """How many lines were typed and not yet taken."""
        return len(self._lines)

    def drop(self) -> int:
        """Forget the lines that were not taken, and return how many they were."""
        dropped = len(self._lines)
        self._lines.clear()
        return dropped

    def _interrupt(self) -> None:
        # Looked up then: whoever wants to be called says so later.
        self.on_interrupt()


def open_console(
    environment: Mapping[str, str], translate: Translate, stdin: TextIO, stdout: TextIO
) -> Console:
    """Return the terminal that the program was started on, or the pipe."""
    on_terminal = stdin.isatty() and stdout.isatty()
    if on_terminal and environment.get("TERM", "") not in {"", "dumb"}:
        # Imported here: the library behind it takes longer to load than all the rest.
        from salon.terminal.prompt import TerminalConsole  # noqa: PLC0415

        return TerminalConsole(stdin, stdout, translate, colours=wants_colours(environment))
    from salon.terminal.pipe import PipeConsole  # noqa: PLC0415

    return PipeConsole(stdin, stdout)


class OutputLost(OSError):  # noqa: N818 - named for the fact
    """What is shown goes nowhere any more: its reader has gone, or its disk is full."""


def write(stdout: TextIO, text: str) -> None:
    """Write a text past the stream's buffer, which would try again at the end. Raises OutputLost."""
    data = text.encode(stdout.encoding or "utf-8", "replace")
    try:
        while data:
            data = data[os.write(stdout.fileno(), data) :]
    except OSError as error:
        raise OutputLost(*error.args) from error


def nothing_to_do() -> None:
    """Do nothing: what a console calls until a program wants to be called."""


def no_status() -> str:
    """Return that there is nothing to say."""
    return ""


def complete_nothing(before: str) -> Completions:
    """Return that nothing is known to follow."""
    return Completions(before)
