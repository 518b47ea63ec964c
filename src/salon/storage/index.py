"""The full-text index of what was said, as the writer fills it: behind the batches, in small steps.

Up to where it reaches stands in the database, and changes with it in one transaction; triggers keep it equal
to the messages that it holds (`schema/0023_search.sql`). It must not know how it is searched.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Final

import apsw

from salon.storage.migrations import transaction
from salon.texts.marks import N_

log = logging.getLogger("salon.storage")

INDEXED_AT_ONCE: Final = 250
"""Messages in one step: one or two milliseconds of the writer's time."""

MERGED_AT_ONCE: Final = 32
"""Pages of the index that one step merges: as much time again, and more than such steps make. A merge does
not stop within the list of one word, which is as long as what it merges (see the schema)."""

LAG: Final = 200
"""So many messages may wait for the index: a search reads them one by one. With each batch, a few messages
would cost more than many do together."""

BUSY_LAG: Final = 50_000
"""So many may wait while batches follow each other without a pause."""

SECONDS_BETWEEN_WORDS: Final = 5.0

TOLD_FROM: Final = 20_000
"""So many messages take long enough for the log to say how far it is."""

MANY: Final = 1_000
"""From so many messages on, it is quicker to begin the index anew than to take them out of it."""

_EMPTY: Final = "INSERT INTO message_index (message_index) SELECT 'delete-all'"
_FROM_NOTHING: Final = "UPDATE indexed_until SET sequence = 0"
_UNTIL: Final = "SELECT sequence FROM indexed_until"
_MERGE: Final = "INSERT INTO message_index (message_index, rank) VALUES ('merge', ?)"
_STATE: Final = "SELECT sequence, (SELECT ifnull(max(sequence), 0) FROM message) FROM indexed_until"

_FILL: Final = """
    INSERT INTO message_index (rowid, text, place, nick)
        SELECT sequence, text, place, nick FROM searchable WHERE sequence > ? AND sequence <= ?
"""


class Index:
    """Fills the index by the writing connection; where nobody is to search, empties it."""

    def __init__(self, connection: apsw.Connection, *, enabled: bool) -> None:
        self._connection = connection
        self._enabled = enabled
        # How many messages there were to index when the log was told of it; 0: it was not.
        self._told = 0
        self._told_at = 0.0
        if not enabled and connection.execute(_UNTIL).get:
            with transaction(connection):
                connection.execute(_EMPTY)
                connection.execute(_FROM_NOTHING)

    def fill(self, *, idle: bool) -> bool:
        """Index some messages; return whether there are more that should not wait."""
        if not self._enabled:
            return False
        until, last = self._connection.execute(_STATE).get
        if last - until < (LAG if idle else BUSY_LAG):
            self._tell(0)
            return False
        self._tell(last - until)
        # Nobody was told of it, so it need not be on the disk at once; the next batch takes it along.
        synchronous = self._connection.pragma("synchronous")
        self._connection.pragma("synchronous", 1)
        try:
            with transaction(self._connection):
                end = min(until + INDEXED_AT_ONCE, last)
                self._connection.execute(_FILL, (until, end))
                self._connection.execute("UPDATE indexed_until SET sequence = ?", (end,))
                self._connection.execute(_MERGE, (MERGED_AT_ONCE,))
        finally:
            self._connection.pragma("synchronous", synchronous)
        return True

    def _tell(self, left: int) -> None:
        """Tell the log how far it is, where it takes long."""
        now = time.monotonic()
        if not self._told and left >= TOLD_FROM:
            self._told, self._told_at = left, now
            log.info(
                N_("messages to index for the search: %(count)d; people can talk meanwhile"), {"count": left}
            )
        elif self._told and not left:
            self._told = 0
            log.info(N_("all messages are indexed for the search"))
        elif self._told and now - self._told_at >= SECONDS_BETWEEN_WORDS:
            self._told_at = now
            done = 100 * (self._told - left) // self._told
            log.info(N_("indexing messages for the search: %(done)d %%"), {"done": max(done, 0)})


def begin_anew(messages: str, values: Sequence[str | int]) -> Iterator[tuple[str, Sequence[str | int]]]:
    """Yield what empties the index where a batch is about to delete or change too many messages for it.

    `messages`: the condition in SQL under which one is meant. The index is filled again in steps.
    """
    condition = (
        f" WHERE (SELECT count(*) FROM (SELECT 1 FROM message WHERE {messages} LIMIT {MANY + 1})) > {MANY}"  # noqa: S608 - words of ours
    )
    yield f"{_EMPTY}{condition}", values
    yield f"{_FROM_NOTHING}{condition}", values
