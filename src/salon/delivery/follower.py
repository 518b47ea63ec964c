"""Follows a log that is written elsewhere: each batch once, in the order of the log, whatever way it comes.

What is told may be lost or come twice; the log heals it. A single process needs none of this: there the
decider tells its hub by a call.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from salon.core.asks import Batch
from salon.delivery.decider import Hearer


class ReadLog(Protocol):
    """Read the batches after a position; `found` is called later, with them in order."""

    def __call__(self, after: int, found: Callable[[Sequence[Batch]], None], /) -> None:
        """Begin to read."""


class Follower:
    """Brings batches into force for a hearer. `position`: the last one that was."""

    def __init__(self, hearer: Hearer, read: ReadLog) -> None:
        self._hearer = hearer
        self._read = read
        self._reading = False
        self.epoch = 0
        self.position = 0

    def take(self, batch: Batch) -> None:
        """Take a batch as it is told: the next, one again, one after a gap, or one of an earlier leader."""
        if batch.epoch < self.epoch or batch.position <= self.position:
            return
        if batch.position == self.position + 1:
            self._bring(batch)
        else:
            self.beat(batch.position)

    def beat(self, position: int) -> None:
        """Take note of how far the log is: what was told last may be what was lost."""
        if position > self.position and not self._reading:
            self._reading = True
            self._read(self.position, self._found)

    def _found(self, batches: Sequence[Batch]) -> None:
        self._reading = False
        for batch in batches:
            if batch.position == self.position + 1:
                self._bring(batch)

    def _bring(self, batch: Batch) -> None:
        self.epoch, self.position = batch.epoch, batch.position
        hearer = self._hearer
        for entry in batch.entries:
            for outcome in entry.outcomes:
                hearer.take(entry.session, outcome, batch.time)
            hearer.finish(entry)
        hearer.committed(batch)
