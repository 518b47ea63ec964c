"""Reads what was said from the SQLite file, with connections that see every commit and block none.

All lines of an answer come as one value: each row that is fetched would wait for the interpreter's lock.
"""

from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

import apsw
import msgspec
from msgspec import structs

from salon.core.acts import Act
from salon.core.events import Event, MessageKind, MessagePosted, Source
from salon.core.message_events import MessageRedacted, Said
from salon.core.needs import FindActs, FindReactions, FoundMessage, FoundReactions
from salon.core.queries.history import HistoryQuery, Point, Target, TargetsQuery
from salon.core.queries.search import Matches, SearchQuery
from salon.storage.acts import read_acts
from salon.storage.failures import BUSY_MILLISECONDS, failures
from salon.storage.reactions import MOST_SHOWN, kinds_of, reactions_to
from salon.storage.retention import first_from
from salon.storage.rows import ANSWERED, COLUMNS, REDACTED, Row, event_of
from salon.storage.search import search

_ENDLESS: Final = 2**63 - 1

# The first half is that of the index, without which SQLite does not take it.
_TO_ACCOUNT: Final = "recipient_account > 0 AND recipient_account"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[tuple[Row, str]]).decode

_ROWS: Final = f"json_group_array(json_array(json_array({COLUMNS}), {ANSWERED}))"


_OWNER: Final = "iif(author > 0, author, -person)"
"""Who has said a message, as `Person.list_owner` has it."""

_HEARD: Final = f"AND (recipient > 0 OR :reader = 0 OR {_OWNER} = :reader)"


def _sql(key: str, order: str, *, beside: bool, unread: bool) -> str:
    """Return the query for one conversation: ranges of its index, each at most as long as the answer.

    In private, what somebody was not to hear, who blocked its author, is only for its author.

    What was said in a closure is above :closed, which is :after or more. `beside`: with rows of :kinds, which
    no history shows by itself. `unread`: without what :unread_by said, which is
    passed over, 300,000 messages of it in 0.1 s.
    """
    heard = _HEARD if key == "conversation" else ""
    if unread:
        heard += f" AND {_OWNER} <> :unread_by"

    def part(shown: int, after: str, also: str = "") -> str:
        return f"""
            SELECT * FROM (
                SELECT sequence FROM message
                WHERE {key} = :conversation AND shown = {shown}
                  AND sequence > {after} AND sequence < :before {heard} {also}
                ORDER BY sequence {order} LIMIT :limit)"""  # noqa: S608 - made of constants

    parts = [part(1, ":after"), part(2, ":closed")]
    if beside:
        kinds = "kind IN (SELECT value FROM json_each(:kinds))"
        parts.append(part(0, ":after", f"AND rank = 0 AND (closed = 0 OR sequence > :closed) AND {kinds}"))
    found = f"SELECT sequence FROM ({' UNION ALL '.join(parts)}) ORDER BY sequence {order} LIMIT :limit"  # noqa: S608 - same
    return f"""
        SELECT {_ROWS}
        FROM (SELECT * FROM message WHERE sequence IN ({found}) ORDER BY sequence) AS said"""  # noqa: S608 - same


_SQL: Final = {
    (key, forward, beside, unread): _sql(key, "ASC" if forward else "DESC", beside=beside, unread=unread)
    for key in ("channel", "conversation", _TO_ACCOUNT)
    for forward in (False, True)
    for beside in (False, True)
    for unread in (False, True)
}


_NOBODY: Final = Source(0, "", "", "")
"""In the place of who has deleted a message: that is kept nowhere."""


def _redactions(key: str) -> str:
    return f"""
        SELECT sequence, target, ifnull(channel, 0), recipient, '', time FROM message
        WHERE {key} = :conversation AND shown = 0 AND kind = '{REDACTED}'
          AND sequence > :after AND sequence < :before AND rank = 0
          AND (closed = 0 OR sequence > :closed) {_HEARD if key == "conversation" else ""}
        ORDER BY sequence DESC LIMIT {MOST_SHOWN}"""  # noqa: S608 - made of constants


_REDACTIONS: Final = {key: _redactions(key) for key in ("channel", "conversation", _TO_ACCOUNT)}


