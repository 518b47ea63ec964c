"""What waits to be written to one peer. Synchronous; knows no event loop, only the end that it writes to."""

import itertools
from collections import deque
from typing import Final, Protocol

from salon.core.events import MessagePosted
from salon.wire.session import WireSession

MOST_KEPT: Final = 50
"""Private messages that are kept for a client that may lose its connection: more than one reads at once."""


class Kept:
    """The last private messages that a client was shown, for the one that goes on in its place."""

    __slots__ = ("_forgotten", "_messages")

    def __init__(self) -> None:
        self._messages: deque[MessagePosted] = deque()
        # When the last one was said that there was no room for, in milliseconds.
        self._forgotten = 0

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: MessagePosted) -> None:
        """Keep a message."""
        self._messages.append(message)
        if len(self._messages) > MOST_KEPT:
            self._forgotten = self._messages.popleft().time

    def forget_before(self, time: int) -> None:
        """Keep nothing older (ms): that has arrived, or its connection would have been given up."""
        while self._messages and self._messages[0].time < time:
            self._messages.popleft()

    def since(self, time: int) -> tuple[list[MessagePosted], bool]:
        """Return what was said from a time on (ms), and whether that is all of it; 0: all that is kept."""
        is_all = not time or self._forgotten < time
        return [message for message in self._messages if message.time >= time], is_all


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

    __slots__ = (
        "append",
        "batch",
        "chunks",
        "congested",
        "ended",
        "form",
        "held",
        "kept",
        "session",
        "sink",
        "wire",
    )

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
        # None until there are any: most peers have none, and many cannot come back.
        self.kept: Kept | None = None
        # The connection has told that its peer reads too slowly.
        self.congested = False
        # The peer's session is over: the connection closes when what is here is written.
        self.ended = False

    def keep(self, message: MessagePosted) -> None:
        """Keep a private message, for a connection that may have to show it again."""
        if self.kept is None:
            self.kept = Kept()
        self.kept.add(message)

    @property
    def held_size(self) -> int:
        """How many bytes are held back."""
        return sum(map(len, itertools.chain.from_iterable(self.held.values()))) if self.held else 0
