"""A few threads that read what was said, so that the loop's thread never waits for the disk.

It must not know what is read, nor which loop is called back.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from salon.core.acts import Act
from salon.core.events import Event, MessagePosted
from salon.core.needs import FindActs, FindReactions, FoundMessage, FoundReactions
from salon.core.queries.history import HistoryQuery, Target, TargetsQuery
from salon.core.queries.search import Matches, SearchQuery
from salon.storage.port import Messages, Storage, StorageError
from salon.threads import Executor

T = TypeVar("T")

Found = Callable[[T | StorageError], None]
"""Called on the loop's thread with what was read, or with why it could not be."""


class Readers:
    """Reads, at most `threads` times at once; `call_loop` has the loop's thread call something soon.

    `executor` must run no more than `threads` calls at a time; by default it has so many threads.
    """

    def __init__(
        self,
        storage: Storage,
        call_loop: Callable[[Callable[[], None]], object],
        *,
        threads: int = 2,
        name: str = "salon-reader",
        executor: Executor | None = None,
    ) -> None:
        self._call_loop = call_loop
        self._idle: SimpleQueue[Messages] = SimpleQueue()
        for _ in range(threads):
            self._idle.put(storage.reader())
        self._executor = executor or ThreadPoolExecutor(threads, thread_name_prefix=name)

    def read(self, query: HistoryQuery, done: Found[list[Event]]) -> None:
        """Read as `Messages.read` does, and have `done` called with it."""
        self._executor.submit(self._look, lambda reader: reader.read(query), done)

    def targets(self, query: TargetsQuery, done: Found[list[Target]]) -> None:
        """Look up as `Messages.targets` does, and have `done` called with it."""
        self._executor.submit(self._look, lambda reader: reader.targets(query), done)

    def search(self, query: SearchQuery, done: Found[Matches]) -> None:
        """Search as `Messages.search` does, and have `done` called with what was found."""
        self._executor.submit(self._look, lambda reader: reader.search(query), done)

    def said(self, sequence: int, done: Found[MessagePosted | None]) -> None:
        """Look up as `Messages.said` does, and have `done` called with it."""
        self._executor.submit(self._look, lambda reader: reader.said(sequence), done)

    def reactions(self, need: FindReactions, done: Found[FoundReactions | None]) -> None:
        """Look up as `Messages.reactions` does, and have `done` called with it."""
        self._executor.submit(self._look, lambda reader: reader.reactions(need), done)

    def find(self, once: str, done: Found[FoundMessage | None]) -> None:
        """Find as `Messages.find` does, and have `done` called with it."""
        self._executor.submit(self._look, lambda reader: reader.find(once), done)

    def acts(self, need: FindActs, done: Found[tuple[Act, ...]]) -> None:
        """Find acts of moderation as `Messages.acts` does, and have `done` called with them."""
        self._executor.submit(self._look, lambda reader: reader.acts(need), done)

    def close(self) -> None:
        """Wait for the reads that were asked for; their `done` is with the loop then."""
        self._executor.shutdown()
        while not self._idle.empty():
            self._idle.get().close()

    def _look(self, look: Callable[[Messages], T], done: Found[T]) -> None:
        reader = self._idle.get()  # there are as many as threads: this never waits
        found: T | StorageError
        try:
            found = look(reader)
        except StorageError as error:
            found = error
        except Exception as error:  # noqa: BLE001 - whoever asked would wait for ever
            found = StorageError(reason=repr(error))
        self._idle.put(reader)
        self._call_loop(partial(done, found))
