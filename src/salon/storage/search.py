"""Searches what was said: by the full-text index, and by one in memory of what is not in it yet.

A search goes from the newest messages to older ones, in pieces: when its time is over, the answer is what the
pieces before held. It must not know who asks.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Final, NamedTuple

import apsw
import msgspec

from salon.core.events import MessagePosted
from salon.core.queries.search import RANKED_AMONG, Matches, SearchQuery
from salon.core.queries.terms import Term, has_words, is_of_word
from salon.storage.rows import ANSWERED, COLUMNS, Row, event_of

TAIL: Final = 10_000
"""How many messages that are not indexed yet are searched at once: there are more while the index is made."""

PIECE: Final = 65_536
"""Messages in the newest piece of the index; each older piece is so many times as large as the one before:"""

GROWTH: Final = 4

FEW_PLACES: Final = 8
"""So many channels are asked for in the index itself. With more, it is quicker to look at each message; but
not where hardly one of those that hold the words is in a place of theirs."""

HARDLY_ONE: Final = 50
"""In so many."""

SCORED: Final = 1_000
"""How many of those that are ranked are scored word by word: the shortest, for others hardly come first."""

_LENGTHS: Final = 2**40
"""What is to be ranked is found as its sequence and so many times its length. Messages that hold the same
words lie far from each other: to read them once more for their lengths takes as long as to find them."""

_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS temp.seen (channel INTEGER PRIMARY KEY, closed_from INTEGER, after INTEGER);
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.small_index USING fts5 (
        text, place, nick, content = '', tokenize = 'unicode61 remove_diacritics 2'
    )
"""

_FILL_SEEN: Final = """
    INSERT INTO temp.seen (channel, closed_from, after)
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
"""

_EMPTY: Final = "INSERT INTO temp.small_index (small_index) VALUES ('delete-all')"
_FILL: Final = "INSERT INTO temp.small_index (rowid, text, place, nick) SELECT * FROM searchable"
_FILL_TAIL: Final = f"{_FILL} WHERE sequence >= ? AND sequence < ?"
_FILL_SHORTEST: Final = f"""
    {_FILL} WHERE sequence IN (
        SELECT value % {_LENGTHS} FROM json_each(?)
        ORDER BY value / {_LENGTHS}, value % {_LENGTHS} DESC LIMIT ?
    )"""  # noqa: S608 - made of constants

_STATE: Final = "SELECT sequence, (SELECT ifnull(max(sequence), 0) FROM message) FROM indexed_until"
_TIME: Final = """
    SELECT ifnull(
        (SELECT time FROM message WHERE sequence >= ? ORDER BY sequence LIMIT 1),
        (SELECT time + 1 FROM message ORDER BY sequence DESC LIMIT 1)
    )
"""


def _sql(table: str) -> str:
    """Return the query for one piece: the sequences of what matches, the newest first; :ranked, with lengths.

    In private, what somebody was not to hear, who blocked its author, is only for its author.
    """
    return f"""
        SELECT json_group_array(found) FROM (
            SELECT message.sequence + iif(:ranked, length(message.text) * {_LENGTHS}, 0) AS found
            FROM {table} CROSS JOIN message ON message.sequence = {table}.rowid
                LEFT JOIN temp.seen ON seen.channel = message.channel
            WHERE {table} MATCH :match AND {table}.rowid >= :low AND {table}.rowid < :high
              AND shown > 0
              AND CASE
                WHEN message.channel IS NULL THEN
                    iif(
                        :conversation = '',
                        instr(' ' || conversation || ' ', ' ' || :party || ' ') > 0 AND :party <> '',
                        conversation = :conversation
                    )
                    AND (recipient > 0 OR iif(message.author > 0, message.author, -person) = :reader)
                ELSE message.sequence > seen.after AND (closed = 0 OR message.sequence >= seen.closed_from)
              END
              AND (:nick IS NULL OR message.nick LIKE :nick ESCAPE '\\' OR message.author = :account)
              AND (:exact = '[]' OR NOT EXISTS (
                SELECT 1 FROM json_each(:exact) WHERE message.text NOT LIKE value ESCAPE '\\'
              ))
              AND (:barred = '[]' OR NOT EXISTS (
                SELECT 1 FROM json_each(:barred) WHERE message.text LIKE value ESCAPE '\\'
              ))
            ORDER BY {table}.rowid DESC LIMIT :limit
        )"""  # noqa: S608 - made of constants


_INDEX: Final = "message_index"
_SMALL: Final = "small_index"
_SQL: Final = {table: _sql(table) for table in (_INDEX, _SMALL)}

