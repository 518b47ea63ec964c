"""The one thread that writes: batches go in on the loop's thread and are committed one by one, in order.

It must not know what is in a batch, nor which loop is called back.
"""

from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from threading import Thread

from salon.core.events import Event
from salon.storage.port import Batch, Storage, StorageError

Done = Callable[[StorageError | None], None]
"""Called on the loop's thread: with None once the batch is committed, or with why it never will be."""


class Writer:
    """Commits batches of events on a thread of its own.

    `call_loop` has the loop's thread call something soon (`loop.call_soon_threadsafe`). Once a batch has
    failed, this and every later one is answered with the same error, and nothing more is written: what
    came after a lost batch may build on it.
    """

    def __init__(self, storage: Storage, call_loop: Callable[[Callable[[], None]], object]) -> None:
        self._storage = storage
        self._call_loop = call_loop
        self._batches: SimpleQueue[tuple[Batch, Done] | None] = SimpleQueue()
        self._error: StorageError | None = None
        # A daemon: should the loop's thread die without closing, the process ends as if it were killed.
        self._thread = Thread(target=self._run, name="salon-writer", daemon=True)
        self._thread.start()

    def commit(self, events: Sequence[Event], done: Done) -> None:
        """Have events committed in one transaction; `done` is called in the order of these calls."""
        self._batches.put((self._storage.prepare(events), done))

    def close(self) -> None:
        """Wait until all that was handed in is committed, or failed; its `done` is with the loop then."""
        self._batches.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (handed := self._batches.get()) is not None:
            batch, done = handed
            self._attempt(batch.write)
            self._call_loop(partial(done, self._error))
            self._attempt(partial(self._storage.tidy, idle=self._batches.empty()))

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
