"""A terminal of the system (a pty) or pipes, for a console: what a person types, and reads."""

import asyncio
import fcntl
import io
import os
import select
import struct
import termios
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from harness.salon_process import DEADLINE
from salon.terminal.console import Console
from salon.terminal.loop import run

DRAWN = "\x1b[0m\x1b[?12l\x1b[?25h"
"""The cursor is shown again: the line is drawn."""


class Ends:
    """The other end of two streams: what a person types, and reads."""

    def __init__(self, typed: int, shown: int, stdin: TextIO, stdout: TextIO) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self._typed = typed
        self._shown = shown

    def type(self, data: str | bytes) -> None:
        """Type bytes."""
        os.write(self._typed, data.encode() if isinstance(data, str) else data)

    async def type_much(self, data: str) -> None:
        """Type more than a terminal holds at once; whoever reads it goes on meanwhile."""
        os.set_blocking(self._typed, False)
        rest = data.encode()
        while rest:
            try:
                rest = rest[os.write(self._typed, rest) :]
            except BlockingIOError:
                await asyncio.sleep(0)

    def end(self) -> None:
        """End the input, where that is a pipe."""
        os.close(self._typed)

    def read(self) -> str:
        """Return what was shown since the last look; wait for the first of it."""
        data = b""
        while select.select([self._shown], [], [], 0 if data else DEADLINE)[0]:
            piece = os.read(self._shown, 65_536)
            if not piece:
                break
            data += piece
        return data.decode()

    async def read_until(self, *texts: str) -> str:
        """Return what was shown since the last look, as soon as texts are in it, one behind the other.

        Others go on meanwhile.
        """
        data = b""

        def look() -> bool:
            nonlocal data
            while select.select([self._shown], [], [], 0)[0]:
                data += os.read(self._shown, 65_536)
            rest, found = data.decode(errors="replace"), True
            for text in texts:
                _, its, rest = rest.partition(text)
                found = found and bool(its)
            return found

        await until(look)
        return data.decode()

    def resize(self, columns: int, rows: int = 24) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._shown, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


async def until(look: Callable[[], object]) -> None:
    """Wait, with a bound, until something is so; others go on meanwhile."""
    async with asyncio.timeout(DEADLINE):
        while not look():  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(0.01)


@contextmanager
def pty_streams(columns: int = 80, rows: int = 24) -> Iterator[Ends]:
    """Give a terminal: its streams, and its other end."""
    master, slave = os.openpty()
    with io.TextIOWrapper(io.FileIO(slave, "r+"), encoding="utf-8", write_through=True) as stream:
        ends = Ends(master, master, stream, stream)
        ends.resize(columns, rows)
        try:
            yield ends
        finally:
            os.close(master)


@contextmanager
def pipe_streams() -> Iterator[Ends]:
    """Give two pipes as streams, and their other ends."""
    for_input, typed = os.pipe()
    shown, for_output = os.pipe()
    with (
        os.fdopen(for_input, "r", encoding="utf-8") as stdin,
        os.fdopen(for_output, "w", encoding="utf-8") as stdout,
    ):
        yield Ends(typed, shown, stdin, stdout)
    os.close(shown)


def use(console: Console, script: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a script with a console begun, on a loop of its own."""

    async def main() -> None:
        async with console:
            await script()

    run(main())
