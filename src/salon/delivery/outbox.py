"""What waits to be written to one peer. Synchronous; knows no event loop, only the end that it writes to."""

import itertools
from typing import Protocol

from salon.wire.session import WireSession


class Sink(Protocol):
    """The far end of an outbox: a connection. None of these blocks or fails."""

    def write(self, data: bytes) -> None:
        """Write bytes, in order."""

    def unread(self) -> int:
        """Return how many bytes were written and not yet taken by the system."""

    def pause(self, *, paused: bool) -> None:
        """Stop reading from the peer, or go on."""

    def close(self) -> None:
        """Close the connection once all is written."""

    def abort(self) -> None:
        """Close the connection at once."""


class Outbox:
    """Bytes for one peer: live until the batch is sealed, then sealed until it is committed, then written."""

    __slots__ = ("append", "batch", "chunks", "congested", "ended", "form", "held", "session", "sink", "wire")

    def __init__(self, session: int, wire: WireSession, sink: Sink) -> None:
        self.session = session
        self.wire = wire
        # The session's form for what is in no channel, as it was when it was last asked for.
        self.form = wire.form
        self.sink = sink
        self.chunks: list[bytes] = []
        # Bound once: fan-out calls it for each recipient of each message.
        self.append = self.chunks.append
        # The last batch that holds something its own session did.
        self.batch = 0
        # What is said in channels whose past is still being read.
        self.held: dict[int, list[bytes]] = {}
        # The connection has told that its peer reads too slowly.
        self.congested = False
        # The peer's session is over: the connection closes when what is here is written.
        self.ended = False

    @property
    def held_size(self) -> int:
        """How many bytes are held back."""
        return sum(map(len, itertools.chain.from_iterable(self.held.values()))) if self.held else 0
