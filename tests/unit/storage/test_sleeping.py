"""Channels that sleep, on disk: what is known of them, and what becomes of those that are forgotten."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.storing import ALICE, said, write
from salon.core.events import ChannelEmptied, ChannelForgotten, ChannelFounded, TopicChanged
from salon.core.queries.history import HistoryQuery
from salon.storage import sqlite
from salon.storage.port import Durability, Storage
from salon.storage.sqlite import SqliteStorage


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqliteStorage]:
    """Open a storage."""
    with closing(SqliteStorage(tmp_path / "salon.db", Durability.PROCESS)) as storage:
        yield storage


def test_what_is_known_of_a_channel_that_sleeps(storage: Storage) -> None:
    """Where it comes from, whether it holds messages; the one that emptied first comes first."""
    topic = TopicChanged(ALICE, 2, "#2", "t", 2, 6)
    write(
        storage,
        *(ChannelFounded(1, "#1", 5, "192.0.2.1"), ChannelFounded(2, "#2", 5, "2001:db8:0:1ff::/64")),
        *(said(1), topic, ChannelEmptied(2, 7, asleep=True), ChannelEmptied(1, 8, asleep=True)),
    )
    assert [(its.channel, its.site, bool(its.said)) for its in storage.load().channels] == [
        (2, "2001:db8:0:100::/56", False),
        (1, "192.0.2.1", True),
    ]


def test_messages_of_a_forgotten_channel_go_in_steps(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between batches, so many at a time; those of others stay. It is looked for once a second."""
    monkeypatch.setattr(sqlite, "LOOK_SECONDS", 0.0)
    storage.load()
    write(storage, ChannelFounded(7, "#7", 5), *(said(number, channel=7) for number in range(1, 26)))
    write(storage, ChannelFounded(8, "#8", 5), said(26, channel=8), ChannelForgotten(7))
    assert "#7" not in [channel.name for channel in storage.load().channels]

    def lines_of(channel: int) -> int:
        with closing(storage.reader()) as reader:
            return len(reader.read(HistoryQuery(conversation=channel, limit=2_000)))

    left = [(storage.tidy(idle=True), lines_of(7)) for _ in range(4)]
    # While there is more, it goes on at once.
    assert left == [(True, 15), (True, 5), (True, 0), (False, 0)]
    assert lines_of(8) == 1


def test_a_message_alone_is_followed_by_no_search(storage: SqliteStorage) -> None:
    """Upkeep finds nothing to delete once, and asks no more until the next look."""
    asked: list[str] = []
    connection = storage._connection
    connection.trace_v2(apsw.SQLITE_TRACE_STMT, lambda step: asked.append(step["sql"]))
    for sequence in range(1, 5):
        write(storage, said(sequence))
        storage.tidy(idle=True)
    assert [sql.split()[0] for sql in asked] == ["INSERT", "SELECT", "SELECT", "INSERT", "INSERT", "INSERT"]
