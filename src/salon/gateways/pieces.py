"""Writes to a peer that reads a fixed number of bytes at a time and takes each piece for a whole.

Such a program decodes each piece by itself, so a character must not lie in two, and it may know a line only
in a piece of its own. What the bytes mean is not known here.
"""

import time
from collections.abc import Callable
from typing import Protocol

from salon.wire.session import Pieces

PAUSE_SECONDS = 0.02
"""How long nothing is written after as much as the peer reads at a time: longer than it takes to read it."""

ALONE_SECONDS = 0.1
"""How long nothing is written before and after the line that must be alone."""


class Timer(Protocol):
    """Something that will happen, and can be called off."""

    def cancel(self) -> None:
        """Call it off."""


class PieceWriter:
    """One connection's way out, when its peer reads in pieces; what may not go out yet waits here.

    Between two pauses no more is written than the peer reads at a time.
    """

    __slots__ = (
        "_alone_before",
        "_call_later",
        "_emptied",
        "_last",
        "_pieces",
        "_room",
        "_steady",
        "_timer",
        "_waiting",
        "_write",
    )

    def __init__(
        self,
        pieces: Pieces,
        write: Callable[[bytes], None],
        call_later: Callable[[float, Callable[[], None]], Timer],
        emptied: Callable[[], None],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pieces = pieces
        self._write = write
        self._call_later = call_later
        # Called whenever nothing waits any more.
        self._emptied = emptied
        self._steady = steady
        self._waiting = bytearray()
        # What may still be written before the next pause, when the last write was, and whether it was the
        # line that must be alone.
        self._room = 0
        self._last = -ALONE_SECONDS
        self._alone_before = False
        # Set while something waits.
        self._timer: Timer | None = None

    @property
    def size(self) -> int:
        """How many bytes wait."""
        return len(self._waiting)

    def write(self, data: bytes) -> None:
        """Write whole lines, as far as they may go out now, and the rest later."""
        if self._waiting or not self._fits(data):
            self._waiting += data
            if self._timer is None:
                self._write_pieces()
        else:
            self._write(data)

    def _fits(self, data: bytes) -> bool:
        """Return whether data may go out at once; if so, it is counted."""
        pieces = self._pieces
        if not pieces.most:
            return not pieces.alone
        if self._alone_before or (pieces.alone and pieces.alone in data):
            return False
        now, size = self._steady(), len(data)
        room = pieces.most if now - self._last >= PAUSE_SECONDS else self._room
        if size > room:
            return False
        self._room, self._last = room - size, now
        return True

    def discard(self) -> None:
        """Forget what waits: the connection is gone."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _write_pieces(self) -> None:
        most = self._pieces.most
        while self._waiting:
            now = self._steady()
            piece = self._next_piece()
            quiet, needed = now - self._last, self._pause_before(piece)
            if quiet < needed:
                self._timer = self._call_later(needed - quiet, self._go_on)
                return
            if quiet >= PAUSE_SECONDS:
                self._room = most
            del self._waiting[: len(piece)]
            self._write(piece)
            self._room -= len(piece)
            self._last = now
            self._alone_before = piece == self._pieces.alone

    def _go_on(self) -> None:
        self._timer = None
        self._last = -ALONE_SECONDS
        self._write_pieces()
        if not self._waiting:
            self._emptied()

    def _pause_before(self, piece: bytes) -> float:
        if self._alone_before or piece == self._pieces.alone:
            return ALONE_SECONDS
        return PAUSE_SECONDS if self._pieces.most and len(piece) > self._room else 0

    def _next_piece(self) -> bytes:
        """Return what may be written at one time: whole lines where they fit, else whole characters."""
        waiting, alone = self._waiting, self._pieces.alone
        end = min(len(waiting), self._pieces.most or len(waiting))
        if alone:
            if waiting.startswith(alone):
                return alone
            before = waiting.find(b"\n" + alone, 0, end + len(alone))
            if before >= 0:
                return bytes(waiting[: before + 1])
        if end < len(waiting):
            end = waiting.rfind(b"\n", 0, end) + 1 or end
            while waiting[end] & 0xC0 == 0x80:  # within a character (RFC 3629)
                end -= 1
        return bytes(waiting[:end])