_COUNT: Final = {
    table: f"SELECT count(*) FROM {table} WHERE {table} MATCH :match AND rowid >= :low AND rowid < :high"  # noqa: S608 - constants
    for table in (_INDEX, _SMALL)
}

# A better score is further below 0.
_BEST: Final = f"""
    WITH scored AS MATERIALIZED (
        SELECT rowid, bm25(small_index, 1.0, 0.0, 0.0) AS score
        FROM small_index WHERE small_index MATCH :match
    )
    SELECT json_group_array(sequence) FROM (
        SELECT value % {_LENGTHS} AS sequence FROM json_each(:found)
            LEFT JOIN scored ON scored.rowid = value % {_LENGTHS}
        ORDER BY ifnull(score, value / {_LENGTHS}), sequence DESC LIMIT :limit OFFSET :skip
    )
"""  # noqa: S608 - made of constants

_ROWS: Final = f"""
    SELECT json_group_array(json_array(json_array({COLUMNS}), {ANSWERED}))
    FROM message AS said JOIN json_each(?) AS wanted ON sequence = wanted.value
"""  # noqa: S608 - made of constants


_encode = msgspec.json.Encoder().encode
_decode_sequences = msgspec.json.Decoder(list[int]).decode
_decode_rows = msgspec.json.Decoder(list[tuple[Row, str]]).decode


class _Piece(NamedTuple):
    """A part of what is searched: the sequences from `low` on, below `high`, in one of the two indexes."""

    table: str
    low: int
    high: int


def search(connection: apsw.Connection, query: SearchQuery, first: int, end: int) -> Matches:
    """Return what a query asks for among the sequences from `first` on, below `end`."""
    if not (query.channels or query.party) or query.limit <= 0:
        return Matches(())
    over = time.monotonic() + query.milliseconds / 1000
    connection.execute(_TABLES)
    # All of it sees one state of the database; nothing of it stays, not even the index in memory.
    connection.execute("BEGIN")
    try:
        with _interrupted_at(connection, over):
            found, reached, indexing = _collect(connection, query, first, end, over)
        messages = _messages(connection, query, found)
        time_reached = connection.execute(_TIME, (reached,)).get if reached is not None else None
    finally:
        if connection.in_transaction:  # some interruptions have ended it already
            connection.execute("ROLLBACK")
    return Matches(messages, time_reached, indexing)


def _collect(
    connection: apsw.Connection, query: SearchQuery, first: int, end: int, over: float
) -> tuple[list[int], int | None, bool]:
    """Return what matches, the newest first, back to which sequence it was searched (None: all), and why."""
    wanted = RANKED_AMONG if query.ranked else query.limit
    values = _values(query)
    by_place = len(query.channels) < FEW_PLACES
    found: list[int] = []
    until, last = connection.execute(_STATE).get
    indexed, reached = until + 1, min(end, last + 1)
    end = reached
    tail = max(indexed, first, end - TAIL)
    try:
        connection.execute(_FILL_SEEN, (_encode(query.channels).decode(),))
        if tail < end:
            connection.execute(_EMPTY)
            connection.execute(_FILL_TAIL, (tail, end))
        for table, low, high in _pieces(first, end, indexed, tail):
            if time.monotonic() >= over:
                break
            match = match_of(query, by_place=by_place)
            values.update({"match": match, "low": low, "high": high, "limit": wanted - len(found)})
            found += _decode_sequences(connection.execute(_SQL[table], values).get)
            reached = low
            if len(found) >= wanted:
                return found, None, False
            # In larger pieces, to count takes as long as to search.
            if not by_place and high - low <= PIECE:
                by_place = connection.execute(_COUNT[table], values).get > HARDLY_ONE * (len(found) + 1)
    except apsw.InterruptError:
        pass
    if reached <= first:
        return found, None, False
    return found, reached, reached == tail > indexed


def _pieces(first: int, end: int, indexed: int, tail: int) -> Iterator[_Piece]:
    """Yield what is to be searched, the newest first: what is not indexed yet, then the index.

    Where more is not indexed than can be searched at once, the search ends there.
    """
    if tail < end:
        yield _Piece(_SMALL, tail, end)
        if tail > indexed:
            return
    high, size = min(end, indexed), PIECE
    while high > first:
        low = max(high - size, first)
        yield _Piece(_INDEX, low, high)
        high, size = low, size * GROWTH


def _messages(connection: apsw.Connection, query: SearchQuery, found: list[int]) -> list[MessagePosted]:
    """Return the messages that are shown of those that were found: the oldest first, or the best."""
    wanted = _best(connection, query, found) if query.ranked else sorted(found)
    rows = _decode_rows(connection.execute(_ROWS, (_encode(wanted).decode(),)).get)
    said = {row[0]: event_of(row, answered) for row, answered in rows}
    events = (said.get(sequence) for sequence in wanted)
    return [event for event in events if isinstance(event, MessagePosted)]