_SAID: Final = f"""
    SELECT {_ROWS}
    FROM message AS said WHERE sequence = ? AND kind IN ('privmsg', 'notice', 'tagmsg')
"""  # noqa: S608 - made of constants

_POSTED: Final = """
    SELECT sequence, time, iif(kind = 'redacted', 'privmsg', kind), rank, text, tags
    FROM message WHERE once = ?
"""


_TARGETS: Final = """
    WITH last (conversation, sequence) AS (
        SELECT conversation, last FROM correspondence WHERE account = :account
        UNION ALL
        SELECT seen.value ->> 0, max(
            ifnull((
                SELECT max(sequence) FROM message
                WHERE channel = seen.value ->> 0 AND shown = 1 AND sequence > seen.value ->> 2
            ), 0),
            ifnull((
                SELECT max(sequence) FROM message
                WHERE channel = seen.value ->> 0 AND shown = 2
                  AND sequence > seen.value ->> 2 AND sequence >= seen.value ->> 1
            ), 0)
        )
        FROM json_each(:channels) AS seen
    )
    SELECT last.conversation, time FROM last JOIN message USING (sequence)
    WHERE time > :after AND time < :before
    -- One may have written to thousands, and what is not asked for is not to be handed over.
    ORDER BY CASE WHEN :forward THEN time ELSE -time END LIMIT :limit
"""


class _Bounds(NamedTuple):
    """A point, in sequences: below `before` is what comes before it, above `after` what comes after."""

    before: int
    after: int


