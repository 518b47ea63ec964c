"""Adds what was said elsewhere to a database that no server uses: all of it, or nothing.

A message's number is its place in every history, so what is added comes after all that is there, and has to
be later. Nobody here is its author: an account of the same name may belong to somebody else.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import apsw

from salon.core.events import (
    ChannelEmptied,
    ChannelFounded,
    Event,
    MessageKind,
    MessagePosted,
    Source,
    TopicChanged,
)
from salon.storage.backup_failures import NoFounder
from salon.storage.copies import copy_database, open_to_read
from salon.storage.failures import failures
from salon.storage.files import make_file
from salon.storage.migrations import check, is_current
from salon.storage.port import Durability, Stored
from salon.storage.rows import TOPIC, statements_of
from salon.storage.sqlite import SqliteStorage

IMPORTED: Final = "imported"
"""The user name and the host of whoever said what was imported."""

AT_ONCE: Final = 2_000
"""How many messages are in memory."""


class SpokenLine(NamedTuple):
    """Something that was said in a channel. `time` is in ms; `kind`: privmsg, notice or topic."""

    time: int
    channel: str
    kind: str
    nick: str
    text: str


class _Channel(NamedTuple):
    number: int
    name: str
    closure: int


class Import:
    """Adds lines within the transaction of `importing`."""

    def __init__(
        self, connection: apsw.Connection, stored: Stored, fold: Callable[[str], str], owner: int, now: int
    ) -> None:
        self._connection = connection
        self._fold = fold
        self._owner = owner
        self._now = now
        self._sequence = stored.sequence
        self._last_channel = stored.last_channel
        self._channels = {
            fold(its.name): _Channel(its.channel, its.name, its.closure) for its in stored.channels
        }
        latest = connection.execute("SELECT time FROM message ORDER BY sequence DESC LIMIT 1")
        self.last_time: int = latest.get or 0
        """When the last message was said that was already there, in ms; 0: there is none."""

    def add(self, lines: Iterable[SpokenLine]) -> None:
        """Add lines, the oldest first, and found the channels that are not there."""
        events: list[Event] = []
        for line in lines:
            channel = self._channels.get(self._fold(line.channel))
            if channel is None:
                channel = self._found(line)
            events.append(self._said(line, channel))
            if len(events) == AT_ONCE:
                self._write(events)
                events.clear()
        self._write(events)

    def _found(self, line: SpokenLine) -> _Channel:
        self._last_channel += 1
        channel = _Channel(self._last_channel, line.channel, 0)
        self._channels[self._fold(line.channel)] = channel
        self._write(
            [
                ChannelFounded(channel.number, channel.name, line.time, owner=self._owner),
                ChannelEmptied(channel.number, self._now),
            ]
        )
        return channel

    def _said(self, line: SpokenLine, channel: _Channel) -> Event:
        self._sequence += 1
        mask = f"{line.nick}!{IMPORTED}@{IMPORTED}"
        source = Source(0, line.nick, IMPORTED, IMPORTED, mask=mask)
        where, closed = channel.number, channel.closure
        if line.kind == TOPIC:
            return TopicChanged(source, where, channel.name, line.text, self._sequence, line.time, closed)
        return MessagePosted(
            source,
            MessageKind(line.kind),
            channel.name,
            line.text,
            self._sequence,
            line.time,
            channel=where,
            closed=closed,
        )

    def _write(self, events: list[Event]) -> None:
        for sql, values in statements_of(events):
            self._connection.execute(sql, values)


@contextmanager
def importing(
    path: Path, fold: Callable[[str], str], founder: str, now: int, *, keep: bool = True
) -> Iterator[Import]:
    """Make additions to the database at `path` in the `with` block; where it fails, nothing is changed.

    `founder`: the name of the account that channels are founded for; empty for guests' channels. `now` is in
    ms. `keep`: what was added stays. No server may use the database. Raises `StorageError`.
    """
    with ExitStack() as stack:
        if not keep:
            path = stack.enter_context(_tried_on(path))
        # It makes the database, brings it up to date, and copies the log into it at the end.
        storage = stack.enter_context(closing(SqliteStorage(path, Durability.FULL)))
        stored = storage.load()
        owner = 0
        if founder:
            owner = next((its.account for its in stored.accounts if fold(its.name) == fold(founder)), 0)
            if not owner:
                raise NoFounder(name=founder)
        with (
            failures(path),
            closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection,
        ):
            connection.pragma("synchronous", "full")
            connection.pragma("foreign_keys", True)
            connection.pragma("wal_autocheckpoint", 0)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Import(connection, stored, fold, owner, now)
                connection.execute("COMMIT" if keep else "ROLLBACK")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


@contextmanager
def _tried_on(path: Path) -> Iterator[Path]:
    """Give what a dry run can write to: the database, or a copy where opening it would change it."""
    up_to_date = False
    with TemporaryDirectory(prefix=f"{path.name}.dry-", dir=path.parent) as directory:
        copy = Path(directory) / path.name
        if path.exists():
            with failures(path), closing(open_to_read(path)) as connection:
                check(connection, str(path))
                up_to_date = is_current(connection)
                if not up_to_date:
                    make_file(copy)
                    copy_database(connection, copy)
        yield path if up_to_date else copy