def _best(connection: apsw.Connection, query: SearchQuery, found: list[int]) -> list[int]:
    """Return a page of what was found, the best first.

    Each has all words. So what counts is how often it has them in how many words (BM25), and not how rare a
    word is, which SQLite would count in the whole index: they are scored in the small one.
    """
    if not _has_scores(query):
        return found[query.skip : query.skip + query.limit]
    sequences = _encode(found).decode()
    connection.execute(_EMPTY)
    connection.execute(_FILL_SHORTEST, (sequences, SCORED))
    values = {"match": match_of(query, by_place=False), "found": sequences}
    page = {"limit": query.limit, "skip": query.skip}
    return _decode_sequences(connection.execute(_BEST, {**values, **page}).get)


def _has_scores(query: SearchQuery) -> bool:
    """Tell whether there is anything by which what is found is better or worse."""
    return query.ranked and any(_is_word(term) for term in query.terms)


def _is_word(term: Term) -> bool:
    """Tell whether the index is asked for a term that is to be there."""
    return not term.barred and has_words(term.text)


@contextmanager
def _interrupted_at(connection: apsw.Connection, over: float) -> Iterator[None]:
    """Interrupt what runs on a connection at a time; it raises `InterruptError` then."""
    timer = Timer(max(over - time.monotonic(), 0), connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


# --- what is asked of SQLite ----------------------------------------------------------------------


def _values(query: SearchQuery) -> dict[str, str | int | None]:
    exact = [term for term in query.terms if term.exact]
    return {
        "ranked": _has_scores(query),
        "party": query.party,
        "conversation": query.conversation,
        "reader": query.reader,
        "nick": _like(query.author.nick) if query.author is not None else None,
        # No account has the number -1.
        "account": query.author.account or -1 if query.author is not None else -1,
        "exact": _patterns(term for term in exact if not term.barred),
        "barred": _patterns(term for term in exact if term.barred),
    }


def _like(nick: str) -> str:
    """Return a pattern for a nick whose letters the index compares, without case and accents."""
    return "".join("_" if is_of_word(sign) else _escaped(sign) for sign in nick)


def _patterns(terms: Iterator[Term]) -> str:
    return _encode([f"%{_escaped(term.text)}%" for term in terms]).decode()


def _escaped(text: str) -> str:
    """Return a text as LIKE takes it for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def match_of(query: SearchQuery, *, by_place: bool) -> str:
    """Return what FTS5 is asked for: all that somebody typed stands in quotes there, so it is no syntax.

    It may find more than what is meant, and never less; the rest is compared with the messages.
    """
    words = [_phrase(term.text) for term in query.terms if _is_word(term)]
    # What is to be absent as it is written may be there in other signs.
    barred = [_phrase(term.text) for term in query.terms if term.barred and not term.exact]
    parts = [f"text : ({' AND '.join(words)})"] if words else []
    if query.author is not None:
        account = f' OR place : "a{query.author.account}"' if query.author.account else ""
        # A nick of signs alone is in no index.
        if has_words(query.author.nick):
            parts.append(f"(nick : {_phrase(query.author.nick)}{account})")
    if by_place or not parts:
        parts.append(f"place : ({_places(query)})")
    found = " AND ".join(parts)
    return f"({found}) NOT text : ({' OR '.join(barred)})" if barred else found


def _places(query: SearchQuery) -> str:
    if query.conversation:
        return " AND ".join(f'"{_token(its)}"' for its in query.conversation.split(" "))
    places = [f'"c{seen.channel}"' for seen in query.channels]
    return " OR ".join([*places, *([f'"{_token(query.party)}"'] if query.party else [])])


def _token(party: str) -> str:
    """Return how the index writes one of two people."""
    return party.replace("@", "p").replace("#", "g")


def _phrase(text: str) -> str:
    """Return words side by side, in quotes; each Chinese, Japanese or Korean sign is one, as in the index."""
    apart = "".join(f" {sign} " if _is_east_asian(sign) else sign for sign in text)
    return '"' + apart.replace('"', " ") + '"'


def _is_east_asian(sign: str) -> bool:
    return any(low <= sign <= high for low, high in _EAST_ASIAN)


_EAST_ASIAN: Final = (("⺀", "鿿"), ("가", "힣"), ("豈", "﫿"), ("𠀀", "𿿿"))
"""As in `searchable` of the schema."""