class SqliteReader:
    """Reads the history with a connection of its own, which sees every commit and blocks none."""

    def __init__(self, path: Path, *, vfs: str | None = None) -> None:
        self._path = path
        with failures(path):
            self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY, vfs=vfs)
            self._connection.set_busy_timeout(BUSY_MILLISECONDS)
            self._connection.pragma("temp_store", "memory")  # where a search has an index of its own
            # SQLite opens the log with the first read: now, for later there may be no descriptor left.
            self._connection.pragma("schema_version")

    def read(self, query: HistoryQuery) -> list[Event]:
        """Return what a query asks for, the oldest first."""
        said = self._read(query)
        found: list[Said] = said
        with failures(self._path, self._connection):
            if query.reactions and said:
                found = [*found, *reactions_to(self._connection, said)]
            if query.redactions:
                found = [*found, *self._redactions(query, said)]
        # All are in the order of messages, and sorting keeps what is equal as it stands.
        ordered: list[Event] = sorted(found, key=attrgetter("sequence"))
        return ordered

    def _read(self, query: HistoryQuery) -> list[Said]:
        if query.between is not None:
            return self._range(self._from_first_to_second(query, *query.between))
        if query.around is None:
            return self._range(query)
        middle = self._bounds(query.around).before
        older = self._range(structs.replace(query, before=middle))
        newer = self._range(structs.replace(query, after=max(query.after, middle - 1), forward=True))
        # Half of each, and more of one where there is less of the other.
        half = max(query.limit // 2, query.limit - len(newer))
        older = older[-half:] if half else []
        return older + newer[: query.limit - len(older)]

    def targets(self, query: TargetsQuery) -> list[Target]:
        """Return the conversations that a query asks for, that of the oldest last message first."""
        values = {
            "account": query.account,
            "channels": _encode(query.channels).decode(),
            "after": query.after_time,
            "before": query.before_time,
            "forward": query.forward,
            "limit": query.limit,
        }
        with failures(self._path, self._connection):
            found = [Target(*row) for row in self._connection.execute(_TARGETS, values)]
        return found if query.forward else found[::-1]

    def search(self, query: SearchQuery) -> Matches:
        """Return the messages that a query asks for."""
        first, end = 1, query.before
        if query.after_time is not None:
            first = self._first_from(query.after_time)
        if query.before_time is not None:
            end = min(end, self._first_from(query.before_time))
        with failures(self._path, self._connection):
            return search(self._connection, query, first, end)

    def find(self, once: str) -> FoundMessage | None:
        """Return the message that was posted under an id."""
        with failures(self._path, self._connection):
            row = self._connection.execute(_POSTED, (once,)).fetchone()
        if row is None:
            return None
        sequence, time, kind, rank, text, tags = row
        return FoundMessage(sequence, time, MessageKind(kind), rank, text, tags)

    def said(self, sequence: int) -> MessagePosted | None:
        """Return the message of a number, as it reads now."""
        with failures(self._path, self._connection):
            rows = _decode(self._connection.execute(_SAID, (sequence,)).get)
        event = event_of(*rows[0]) if rows else None
        return event if isinstance(event, MessagePosted) else None

    def reactions(self, need: FindReactions) -> FoundReactions | None:
        """Return a message and the reactions to it, as they are now."""
        message = self.said(need.sequence)
        if message is None:
            return None
        with failures(self._path, self._connection):
            return FoundReactions(message, *kinds_of(self._connection, need))

    def acts(self, need: FindActs) -> tuple[Act, ...]:
        """Return the acts of moderation that are looked for, the newest first."""
        with failures(self._path, self._connection):
            return read_acts(self._connection, need)

    def _range(self, query: HistoryQuery) -> list[Said]:
        found = self._rows(query)
        if query.instants and len(found) == query.limit > 1:
            last, more = (found[-2:]) if query.forward else found[1::-1]
            if last.time == more.time:
                beyond = {"after": more.sequence} if query.forward else {"before": more.sequence}
                rest = self._rows(structs.replace(query, **beyond))
                found = found + rest if query.forward else rest + found
        return found

    def _rows(self, query: HistoryQuery) -> list[Said]:
        key, values = self._values(query)
        sql = _SQL[key, query.forward, bool(query.kinds), query.unread_by != 0]
        with failures(self._path, self._connection):
            found: str = self._connection.execute(sql, values).get
        return [event_of(*row) for row in _decode(found)]

    def _values(self, query: HistoryQuery) -> tuple[str, dict[str, int | str]]:
        """Return the column by which a conversation is found, and what the names in `_sql` stand for."""
        after, before = query.after, _ENDLESS if query.before is None else query.before
        if query.after_time is not None:
            after = max(after, self._first_from(query.after_time + 1) - 1)
        if query.before_time is not None:
            before = min(before, self._first_from(query.before_time))
        conversation: int | str = query.conversation
        key = "channel" if isinstance(conversation, int) else "conversation"
        if query.account:
            key, conversation = _TO_ACCOUNT, query.account
        return key, {
            "conversation": conversation,
            "reader": query.reader,
            "unread_by": query.unread_by,
            "after": after,
            "closed": max(after, query.closed_from - 1),
            "before": before,
            "limit": max(query.limit, 0),  # below that, SQLite has no limit
            "kinds": _encode([kind.value for kind in query.kinds]).decode(),
        }

    def _redactions(self, query: HistoryQuery, said: list[Said]) -> list[Said]:
        """Return what was deleted between the messages of an answer; beside them where there is no more."""
        if query.between is not None:
            query = self._from_first_to_second(query, *query.between)
        key, values = self._values(query)
        if said and len(said) >= query.limit:
            # What was deleted at the point itself belongs to what is around it.
            points = [self._bounds(query.around).before] if query.around is not None else []
            numbers = [*(event.sequence for event in (said[0], said[-1])), *points]
            if points or not query.forward:
                values["after"] = max(int(values["after"]), min(numbers) - 1)
            if points or query.forward:
                values["before"] = min(int(values["before"]), max(numbers) + 1)
        return [MessageRedacted(_NOBODY, *row) for row in self._connection.execute(_REDACTIONS[key], values)]

    def _from_first_to_second(self, query: HistoryQuery, first: Point, second: Point) -> HistoryQuery:
        one, other = self._bounds(first), self._bounds(second)
        forward = one <= other
        low, high = (one, other) if forward else (other, one)
        before = high.before if query.before is None else min(high.before, query.before)
        return structs.replace(query, after=max(query.after, low.after), before=before, forward=forward)

    def _bounds(self, point: Point) -> _Bounds:
        if point.time is None:
            return _Bounds(point.sequence, point.sequence)
        return _Bounds(self._first_from(point.time), self._first_from(point.time + 1) - 1)

    def _first_from(self, time: int) -> int:
        with failures(self._path, self._connection):
            return first_from(self._connection, time)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
