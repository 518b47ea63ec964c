"""The database's file beside SQLite: one server's, and watched."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.storing import said, write
from salon.storage import sqlite
from salon.storage.port import DatabaseInUse, DatabaseLost, Durability
from salon.storage.sqlite import SqliteStorage


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStorage]:
    """Open a storage that looks at its files at each step of upkeep."""
    monkeypatch.setattr(sqlite, "LOOK_SECONDS", 0.0)
    opened = SqliteStorage(tmp_path / "salon.db", Durability.FULL)
    opened.load()
    yield opened
    opened.close()


def test_one_server_at_a_time(storage: SqliteStorage, tmp_path: Path) -> None:
    """Whatever name of it somebody uses; when it is closed, the next may have it."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "salon.db").symlink_to(tmp_path / "salon.db")
    for path in (tmp_path / "salon.db", tmp_path / "other" / "salon.db"):
        with pytest.raises(DatabaseInUse) as caught:
            SqliteStorage(path, Durability.FULL)
        assert caught.value.fields == {"path": str(path)}
    write(storage, said(1))
    storage.close()
    with closing(SqliteStorage(tmp_path / "salon.db", Durability.FULL)) as again:
        assert again.load().sequence == 1


def test_growing_is_no_loss(storage: SqliteStorage) -> None:
    """Nor is a log that is begun anew."""
    for number in range(1, 200):
        write(storage, said(number, "x" * 200_000))
        storage.tidy(idle=True)


@pytest.mark.parametrize(
    "lose", [lambda path: path.rename(f"{path}.bak"), lambda path: os.truncate(path, 4096)]
)
def test_a_loss_is_found_by_the_next_step(
    storage: SqliteStorage, tmp_path: Path, lose: Callable[[Path], object]
) -> None:
    """Which file it was is told; the log, with what was said last, is left as it is."""
    write(storage, said(1))
    database, log = tmp_path / "salon.db", tmp_path / "salon.db-wal"
    lose(database)
    with pytest.raises(DatabaseLost) as caught:
        storage.tidy(idle=True)
    assert caught.value.fields == {"path": str(database)}
    before = log.read_bytes()
    storage.close()
    assert log.read_bytes() == before != b""


def test_a_log_that_is_cut_short_is_a_loss(storage: SqliteStorage, tmp_path: Path) -> None:
    """By a byte: pages that were committed are not all there."""
    write(storage, said(1))
    storage.tidy(idle=True)
    log = tmp_path / "salon.db-wal"
    frames = storage._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)[0]
    os.truncate(log, 32 + frames * (24 + 4096) - 1)
    with pytest.raises(DatabaseLost) as caught:
        storage.tidy(idle=True)
    assert caught.value.fields == {"path": str(log)}
