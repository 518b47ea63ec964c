"""The database's file beside SQLite: one server's, and watched."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.storing import said, write
from salon.storage import sqlite
from salon.storage.port import DatabaseInUse, DatabaseLost, DatabaseReplaced, Durability
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


# --- another database in its place ---------------------------------------------------------------


def overwrite(path: Path, content: bytes) -> None:
    """Write into the file itself, as `cp` does, and have its size and time be what they were."""
    known = path.stat()
    path.write_bytes(content.ljust(known.st_size, b"\0"))
    os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))


def copied(storage: SqliteStorage) -> None:
    """Have all that was said copied from the log into the database."""
    storage._log_copy.make()
    storage.tidy(idle=True)


def assert_replaced(storage: SqliteStorage, tmp_path: Path) -> None:
    """Assert that it is found, that nothing more is written, and that the log harms nobody."""
    before = (tmp_path / "salon.db").read_bytes()
    with pytest.raises(DatabaseReplaced) as caught:
        storage.tidy(idle=True)
    old = tmp_path / "salon.db-wal.old"
    assert caught.value.fields == {"path": str(tmp_path / "salon.db"), "log": str(old)}
    storage.close()
    assert (tmp_path / "salon.db").read_bytes() == before
    assert old.exists()
    assert not (tmp_path / "salon.db-wal").exists()


def test_another_database_is_found(storage: SqliteStorage, tmp_path: Path) -> None:
    """Written into the file, it looks the same from outside; the next start goes on with it."""
    other = tmp_path / "other.db"
    with closing(SqliteStorage(other, Durability.FULL)) as another:
        another.load()
        write(another, *(said(number) for number in range(1, 4)))
    write(storage, said(1))
    overwrite(tmp_path / "salon.db", other.read_bytes())
    assert_replaced(storage, tmp_path)
    with closing(SqliteStorage(tmp_path / "salon.db", Durability.FULL)) as again:
        assert again.load().sequence == 3


def test_an_older_copy_is_found(storage: SqliteStorage, tmp_path: Path) -> None:
    """Of this very run, too; with what it has not, commits would go on upon nothing."""
    write(storage, said(1))
    copied(storage)
    content = (tmp_path / "salon.db").read_bytes()
    write(storage, said(2))
    copied(storage)
    overwrite(tmp_path / "salon.db", content)
    assert_replaced(storage, tmp_path)


def test_a_database_of_another_program_is_found(storage: SqliteStorage, tmp_path: Path) -> None:
    """It has not the tables that are looked for."""
    with closing(apsw.Connection(str(tmp_path / "other.db"))) as other:
        other.execute("CREATE TABLE shopping (item)")
    overwrite(tmp_path / "salon.db", (tmp_path / "other.db").read_bytes())
    assert_replaced(storage, tmp_path)


def test_a_file_of_the_same_name_is_found(storage: SqliteStorage, tmp_path: Path) -> None:
    """Though its content is the same, what is said would go into the other."""
    write(storage, said(1))
    shutil.copy(tmp_path / "salon.db", tmp_path / "copy")
    (tmp_path / "copy").replace(tmp_path / "salon.db")
    assert_replaced(storage, tmp_path)


def test_a_log_copied_by_another_program_is_no_loss(storage: SqliteStorage, tmp_path: Path) -> None:
    """It is what this program does itself; nor is a file that was touched, or made readable to a group."""
    write(storage, said(1))
    with closing(apsw.Connection(str(tmp_path / "salon.db"))) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    storage.tidy(idle=True)
    os.utime(tmp_path / "salon.db")
    storage.tidy(idle=True)
    (tmp_path / "salon.db").chmod(0o640)
    storage.tidy(idle=True)
    write(storage, said(2))
    storage.tidy(idle=True)


def test_a_reader_at_the_start_is_no_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps the marks of the run from the file for a while; once they are there, they are looked at."""
    monkeypatch.setattr(sqlite, "LOOK_SECONDS", 0.0)
    path = tmp_path / "salon.db"
    with closing(SqliteStorage(path, Durability.FULL)) as first:
        first.load()
        write(first, said(1))
    content = path.read_bytes()
    with closing(apsw.Connection(str(path))) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM message").fetchone()
        storage = SqliteStorage(path, Durability.FULL)
        storage.load()
        write(storage, said(2))
        storage.tidy(idle=True)
        other.execute("COMMIT")
    copied(storage)
    overwrite(path, content)
    assert_replaced(storage, tmp_path)


def test_readers_that_keep_pages_from_the_file_are_no_loss(
    storage: SqliteStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file grows in pieces then, and is not whole for a while; afterwards, it is looked at again."""
    monkeypatch.setattr(sqlite, "IDLE_FRAMES", 1)
    path, number = tmp_path / "salon.db", 0
    for _ in range(20):
        number += 2
        # The first page tells then that the file has grown by another.
        write(storage, said(number - 1, "x" * 3_000))
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM message").fetchone()
            # This is on that other page, which is not copied.
            write(storage, said(number))
            storage.tidy(idle=True)
            storage.tidy(idle=True)
    copied(storage)
    content = path.read_bytes()
    write(storage, said(number + 1))
    copied(storage)
    overwrite(path, content)
    assert_replaced(storage, tmp_path)


def test_a_look_without_a_descriptor_left_is_made_later(
    storage: SqliteStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be opened now is not lost; nor is it forgotten."""
    write(storage, said(1))
    copied(storage)
    overwrite(tmp_path / "salon.db", b"SQLite format 3\0")
    with monkeypatch.context() as patched:
        patched.setattr(apsw, "Connection", _no_descriptor)
        storage.tidy(idle=True)
    assert_replaced(storage, tmp_path)


def _no_descriptor(*_: object, **__: object) -> apsw.Connection:
    raise apsw.CantOpenError("unable to open database file")
