"""Deletes what is older, or more, than is kept: one pass over the database, in steps of a few rows each.

Each step is a transaction of its own and takes about a millisecond, so whoever waits for a commit does not
notice. Deleted rows are overwritten (secure_delete). It must not know when it is due.
"""

from collections.abc import Iterator
from typing import Any, Final

import apsw

from salon.core.channel_history import Retention, read_history
from salon.storage.migrations import transaction
from salon.storage.port import Keeping

DELETED_AT_ONCE: Final = 10
"""Rows that one step deletes; the full-text index is told of each."""

COUNTED_AT_ONCE: Final = 2_000
"""Entries of an index that one step passes, in search of the oldest message that is kept."""

THOROUGH_PASSES: Final = 250
"""One pass of so many looks at every message: where the clock was wrong for a while, the times are not in
the order of the sequences, and the others may miss some."""

_ENDLESS: Final = 2**63 - 1

DAY: Final = 86_400_000
"""Milliseconds."""

GRACE: Final = 60_000
"""How long (ms) an account is back before what waited for it is deleted, where no history is kept."""

_NEXT: Final = "SELECT sequence, time FROM message WHERE sequence >= ? ORDER BY sequence LIMIT 1"

# Each of the two by itself is one look at an end of the table; both in one would be a look at every row.
# Each of the two by itself is one look at an end of the table; both in one would be a look at every row.
_BOUNDS: Final = """
    SELECT ifnull((SELECT min(sequence) FROM message), 0), ifnull((SELECT max(sequence) + 1 FROM message), 0)
"""

_OF_ALL: Final = """
    SELECT sequence, time FROM message WHERE sequence >= ? AND sequence < ? ORDER BY sequence LIMIT ?
"""

_OF_CHANNEL: Final = """
    SELECT sequence, time FROM message
    WHERE channel = ? AND shown = ? AND sequence >= ? AND sequence < ? ORDER BY sequence LIMIT ?
"""

_SHOWN: Final = (0, 1, 2)
"""The values of the column `shown`: with one of them given, the index has the sequences in their order."""

_NEWEST: Final = """
    SELECT ifnull(min(sequence), 0), count(*) FROM (
        SELECT sequence FROM message WHERE channel = ?1 AND shown = 1 AND sequence >= ?2 AND sequence < ?3
        UNION ALL
        SELECT sequence FROM message WHERE channel = ?1 AND shown = 2 AND sequence >= ?2 AND sequence < ?3
        ORDER BY sequence DESC LIMIT ?4)
"""

_DELETE: Final = "DELETE FROM message WHERE sequence = ?"

_NOT_NEEDED: Final = """
    SELECT sequence FROM message
    WHERE recipient_account = 0
       OR recipient_account NOT IN (SELECT account FROM presence WHERE absent = 1 OR time > ?)
    LIMIT ?
"""

_WISHES: Final = """
    SELECT id, since, ifnull(value, '') FROM channel
    LEFT JOIN channel_mode ON channel_mode.channel = id AND letter = 'H'
"""

_CORRESPONDENCE: Final = """
    SELECT account, conversation, EXISTS (SELECT 1 FROM message WHERE sequence = last) FROM correspondence
    WHERE (account, conversation) > (?, ?) ORDER BY account, conversation LIMIT ?
"""

_FORGET: Final = "DELETE FROM correspondence WHERE account = ? AND conversation = ?"


