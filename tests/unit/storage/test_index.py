"""The full-text index: filled behind the batches, equal to the messages, without a trace of what is gone."""

import logging
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from harness.searching import check_index, found, index_all
from harness.storing import ALICE, said, write
from salon.core.account_events import AccountErased, AccountRegistered, Remains
from salon.core.events import ChannelFounded
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.storage import index, sqlite
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database is."""
    return tmp_path / "salon.db"


@pytest.fixture
def storage(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStorage]:
    """Return a storage with a channel, that indexes whatever there is when it is tidied."""
    monkeypatch.setattr(sqlite, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(index, "LAG", 1)
    opened = SqliteStorage(path, Durability.PROCESS)
    opened.load()
    write(opened, ChannelFounded(1, "#1", 5))
    yield opened
    opened.close()


def bytes_of(path: Path) -> bytes:
    """Return all bytes of a database's files, folded as the index folds them."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*")).lower()


def tidy(storage: SqliteStorage, *, idle: bool = True) -> None:
    """Have all upkeep done."""
    for _ in range(100):
        storage.tidy(idle=idle)


def test_messages_are_indexed_in_steps(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between batches, the oldest first; how far it is stands in the database."""
    monkeypatch.setattr(index, "INDEXED_AT_ONCE", 10)
    write(storage, *(said(number, f"mot{number}") for number in range(1, 26)))
    reached = []
    for _ in range(4):
        storage.tidy(idle=True)
        reached.append(check_index(storage._connection))
    assert list(dict.fromkeys(reached)) == [10, 20, 25]


def test_few_messages_wait(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are found all the same; and many more wait while no batch leaves time for it."""
    monkeypatch.setattr(index, "LAG", 20)
    monkeypatch.setattr(index, "BUSY_LAG", 40)
    write(storage, *(said(number) for number in range(1, 20)))
    tidy(storage)
    assert check_index(storage._connection) == 0
    assert len(found(storage, "bonjour")) == 19
    write(storage, *(said(number) for number in range(20, 40)))
    tidy(storage, idle=False)
    assert check_index(storage._connection) == 0
    write(storage, *(said(number) for number in range(40, 60)))
    tidy(storage, idle=False)
    assert check_index(storage._connection) == 59


def test_the_log_tells_how_far_it_is(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where it takes long: at the beginning, now and then, and at the end."""
    caplog.set_level(logging.INFO, "salon.storage")
    monkeypatch.setattr(index, "TOLD_FROM", 20)
    monkeypatch.setattr(index, "INDEXED_AT_ONCE", 10)
    monkeypatch.setattr(index, "SECONDS_BETWEEN_WORDS", 0.0)
    write(storage, *(said(number) for number in range(1, 31)))
    index_all(storage)
    assert [record.getMessage() for record in caplog.records] == [
        "messages to index for the search: 30; people can talk meanwhile",
        "indexing messages for the search: 33 %",
        "indexing messages for the search: 66 %",
        "all messages are indexed for the search",
    ]


def test_what_is_gone_is_in_no_byte(storage: SqliteStorage, path: Path) -> None:
    """Not in the index, nor in the messages: deleted, edited or redacted, among others that stay."""
    secrets = [f"xyzzy{number}" for number in range(1, 4)]
    write(storage, *(said(number, f"commun {secret} fin") for number, secret in enumerate(secrets, start=1)))
    write(storage, *(said(number, f"commun autre{number}") for number in range(4, 400)))
    index_all(storage)
    storage._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    assert all(secret.encode() in bytes_of(path) for secret in secrets)
    write(storage, MessageRedacted(ALICE, 1, "#1", 1, 0, "", 9))
    write(storage, MessageEdited(ALICE, 2, "#1", 1, 0, "corrigé", 9))
    storage._connection.execute("DELETE FROM message WHERE sequence = 3")
    storage._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    assert not [secret for secret in secrets if secret.encode() in bytes_of(path)]
    assert found(storage, "corrige") == [2]
    check_index(storage._connection)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("remains", [Remains.ANONYMOUS, Remains.DELETE])
def test_who_is_erased(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch, remains: Remains, *, many: bool
) -> None:
    """Their name, or their words, leave the index with them; of many it is made anew, in steps."""
    monkeypatch.setattr(index, "MANY", 5 if many else 1_000)
    write(storage, AccountRegistered(1, "Alice", "", 5))
    write(storage, *(said(number, "xyzzy mot") for number in range(1, 11)))
    index_all(storage)
    assert b"alice" in bytes_of(path)
    write(storage, AccountErased(1, "Alice", remains, "~a:alice"))
    assert check_index(storage._connection) == (0 if many else 10)
    assert b"alice" not in bytes_of(path)
    assert (b"xyzzy" in bytes_of(path)) == (remains is Remains.ANONYMOUS)
    left = list(range(1, 11)) if remains is Remains.ANONYMOUS else []
    assert found(storage, "mot") == left
    index_all(storage)
    assert found(storage, "mot") == left
    check_index(storage._connection)


def test_without_search_there_is_no_index(storage: SqliteStorage, path: Path) -> None:
    """It is emptied at the next start, and filled again once there is a search."""
    write(storage, *(said(number, "xyzzy") for number in range(1, 300)))
    index_all(storage)
    storage.close()
    without = SqliteStorage(path, Durability.PROCESS, search=False)
    tidy(without)
    assert check_index(without._connection) == 0
    assert without._connection.execute("SELECT count(*) FROM message_index_docsize").get == 0
    without.close()
    again = SqliteStorage(path, Durability.PROCESS)
    tidy(again)
    assert check_index(again._connection) == 299
    again.close()


def test_the_index_is_found_wrong(storage: SqliteStorage) -> None:
    """Where a message was changed behind its back, so that the other tests can tell."""
    write(storage, said(1, "mot"))
    index_all(storage)
    storage._connection.execute("DROP TRIGGER message_gone")
    storage._connection.execute("DELETE FROM message")
    with pytest.raises(apsw.CorruptError):
        check_index(storage._connection)
