"""Standard input and output that are no terminal, or one that can do nothing.

Nothing is shown but what arrives: no prompt, no colour, each line as soon as it is there.
"""

import asyncio
import getpass
import os
from contextlib import ExitStack, suppress
from typing import Self, TextIO

from salon.terminal.console import MOST_WAITING, Typed, write
from salon.terminal.loop import interruptions
from salon.texts.visible import visible

_READ_SIZE = 65_536


class PipeConsole(Typed):
    """Lines from a stream, lines into a stream."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        super().__init__("")
        self._stdin = stdin
        self._stdout = stdout
        self._rest = b""
        self._is_reading = False
        self._leaving = ExitStack()

    async def __aenter__(self) -> Self:
        """Begin to read."""
        self._leaving.enter_context(interruptions(self._interrupt))
        self._read_on()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Read no more."""
        self._pause()
        self._leaving.close()

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one."""
        line = self._lines.popleft() if self._lines else None
        self._read_on()
        return line

    def show(self, *lines: str) -> None:
        """Write lines."""
        write(self._stdout, "".join(f"{visible(line)}\n" for line in lines))

    def tell(self, *lines: str) -> None:
        """Write lines; here the program's own are like any other."""
        self.show(*lines)

    def refresh(self) -> None:
        """Do nothing: there is neither a prompt nor a status."""

    async def ask_secret(self, question: str) -> str:
        """Take the next line."""
        if self._stdin.isatty() and not self._lines:
            with suppress(EOFError):
                return getpass.getpass(question)
            return ""
        while not self._lines and not self._ended:
            self._fill()
        return self.take() or ""

    def _read_on(self) -> None:
        """Read where there is room: whoever writes into the pipe waits meanwhile."""
        if not self._is_reading and not self._ended and len(self._lines) < MOST_WAITING:
            asyncio.get_running_loop().add_reader(self._stdin.fileno(), self._take_input)
            self._is_reading = True

    def _pause(self) -> None:
        if self._is_reading:
            asyncio.get_running_loop().remove_reader(self._stdin.fileno())
            self._is_reading = False

    def _take_input(self) -> None:
        self._fill()
        if self._ended or len(self._lines) >= MOST_WAITING:
            self._pause()
        self.on_typed()

    def _fill(self) -> None:
        """Read what was typed; the end of input ends a line, too."""
        try:
            data = os.read(self._stdin.fileno(), _READ_SIZE)
        except OSError:  # a terminal that is gone
            data = b""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data:
            self._ended = True
            lines += [self._rest] if self._rest else []
            self._rest = b""
        # Bytes that are no text go their way as they are: it is for the server to refuse them.
        self._lines += [line.removesuffix(b"\r").decode("utf-8", "surrogateescape") for line in lines]