class Expiry:
    """Deletes what is not kept any more, by the writing connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._steps: Iterator[bool] | None = None
        self._next: Keeping | None = None
        # Whether anything was deleted since it was last asked.
        self._deleted = False
        self._passes = 0

    def begin(self, keeping: Keeping) -> None:
        """Have a pass begin, once the one under way has ended. Any thread may call this."""
        self._next = keeping

    @property
    def under_way(self) -> bool:
        """Whether there is something to do."""
        return self._steps is not None or self._next is not None

    def step(self) -> bool:
        """Take one step; return True where that ended a pass by which something was deleted."""
        if self._steps is None:
            keeping, self._next = self._next, None
            if keeping is None:
                return False
            self._steps = self._pass(keeping)
        deleted = next(self._steps, None)
        if deleted is not None:
            self._deleted |= deleted
            return False
        self._steps = None
        deleted, self._deleted = self._deleted, False
        return deleted

    def _pass(self, keeping: Keeping) -> Iterator[bool]:
        """Take a step with each value; True: something was deleted in it."""
        thorough = self._passes % THOROUGH_PASSES == 0
        self._passes += 1
        if keeping.kept is None:
            yield from self._all_but_the_needed(keeping.now)
        else:
            yield from self._older(keeping.kept.days, keeping.now, thorough=thorough)
            for channel, since, value in self._read(_WISHES):
                wish = read_history(value)
                own = wish.kept.at_least(keeping.least) if wish is not None else Retention()
                # Whoever leads a channel has no power over what was said before their time.
                for kept, first in ((Retention(0, keeping.kept.messages), 0), (own, since)):
                    yield from self._older_in(channel, kept.days, first, keeping.now, thorough=thorough)
                    yield from self._more_in(channel, kept.messages, first)
        if self._deleted:
            yield from self._conversations()

    def _all_but_the_needed(self, now: int) -> Iterator[bool]:
        while True:
            found: list[tuple[int]] = self._read(_NOT_NEEDED, (now - GRACE, DELETED_AT_ONCE))
            self._delete([sequence for (sequence,) in found])
            yield bool(found)
            if len(found) < DELETED_AT_ONCE:
                return

    def _older(self, days: int, now: int, *, thorough: bool) -> Iterator[bool]:
        if days:
            before = now - days * DAY
            yield from self._expire(_OF_ALL, (), 0, self._end(before, thorough=thorough), before)

    def _older_in(self, channel: int, days: int, first: int, now: int, *, thorough: bool) -> Iterator[bool]:
        if days:
            before = now - days * DAY
            end = self._end(before, thorough=thorough)
            for shown in _SHOWN:
                yield from self._expire(_OF_CHANNEL, (channel, shown), first, end, before)

    def _end(self, before: int, *, thorough: bool) -> int:
        """Return up to which sequence there may be something older than a time (ms)."""
        return _ENDLESS if thorough else first_from(self._connection, before)

    def _more_in(self, channel: int, messages: int, first: int) -> Iterator[bool]:
        if not messages:
            return
        oldest, left = _ENDLESS, messages
        while left:
            # The oldest of the newest ones that are kept, some at a time.
            most = min(left, COUNTED_AT_ONCE)
            values = channel, first, oldest, most
            ((lowest, count),) = self._read(_NEWEST, values)
            yield False
            if count < most:
                return
            oldest, left = lowest, left - count
        for shown in _SHOWN:
            yield from self._expire(_OF_CHANNEL, (channel, shown), first, oldest, None)

    def _expire(
        self, rows: str, of: tuple[int, ...], first: int, end: int, before: int | None
    ) -> Iterator[bool]:
        """Delete rows from one sequence up to another; with `before`, those of an earlier time (ms).

        The clock may have been set back: then the times among them are not in order.
        """
        while True:
            found: list[tuple[int, int]] = self._read(rows, (*of, first, end, DELETED_AT_ONCE))
            gone = [sequence for sequence, time in found if before is None or time < before]
            self._delete(gone)
            yield bool(gone)
            if len(found) < DELETED_AT_ONCE:
                return
            first = found[-1][0] + 1

    def _read(self, sql: str, values: tuple[int | str, ...] = ()) -> Any:
        return self._connection.execute(sql, values).fetchall()

    def _delete(self, sequences: list[int]) -> None:
        if sequences:
            with transaction(self._connection):
                self._connection.executemany(_DELETE, [(sequence,) for sequence in sequences])

    def _conversations(self) -> Iterator[bool]:
        """Forget who has spoken to whom, where nothing of it is left."""
        account, conversation = -1, ""
        while True:
            values = account, conversation, DELETED_AT_ONCE
            found: list[tuple[int, str, int]] = self._read(_CORRESPONDENCE, values)
            gone = [row[:2] for row in found if not row[2]]
            if gone:
                with transaction(self._connection):
                    self._connection.executemany(_FORGET, gone)
            yield False
            if len(found) < DELETED_AT_ONCE:
                return
            account, conversation = found[-1][:2]


def first_from(connection: apsw.Connection, time: int) -> int:
    """Return the sequence of the first message of a time (ms) or later; if there is none, the next one.

    By halves: the times of what was said one after the other grow, but where the clock was set back.
    """
    low, high = connection.execute(_BOUNDS).fetchone() or (0, 0)
    while low < high:
        middle = (low + high) // 2
        sequence, its_time = connection.execute(_NEXT, (middle,)).fetchone() or (high, time)
        if its_time >= time:
            high = middle
        else:
            low = sequence + 1
    return int(low)
