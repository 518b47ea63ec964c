"""Databases of released versions open, are brought to this version, and lose nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.storing import read
from salon.storage.port import Durability, Stored, StoredChannel, StoredMachine, StoredMask
from salon.storage.sqlite import SqliteStorage

RELEASED = Path(__file__).parents[2] / "released"

ALICE = "Alice!~alice@myyunjcski.4tuok7iyse.hidden"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqliteStorage]:
    """Open a copy of what 0.1 wrote."""
    shutil.copy(RELEASED / "salon-0.1.db", tmp_path / "salon.db")
    opened = SqliteStorage(tmp_path / "salon.db", Durability.FULL)
    yield opened
    opened.close()


@pytest.fixture
def stored(storage: SqliteStorage) -> Stored:
    """Return what a server knows of it at its start."""
    return storage.load()


def test_it_stays_the_same_database(stored: Stored) -> None:
    """Its identity stays, and what was counted goes on above what was given out."""
    assert stored.identity == "tglhhg"
    assert len(stored.secret) == 32
    assert (stored.sequence, stored.last_channel) == (33, 8)


def test_its_channels_are_there(stored: Stored) -> None:
    """Topic, modes and lists are as they were; one in which nothing was said or set is not kept."""
    channels = {channel.name: channel for channel in stored.channels}
    assert sorted(channels) == ["#café", "#clos", "#jardin", "#neuf", "#public", "#vide"]
    assert channels["#café"] == StoredChannel(
        channel=2,
        name="#café",
        created=1795898882136,
        topic="Où se voir ?",
        topic_source=ALICE,
        topic_time=1795898882139,
        emptied=1795898882724,
        closure=1,
        topic_closed=1,
        said=True,
        modes={"k": "clé", "l": "30", "n": "", "s": ""},
        lists={
            "b": [StoredMask("mallory!*@*", ALICE, 1795898882140)],
            "e": [StoredMask("bob!*@*", ALICE, 1795898882140)],
            "I": [StoredMask("zoé!*@*", ALICE, 1795898882141)],
        },
    )
    closed = channels["#clos"]
    assert (closed.modes, closed.topic, closed.since) == ({"i": "", "n": "", "t": ""}, "", 26)


def test_its_machines_are_there(stored: Stored) -> None:
    """The directory is as it was."""
    assert stored.machines == [
        StoredMachine("localhost", "gaston", "127.0.0.1", online=True, seen=1795898882957)
    ]


def test_its_history_can_be_read(storage: SqliteStorage, stored: Stored) -> None:
    """What was said to a channel, in words, by whatever wire, is there under who said it."""
    reader = storage.reader()
    history = {
        channel.name: [(event.source.nick, event.text) for event in read(reader, channel.channel)]
        for channel in stored.channels
    }
    reader.close()
    assert history == {
        "#café": [
            ("Alice", "bonjour à tous"),
            ("Alice", "une note"),
            ("Alice", "\x01ACTION rit\x01"),
            ("Alice", "avec une étiquette"),
            ("bob", "salut Alice"),
            ("bob", "je suis un robot"),
        ],
        "#public": [("Emile", "bonjour la salle")],
        "#vide": [("carol", "il n'y a plus personne")],
        "#clos": [("carol", "entre nous"), ("dave", "un autre temps")],
        "#neuf": [("carol", "avant"), ("carol", "après")],
        "#jardin": [("Chloé", "les roses")],
    }


def test_nothing_is_lost(storage: SqliteStorage) -> None:
    """All 30 rows are there, private messages, tags alone and topics among them."""
    rows = list(storage._connection.execute("SELECT sequence, text FROM message ORDER BY sequence"))
    assert len(rows) == 30
    assert (14, "psst") in rows
    assert storage._connection.pragma("integrity_check") == "ok"
