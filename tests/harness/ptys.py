"""A terminal of the system (a pty) or pipes in place of the console's standard input and output."""

import fcntl
import io
import os
import select
import struct
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from harness.salon_process import DEADLINE
from salon.terminal import console


class Ends:
    """The other end of the standard streams: what a person types, and reads.

    `descriptor`: that of the input.
    """

    def __init__(self, typed: int, shown: int, descriptor: int) -> None:
        self.descriptor = descriptor
        self._typed = typed
        self._shown = shown

    def type(self, data: str | bytes) -> None:
        """Type bytes."""
        os.write(self._typed, data.encode() if isinstance(data, str) else data)

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

    def resize(self, columns: int, rows: int = 24) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._shown, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _put(monkeypatch: pytest.MonkeyPatch, stdin: object, stdout: object) -> None:
    # Only the console is to see them: pytest puts its own streams in place again before each test.
    monkeypatch.setattr(console, "sys", SimpleNamespace(stdin=stdin, stdout=stdout))


@contextmanager
def pty_streams(monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> Iterator[Ends]:
    """Have standard input and output be a terminal, whose other end is given."""
    master, slave = os.openpty()
    stream = io.TextIOWrapper(io.FileIO(slave, "r+", closefd=False), encoding="utf-8", write_through=True)
    _put(monkeypatch, stream, stream)
    ends = Ends(master, master, slave)
    ends.resize(columns)
    try:
        yield ends
    finally:
        monkeypatch.undo()
        os.close(master)
        os.close(slave)


@contextmanager
def pipe_streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ends]:
    """Have standard input and output be pipes, whose other ends are given."""
    for_input, typed = os.pipe()
    shown, for_output = os.pipe()
    with (
        os.fdopen(for_input, "r", encoding="utf-8") as stdin,
        os.fdopen(for_output, "w", encoding="utf-8") as stdout,
    ):
        _put(monkeypatch, stdin, stdout)
        try:
            yield Ends(typed, shown, for_input)
        finally:
            monkeypatch.undo()
    os.close(shown)
