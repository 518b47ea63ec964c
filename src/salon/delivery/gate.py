"""The gate: nobody is told of anything before it is on disk.

What one batch produced - events to store, bytes to send - is sealed at the end of a tick of the loop. The
events go to the one writer; when they are committed, the sealed bytes are written, with one call for each
peer. While a batch is at the disk, and while it is written, the next one grows, so load makes batches bigger,
and so cheaper. Batches are released strictly in order; one without durable events skips the disk only when
none is pending.

A peer is judged by what it has not read when the next batch comes to it, not by how much a batch brings: one
batch may bring more than may stay unread to somebody who reads as fast as it comes. So what is held for one
peer is at most the limit, and two batches on top: the last that was written to it, and the one in the making.
What one batch brings to a peer is bounded by the events that fit into one (`FULL_EVENTS`, each one line), and
for what a peer asked for itself by its throttle; a peer to whom one batch brings `LARGEST_BATCH` times the
limit is dropped. What is held back while the past is read counts as if it came with each batch.

Synchronous; knows neither the loop nor the storage, only what it is given to call.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from salon.core.events import DURABLE, Event, MessagePosted, is_fleeting
from salon.delivery.outbox import Outbox


class Commit(Protocol):
    """Store events; `done` is called on the loop, with what went wrong or None."""

    def __call__(self, events: Sequence[Event], done: Callable[[Exception | None], None], /) -> None:
        """Begin to store."""


FULL_EVENTS = 8192
"""Events that one batch may hold before input has to wait: some seconds of a stalled disk."""

LARGEST_BATCH = 16
"""How many times what may stay unread one batch may bring to one peer."""


class Gate:
    """Holds back what must not be seen before it is committed."""

    def __init__(
        self,
        commit: Commit,
        call_soon: Callable[[Callable[[], None]], object],
        send_queue_bytes: int,
        overflowed: Callable[[Outbox], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._commit = commit
        self._call_soon = call_soon
        self._overflowed = overflowed
        self._failed = failed
        self.send_queue_bytes = send_queue_bytes
        # Live: outboxes with bytes of the batch that grows, in the order of their first byte.
        # Fan-out adds whole groups at once, so the values are whatever the groups hold.
        self.live: dict[Outbox, object] = {}
        self._events: list[Event] = []
        self._afterwards: list[Callable[[], None]] = []
        self._sealed: list[tuple[Outbox, bytes, bool]] = []
        self._sealed_afterwards: list[Callable[[], None]] = []
        self._at_disk = False
        self._scheduled = False
        self._broken = False

    @property
    def full(self) -> bool:
        """Whether input has to wait until the disk has caught up."""
        return len(self._events) >= FULL_EVENTS

    def record(self, event: Event) -> None:
        """Put an event into the batch, if it is one that lasts."""
        kind = type(event)
        if kind in DURABLE and not (kind is MessagePosted and is_fleeting(cast("MessagePosted", event))):
            self._events.append(event)
            self.wake()

    def put(self, outbox: Outbox, data: bytes) -> None:
        """Put bytes into an outbox."""
        outbox.append(data)
        self.live[outbox] = None
        self.wake()

    def hold(self, outbox: Outbox) -> None:
        """Hold back what comes to an outbox from now on: something is under way that belongs before it."""
        outbox.held = len(outbox.chunks)

    def take_held(self, outbox: Outbox) -> bytes:
        """Return what was held back, to be put again behind what was under way."""
        held, outbox.held = outbox.held, None
        if held is None:
            return b""
        data = b"".join(outbox.chunks[held:])
        del outbox.chunks[held:]  # in place, for `append` is bound to this very list
        return data

    def end(self, outbox: Outbox) -> None:
        """Close an outbox's connection after all that is in it has been written."""
        outbox.held = None
        outbox.ended = True
        self.live[outbox] = None
        self.wake()

    def afterwards(self, call: Callable[[], None]) -> None:
        """Call when all that has happened so far is committed and written."""
        self._afterwards.append(call)
        self.wake()

    def wake(self) -> None:
        """Have the batch closed at the end of this tick."""
        if not self._scheduled:
            self._scheduled = True
            self._call_soon(self._end_of_tick)

    def _end_of_tick(self) -> None:
        self._scheduled = False
        if not self._at_disk and not self._broken:
            self._seal()

    def _seal(self) -> None:
        events, self._events = self._events, []
        if events:
            # First, so that the disk works while the bytes are joined.
            self._at_disk = True
            self._commit(events, self._committed)
        live, self.live = self.live, {}
        slow = []
        largest = LARGEST_BATCH * self.send_queue_bytes
        for outbox in live:
            chunks, held = outbox.chunks, 0
            if outbox.held is None:
                data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
                chunks.clear()
            else:
                data = b"".join(chunks[: outbox.held])
                del chunks[: outbox.held]
                outbox.held = 0
                held = sum(map(len, chunks))
            if len(data) + held > largest:
                slow.append(outbox)
            else:
                self._sealed.append((outbox, data, outbox.ended))
        self._sealed_afterwards, self._afterwards = self._afterwards, []
        for outbox in slow:
            self._overflowed(outbox)
        if not self._at_disk:
            self._release()

    def _committed(self, error: Exception | None) -> None:
        if error is not None:
            # Nothing of the batch may be seen, nor anything that came after it.
            self._broken = True
            self._sealed.clear()
            self._failed(error)
            return
        self._at_disk = False
        self._release()
        if self.live or self._events or self._afterwards:
            # Not sealed here: what came in during all the writing is read first. Half as many batches, of
            # twice the size, cost a third less of the processor.
            self.wake()

    def _release(self) -> None:
        sealed, self._sealed = self._sealed, []
        limit = self.send_queue_bytes
        slow = []
        for outbox, data, ended in sealed:
            if data:
                # Only now: whoever reads has had the time of a commit for the batch before.
                if outbox.congested and outbox.sink.unread() > limit:
                    slow.append(outbox)
                    continue
                outbox.sink.write(data)
            if ended:
                outbox.sink.close()
        for outbox in slow:
            self._overflowed(outbox)
        afterwards, self._sealed_afterwards = self._sealed_afterwards, []
        for call in afterwards:
            call()
