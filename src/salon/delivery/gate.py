"""The gate: nobody is told of anything before it is on disk.

What one batch produced for the peers of this process is sealed at the end of a tick of the loop, when the
batch is handed to the log. When that is committed, the sealed bytes are written, with one call for each peer.
While a batch is at the disk, and while its bytes are written, the next one grows, so load makes batches
bigger, and so cheaper. Batches are released strictly in order; what depends on none waits for those before.
But a sign of life, which depends on nothing that was decided, waits for what its peer said and is told before
it, and so for nothing where the peer said nothing and has nothing to hear, however slow the disk is.

A peer is judged by what it has not read when the next batch comes to it, not by how much a batch brings: one
batch may bring more than may stay unread to somebody who reads as fast as it comes. So what is held for one
peer is at most the limit, and two batches on top: the last that was written to it, and the one in the making.
What one batch brings to a peer is bounded by the outcomes that fit into one (`FULL_OUTCOMES`, each one line),
and for what a peer asked for itself by its throttle; a peer to whom one batch brings `LARGEST_BATCH` times
the limit is dropped. Beside that, all peers together have a limit, for many may each stay below theirs.
What is held back while the past is read counts as if it came with each batch.

A batch that is for very many peers is written to some of them at a time, and the loop has a turn in between;
the next batch is closed when all have theirs.

Synchronous; knows neither the loop nor the log, only what it is given to call.
"""

from collections.abc import Callable, Iterable
from operator import itemgetter

from salon.delivery.outbox import Outbox

LARGEST_BATCH = 16
"""How many times what may stay unread one batch may bring to one peer."""


SLICE = 1000
"""Peers that are written to at one time: ten milliseconds, nearly all of them the kernel's."""

FULL_POSTS = 8192
"""Pieces past the decider that one batch may bring before input has to wait: as many as outcomes."""


class Gate:
    """Holds back what must not be seen before it is committed.

    `close_batch` hands what was decided so far to the log, and returns its position. `overflowed` is called
    with the outbox of a peer that does not read.
    """

    def __init__(
        self,
        close_batch: Callable[[], int],
        call_soon: Callable[[Callable[[], None]], object],
        send_queue_bytes: int,
        overflowed: Callable[[Outbox], None],
    ) -> None:
        self._close_batch = close_batch
        self._call_soon = call_soon
        self.send_queue_bytes = send_queue_bytes
        # What may wait for all peers together; 0: any amount.
        self.total_send_queue_bytes = 0
        self._overflowed = overflowed
        # Live: outboxes with bytes of the batch that grows, in the order of their first byte.
        # Whole groups are added at once, so the values are whatever the groups hold.
        self.live: dict[Outbox, object] = {}
        self._afterwards: list[Callable[[], None]] = []
        self._sealed: list[tuple[Outbox, list[bytes], bool]] = []
        # The outboxes of what is sealed.
        self._at_disk: dict[Outbox, object] = {}
        self._sealed_afterwards: list[Callable[[], None]] = []
        # The position that what is sealed waits for; what is committed. Both only grow.
        self._awaited = 0
        self._committed = 0
        self._posts = 0
        # The number of the batch that grows, and of the last one that was released.
        self.batch = 1
        self._last_released = 0
        # The batch is closed at the end of this tick.
        self.scheduled = False
        # The end of a tick came while a batch was at the disk, or not yet written to all.
        self._missed = False

    def put(self, outbox: Outbox, data: bytes) -> None:
        """Put bytes into an outbox."""
        outbox.append(data)
        self.live[outbox] = None
        if not self.scheduled:
            self.wake()

    def post(self, outbox: Outbox, data: bytes) -> None:
        """Put bytes into an outbox that are no outcome of an ask, and count them, as outcomes are counted."""
        self._posts += 1
        self.put(outbox, data)

    def put_sign_of_life(self, outbox: Outbox, data: bytes) -> None:
        """Put bytes into an outbox that depend on no outcome; where nothing is before them, write them."""
        is_slow = outbox.congested and outbox.sink.unread() > self.send_queue_bytes
        waits = outbox.batch > self._last_released or outbox in self.live or outbox in self._at_disk
        if is_slow or waits:
            self.put(outbox, data)
        else:
            outbox.sink.write(data)

    @property
    def full(self) -> bool:
        """Whether input has to wait, for too much was posted."""
        return self._posts >= FULL_POSTS

    def end(self, outbox: Outbox) -> None:
        """Close an outbox's connection after all that is in it has been written."""
        outbox.ended = True
        self.live[outbox] = None
        self.wake()

    def afterwards(self, call: Callable[[], None]) -> None:
        """Call when all that has happened so far is committed and written."""
        self._afterwards.append(call)
        self.wake()

    def relieve(self, outboxes: Iterable[Outbox]) -> None:
        """Give up the peers for whom most waits, while more waits for all together than may."""
        if not self.total_send_queue_bytes:
            return
        waiting = [(outbox.sink.unread(), outbox) for outbox in outboxes if outbox.congested]
        total = sum(unread for unread, _ in waiting)
        if total > self.total_send_queue_bytes:
            waiting.sort(key=itemgetter(0))
        while total > self.total_send_queue_bytes and waiting:
            unread, outbox = waiting.pop()
            total -= unread
            self._overflowed(outbox)

    def wake(self) -> None:
        """Have the batch closed at the end of this tick."""
        if not self.scheduled:
            self.scheduled = True
            self._call_soon(self._end_of_tick)

    def committed(self, position: int) -> None:
        """Write what waited for the batches up to a position."""
        self._committed = position
        if position == self._awaited:
            self._release()

    def _end_of_tick(self) -> None:
        self.scheduled = False
        self._missed = self._awaited > self._committed or bool(self._sealed)
        if not self._missed:
            # First, so that the disk works meanwhile.
            self._awaited = self._close_batch()
            self._seal()
            if self._awaited <= self._committed:
                self._release()

    def _seal(self) -> None:
        self._at_disk = live = self.live
        self.live = {}
        self.batch += 1
        self._posts = 0
        for outbox in live:
            chunks = outbox.chunks
            # Only joined when they are written: thousands that are joined first do not stay in the cache.
            self._sealed.append((outbox, chunks.copy(), outbox.ended))
            chunks.clear()
        self._sealed_afterwards, self._afterwards = self._afterwards, []

    def _release(self) -> None:
        """Write what is sealed, to the first peers now and to the others soon."""
        sealed, self._sealed = self._sealed[:SLICE], self._sealed[SLICE:]
        if not self._sealed:
            self._at_disk = {}
            self._last_released = self.batch - 1
        limit = self.send_queue_bytes
        largest = LARGEST_BATCH * limit
        slow = []
        for outbox, chunks, ended in sealed:
            data = b"".join(chunks)
            if len(data) + (outbox.held_size if outbox.held else 0) > largest:
                slow.append(outbox)
                continue
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
        if self._sealed:
            self._call_soon(self._release)
        else:
            self._released()

    def _released(self) -> None:
        afterwards, self._sealed_afterwards = self._sealed_afterwards, []
        for call in afterwards:
            call()
        if self._missed:
            # Not sealed here: what came in during all the writing is read first. Half as many batches, of
            # twice the size, cost a third less of the processor.
            self.wake()
