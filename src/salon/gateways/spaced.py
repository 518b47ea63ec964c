"""A TCP connection on which one line always reaches the peer by itself.

Some programs compare all that they have received at once with a line that they wait for. Such a line is
written between two pauses, in which everything else waits. What the line means is not known here.
"""

import asyncio
from collections import deque

from salon.gateways.tcp import TcpConnection, TcpDoor

APART_SECONDS = 0.1
"""How long nothing is written before and after the line: longer than a peer takes to read what has come."""


class SpacedConnection(TcpConnection):
    """One connection, and the line that is to be alone on it, with its end."""

    __slots__ = ("_alone", "_ending", "_spacing", "_waiting")

    def __init__(self, door: TcpDoor, loop: asyncio.AbstractEventLoop, alone: bytes) -> None:
        super().__init__(door, loop)
        self._alone = alone
        # The lone line and what comes behind it, in order.
        self._waiting: deque[bytes] = deque()
        # A pause is under way.
        self._spacing = False
        self._ending = False

    def write(self, data: bytes) -> None:
        """Write lines, at once or when the pause is over."""
        if self._spacing or self._alone in data:
            self._waiting += _pieces(data, self._alone)
            if not self._spacing:
                self._go_on()
        elif self._link is not None:
            self._write(data)

    def unread(self) -> int:
        """Return how many bytes wait here and in the transport."""
        return super().unread() + sum(map(len, self._waiting))

    def close(self) -> None:
        """Close once all is written."""
        if self._spacing:
            self._ending = True
        else:
            super().close()

    def _go_on(self) -> None:
        """Write what may be written together, up to the next lone line."""
        waiting = self._waiting
        together = []
        while waiting and waiting[0] != self._alone:
            together.append(waiting.popleft())
        if together and self._link is not None:
            self._write(b"".join(together))
        self._spacing = bool(waiting)
        if waiting:
            self._loop.call_later(APART_SECONDS, self._write_alone)
        elif self._ending:
            self.close()

    def _write_alone(self) -> None:
        alone = self._waiting.popleft()
        if self._link is not None:
            self._write(alone)
        self._loop.call_later(APART_SECONDS, self._go_on)


def _pieces(data: bytes, alone: bytes) -> list[bytes]:
    """Cut whole lines into the lone ones, and all that is between them."""
    lines = data.splitlines(keepends=True)
    if alone not in lines:
        return [data]
    return lines
