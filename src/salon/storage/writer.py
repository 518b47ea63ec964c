"""The one writer: batches go in on the loop's thread and are committed elsewhere, one by one, in order.

It must not know what is in a batch, nor which loop is called back.
"""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from salon.core.events import Event
from salon.storage.port import Batch, DatabaseBusy, Storage, StorageError
from salon.texts.marks import N_
from salon.threads import DaemonThreads, Executor

log = logging.getLogger("salon.storage")

PATIENCE_SECONDS: Final = 60.0
"""How long another program may keep the database locked before that is an error.

Meanwhile nothing is shown and nothing is lost. Whoever stops the server does not wait that long.
"""

Done = Callable[[StorageError | None], None]
"""Called on the loop's thread: with None once the batch is committed, or with why it never will be."""


class Writer:
    """Commits batches of events, by default on a thread of its own.

    `call_loop` has the loop's thread call something soon (`loop.call_soon_threadsafe`). `executor` must run
    one call at a time, in their order. Once a batch has
    failed, this and every later one is answered with the same error, and nothing more is written: what
    came after a lost batch may build on it.
    """

    def __init__(
        self,
        storage: Storage,
        call_loop: Callable[[Callable[[], None]], object],
        steady: Callable[[], float] = time.monotonic,
        *,
        executor: Executor | None = None,
    ) -> None:
        self._storage = storage
        self._steady = steady
        self._closing = False
        self._call_loop = call_loop
        self._executor = executor or DaemonThreads("salon-writer")
        # Each is counted by one thread alone.
        self._submitted = 0
        self._answered = 0
        self._error: StorageError | None = None
        self._more = False

    def commit(self, events: Sequence[Event], done: Done) -> None:
        """Have events committed in one transaction; `done` is called in the order of these calls."""
        batch = self._storage.prepare(events)
        self._submitted += 1
        self._executor.submit(self._commit, batch, done)

    def close(self) -> None:
        """Wait until all that was handed in is committed, or failed; its `done` is with the loop then."""
        self._closing = True
        self._executor.shutdown()

    def _commit(self, batch: Batch, done: Done) -> None:
        self._attempt(partial(self._write, batch))
        self._answered += 1
        self._call_loop(partial(done, self._error))
        self._go_on()

    def _go_on(self) -> None:
        """Take a step of upkeep; the next one comes behind the batches that wait."""
        self._more = False
        self._attempt(self._tidy)
        if self._more and not self._closing:
            self._executor.submit(self._go_on)

    def _write(self, batch: Batch) -> None:
        """Write a batch; where another program is in the way, say so and try again."""
        since = self._steady()
        while True:
            try:
                batch.write()
            except DatabaseBusy as busy:
                seconds = round(self._steady() - since)
                if self._closing or seconds >= PATIENCE_SECONDS:
                    raise DatabaseBusy(**{**busy.fields, "seconds": seconds}) from busy
                log.warning(
                    N_(
                        "another program has kept the database %(path)s locked for %(seconds)d seconds: "
                        "nothing can be said meanwhile; the server ends after %(most)d"
                    ),
                    {"path": busy.fields["path"], "seconds": seconds, "most": PATIENCE_SECONDS},
                )
            else:
                return

    def _tidy(self) -> None:
        try:
            idle = self._answered == self._submitted
            # Else, it goes on behind the batch that waits.
            self._more = self._storage.tidy(idle=idle) and idle
        except DatabaseBusy:
            log.debug(N_("another program is at the log of the database: upkeep is left for the next time"))

    def _attempt(self, step: Callable[[], None]) -> None:
        if self._error is not None:
            return
        try:
            step()
        except StorageError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - were this thread to die, everybody would wait for ever
            self._error = StorageError(reason=repr(error))
            self._error.__cause__ = error
