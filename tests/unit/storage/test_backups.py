"""A backup is whole, checked and for this user alone, or not there; never in the place of something else."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.storing import said, write
from salon.storage import backups, copies
from salon.storage.backup_failures import (
    BackupExists,
    BackupOntoDirectory,
    BackupOntoItself,
    BackupUnderWay,
    BackupWrong,
    NoDatabase,
    NoFolder,
    NotABackup,
)
from salon.storage.backups import back_up, dated_backups, dated_name, remove_surplus
from salon.storage.copies import open_to_read
from salon.storage.port import DirectoryUnusable, Durability, NotADatabase, StorageError
from salon.storage.sqlite import SqliteStorage


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqliteStorage]:
    """Give the storage of a server that runs."""
    (tmp_path / "data").mkdir()
    storage = SqliteStorage(tmp_path / "data" / "salon.db", Durability.PROCESS)
    write(storage, *(said(sequence) for sequence in range(1, 101)))
    yield storage
    storage.close()


@pytest.fixture
def database(storage: SqliteStorage, tmp_path: Path) -> Path:
    """Return the file of that storage."""
    del storage
    return tmp_path / "data" / "salon.db"


def rows(path: Path) -> dict[str, list[object]]:
    """Return all that is in a database."""
    with closing(open_to_read(path, fixed=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {str(name): [*connection.execute(f'SELECT * FROM "{name}"')] for (name,) in tables}  # noqa: S608


def test_a_backup_is_what_the_database_is(database: Path, storage: SqliteStorage, tmp_path: Path) -> None:
    """Row by row, what is in the log alone too; nobody else can read it."""
    file = tmp_path / "saved.db"
    contents = back_up(database, file)
    assert rows(file) == rows(database)
    assert (contents.messages, contents.last, contents.time) == (100, 100, 1_000_100)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(its.name for its in tmp_path.iterdir()) == ["data", "saved.db"]
    write(storage, said(101))
    assert back_up(database, file, replace=True).last == 101


def test_a_server_that_is_stopped_is_saved_too(
    tmp_path: Path, storage: SqliteStorage, database: Path
) -> None:
    """Nothing is left beside its database."""
    storage.close()
    back_up(database, tmp_path / "saved.db")
    assert [its.name for its in database.parent.iterdir()] == ["salon.db"]


def test_the_database_of_another_server_is_not_overwritten(database: Path, tmp_path: Path) -> None:
    """It is one of Salon, but somebody uses it."""
    other = tmp_path / "other.db"
    with closing(SqliteStorage(other, Durability.PROCESS)), pytest.raises(NotABackup):
        back_up(database, other, replace=True)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_the_database_is_not_overwritten(database: Path, suffix: str, tmp_path: Path) -> None:
    """Not by another way to its name either."""
    own = database.with_name(f"salon.db{suffix}")
    (tmp_path / "link").symlink_to(own)
    for file in (own, tmp_path / "data" / ".." / "data" / own.name, tmp_path / "link"):
        with pytest.raises(BackupOntoItself):
            back_up(database, file, replace=True)
    if own.exists():
        (tmp_path / "hard").hardlink_to(own)
        with pytest.raises(BackupOntoItself):
            back_up(database, tmp_path / "hard", replace=True)


def test_what_is_there_is_not_overwritten(database: Path, tmp_path: Path) -> None:
    """An earlier backup only where that is wished, and nothing else at all."""
    file, letter = tmp_path / "saved.db", tmp_path / "letter"
    back_up(database, file)
    before = file.stat().st_ino
    with pytest.raises(BackupExists):
        back_up(database, file)
    assert file.stat().st_ino == before
    back_up(database, file, replace=True)
    assert file.stat().st_ino != before
    letter.write_text("Dear Bob", "utf-8")
    os.mkfifo(tmp_path / "pipe")
    for its in (letter, tmp_path / "pipe"):
        with pytest.raises(NotABackup):
            back_up(database, its, replace=True)
    assert letter.read_text("utf-8") == "Dear Bob"


def test_a_place_that_cannot_be_used_is_told(database: Path, tmp_path: Path) -> None:
    """Before anything is copied."""
    for file, error in (
        (tmp_path / "missing" / "saved.db", NoFolder),
        (tmp_path / "data", BackupOntoDirectory),
        (tmp_path / ("x" * 300), DirectoryUnusable),
    ):
        with pytest.raises(error):
            back_up(database, file)
    with pytest.raises(NoDatabase):
        back_up(tmp_path / "none.db", tmp_path / "saved.db")


def test_what_is_no_database_of_salon_is_not_saved(tmp_path: Path) -> None:
    """Nor is anything left of it."""
    (tmp_path / "salon.db").write_text("a shopping list, say\n" * 500, "utf-8")
    with pytest.raises(NotADatabase):
        back_up(tmp_path / "salon.db", tmp_path / "saved.db")
    assert [its.name for its in tmp_path.iterdir()] == ["salon.db"]


def test_two_do_not_write_the_same_file(database: Path, tmp_path: Path) -> None:
    """The second is told; what a kill left is written over."""
    with (tmp_path / "saved.db.part").open("wb") as part:
        part.write(b"of one that was killed")
        part.flush()
        fcntl.flock(part, fcntl.LOCK_EX)
        with pytest.raises(BackupUnderWay):
            back_up(database, tmp_path / "saved.db")
    back_up(database, tmp_path / "saved.db")
    assert not (tmp_path / "saved.db.part").exists()


def test_a_backup_that_is_wrong_is_thrown_away(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether pages are torn or rows are missing; an earlier one of that name stays."""
    file = tmp_path / "saved.db"
    back_up(database, file)
    copy = copies.copy_database

    def tear(source: apsw.Connection, path: Path, **more: object) -> None:
        copy(source, path, **more)  # type: ignore[arg-type]
        with path.open("r+b") as torn:
            torn.seek(3 * 4096)
            torn.write(b"\xff" * 4096)

    def lose(source: apsw.Connection, path: Path, **more: object) -> None:
        copy(source, path, **more)  # type: ignore[arg-type]
        with closing(apsw.Connection(str(path))) as target:
            target.execute("DELETE FROM message WHERE sequence = 50")

    for harm in (tear, lose):
        monkeypatch.setattr(backups, "copy_database", harm)
        with pytest.raises((BackupWrong, StorageError)):
            back_up(database, file, replace=True)
        assert not (tmp_path / "saved.db.part").exists()
        assert len(rows(file)["message"]) == 100


def test_the_names_of_backups_sort_by_their_time(tmp_path: Path) -> None:
    """The oldest are those that go; what has another name is left alone."""
    names = [dated_name(time) for time in (1_700_000_000_000, 1_700_086_400_000, 1_800_000_000_000)]
    assert names[0] == "salon-20231114T221320Z.db"
    for name in (*reversed(names), "salon-mine.db"):
        (tmp_path / name).touch()
    assert [its.name for its in dated_backups(tmp_path)] == names
    removed = remove_surplus(dated_backups(tmp_path), 1)
    assert [its.name for its in removed] == names[:2]
    assert sorted(its.name for its in tmp_path.iterdir()) == [names[2], "salon-mine.db"]
    assert dated_backups(tmp_path / "missing") == []
