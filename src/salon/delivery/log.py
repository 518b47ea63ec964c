"""The log: the one way of a batch to the disk, and later to other nodes.

`LocalLog` is that of a single process. It keeps what is durable of a batch in the storage, and no batches.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from salon.core.asks import Batch
from salon.core.events import Event, is_durable

Done = Callable[[Exception | None], None]
"""Called on the loop, in order: with what went wrong, or None. After an error nothing more is committed."""


class Log(Protocol):
    """Commits batches, one after the other."""

    def append(self, batch: Batch, done: Done) -> None:
        """Commit a batch; `done` may be called at once."""


class Commit(Protocol):
    """Store events; `done` is called on the loop, later."""

    def __call__(self, events: Sequence[Event], done: Done, /) -> None:
        """Begin to store."""


class LocalLog:
    """The log of a single process."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit

    def append(self, batch: Batch, done: Done) -> None:
        """Commit what is durable of a batch; where nothing is, that is done at once."""
        durable = [
            outcome
            for entry in batch.entries
            for outcome in entry.outcomes
            if isinstance(outcome, Event) and is_durable(outcome)
        ]
        if durable:
            self._commit(durable, done)
        else:
            done(None)
