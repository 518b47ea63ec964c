"""Looks for what is wrong in a database: its structure, what refers to what, numbers, names, and its size.

Writes nothing. It must not know what is done about it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

import apsw
import msgspec

from salon.storage.backups import integrity_of
from salon.storage.copies import IN_WORDS
from salon.storage.migrations import is_current
from salon.texts.language import Text
from salon.texts.marks import N_, N_PLURAL

MOST_LINES: Final = 20
"""How many lines SQLite may write of what is wrong; more of them say nothing new."""

DAY: Final = 86_400_000
"""Milliseconds."""

WEEK: Final = 7

FEW: Final = 1_000
"""Fewer messages do not tell how much room one takes: an empty database has a size of its own."""

USUAL_BYTES: Final = 250
"""What a message takes with its part of the index (docs/benchmarks.md)."""

_RULES: Final = (
    (
        N_PLURAL(
            "{count} channel belongs to an account that is not there.",
            "{count} channels belong to accounts that are not there.",
            "count",
        ),
        "SELECT count(*) FROM channel WHERE owner > 0 AND owner NOT IN (SELECT id FROM account)",
    ),
    (
        N_PLURAL(
            "{count} code is for an account that is not there.",
            "{count} codes are for accounts that are not there.",
            "count",
        ),
        "SELECT count(*) FROM code WHERE account > 0 AND account NOT IN (SELECT id FROM account)",
    ),
    (
        N_PLURAL(
            "{count} account has a password that cannot be checked.",
            "{count} accounts have passwords that cannot be checked.",
            "count",
        ),
        "SELECT count(*) FROM account WHERE password <> '' AND password NOT LIKE '$argon2id$%'",
    ),
)
"""What must not be, by the query that counts it."""

_NUMBERED: Final = {"message": "sequence", "channel": "id", "account": "id", "act": "id"}
"""The tables whose numbers are given out once and for all, and the columns of these."""

_MARKS: Final = ("identity", "secret", "epoch")

_LEFT_OVER: Final = """
    SELECT count(*) FROM message
    WHERE channel IS NOT NULL
      AND channel NOT IN (SELECT id FROM channel) AND channel NOT IN (SELECT channel FROM forgotten)
"""


def problems_of(connection: apsw.Connection, fold: Callable[[str], str]) -> Iterator[Text]:
    """Yield what is wrong in a database. `fold` makes one of names that are the same.

    What only this version knows is looked for where the schema is of this version. Raises the errors of
    SQLite.
    """
    structure = integrity_of(connection, MOST_LINES)
    for line in structure:
        yield Text(N_("Its structure is damaged: {reason}"), {"reason": line})
    if structure:
        return
    broken = Counter(table for table, *_ in connection.execute("PRAGMA foreign_key_check"))
    for table, count in broken.items():
        lost = N_PLURAL(
            "{count} row of the table {table} refers to another that is not there.",
            "{count} rows of the table {table} refer to others that are not there.",
            "count",
        )
        yield Text(lost, {"count": count, "table": table})
    if is_current(connection):
        yield from _against_the_rules(connection)
        yield from _twice(connection, fold)


def notes_on(connection: apsw.Connection, now: int) -> Iterator[Text]:
    """Yield what is strange in a database of this version, and does no harm. `now` is in ms."""
    future = connection.execute("SELECT count(*) FROM message WHERE time > ?", (now + DAY,)).get
    if future:
        early = N_PLURAL(
            "{count} message is dated in the future: the clock of the machine is wrong, or was.",
            "{count} messages are dated in the future: the clock of the machine is wrong, or was.",
            "count",
        )
        yield Text(early, {"count": future})
    left = connection.execute(_LEFT_OVER).get
    if left:
        alone = N_PLURAL(
            "{count} entry of the history belongs to a channel that is gone; nobody can read it.",
            "{count} entries of the history belong to channels that are gone; nobody can read them.",
            "count",
        )
        yield Text(alone, {"count": left})


def _against_the_rules(connection: apsw.Connection) -> Iterator[Text]:
    there = {key for (key,) in connection.execute("SELECT key FROM meta")}
    for mark in _MARKS:
        if mark not in there:
            yield Text(N_("The entry {entry} of the table meta is missing."), {"entry": mark})
    for text, query in _RULES:
        if count := connection.execute(query).get:
            yield Text(text, {"count": count})
    given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    for table, column in _NUMBERED.items():
        highest = connection.execute(f"SELECT ifnull(max({column}), 0) FROM {table}").get  # noqa: S608
        if highest > given.get(table, 0):
            again = N_("The number {number} of the table {table} would be given out again.")
            yield Text(again, {"number": highest, "table": table})


def _twice(connection: apsw.Connection, fold: Callable[[str], str]) -> Iterator[Text]:
    for table, text in (
        ("channel", N_("Several channels have the same name: {name}")),
        ("account", N_("Several accounts have the same name: {name}")),
    ):
        names = Counter(fold(name) for (name,) in connection.execute(f"SELECT name FROM {table}"))  # noqa: S608
        for name, count in names.items():
            if count > 1:
                yield Text(text, {"name": name})


class Growth(msgspec.Struct, frozen=True):
    """How fast a database grows. `daily` are messages, `each` the bytes of one, `free` those of the disk."""

    daily: float
    each: float
    free: int

    @property
    def days(self) -> float:
        """In how many days the disk is full, if it goes on like this."""
        return self.free / (self.daily * self.each) if self.daily and self.each else float("inf")


def growth_of(connection: apsw.Connection, free: int, now: int) -> Growth:
    """Return how a database grows, from its last week or last four: whichever had more to say a day."""
    pages = connection.pragma("page_count") - connection.pragma("freelist_count")
    count = connection.execute(f"SELECT count(*) FROM message WHERE {IN_WORDS}").get  # noqa: S608
    oldest = connection.execute("SELECT ifnull(min(time), 0) FROM message").get
    if not count:
        return Growth(0.0, 0.0, free)
    rates = []
    for weeks in (1, 4):
        days = min(weeks * WEEK, max(1.0, (now - oldest) / DAY))
        lately = f"SELECT count(*) FROM message WHERE time >= ? AND {IN_WORDS}"  # noqa: S608
        late = connection.execute(lately, (now - days * DAY,)).get
        rates.append(late / days)
    each = pages * connection.pragma("page_size") / count if count >= FEW else USUAL_BYTES
    return Growth(max(rates), each, free)
