"""A backup takes the place of the database, which is kept; and the numbers go on from the higher ones."""

import shutil
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.storing import said, sequences, write
from salon.storage import restores
from salon.storage.backup_failures import (
    BackupDamaged,
    BackupNewer,
    NoBackup,
    NotRestorable,
    RestoreOntoItself,
)
from salon.storage.backups import back_up
from salon.storage.port import DatabaseInUse, Durability
from salon.storage.restores import inspect, put_back
from salon.storage.sqlite import SqliteStorage

RELEASED = Path(__file__).parents[2] / "released" / "salon-0.1.db"
NOW = 1_700_000_000_000
KEPT = "salon.db.replaced-20231114T221320Z"


def open_storage(database: Path) -> SqliteStorage:
    """Open the storage on a database."""
    return SqliteStorage(database, Durability.PROCESS)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Make a database with ten messages, a backup of it, and ten messages more."""
    (tmp_path / "data").mkdir()
    database = tmp_path / "data" / "salon.db"
    with closing(open_storage(database)) as storage:
        write(storage, *(said(sequence) for sequence in range(1, 11)))
    back_up(database, tmp_path / "saved.db")
    with closing(open_storage(database)) as storage:
        write(storage, *(said(sequence) for sequence in range(11, 21)))
    return database


@pytest.fixture
def saved(database: Path, tmp_path: Path) -> Path:
    """Return the backup."""
    del database
    return tmp_path / "saved.db"


def test_a_backup_takes_the_place(database: Path, saved: Path) -> None:
    """What was there is kept, whole, under the name that is returned; nothing else is left."""
    before = saved.read_bytes()
    kept = put_back(saved, database, NOW)
    assert kept == database.with_name(KEPT)
    for path, count in ((database, 10), (kept, 20)):
        with closing(open_storage(path)) as storage:
            assert list(sequences(storage)) == [*range(1, count + 1)]
    assert saved.read_bytes() == before
    assert {its.name for its in database.parent.iterdir()} == {"salon.db", KEPT}
    assert database.stat().st_mode & 0o777 == 0o600


def test_no_number_is_given_out_again(database: Path, saved: Path) -> None:
    """Clients know messages, channels and people of after the backup by their numbers."""
    with closing(open_storage(database)) as storage:
        before = storage.load()
    put_back(saved, database, NOW)
    with closing(open_storage(database)) as storage:
        after = storage.load()
    assert (after.identity, after.secret) == (before.identity, before.secret)
    assert after.sequence == before.sequence == 20
    assert after.epoch > before.epoch


def test_the_numbers_of_another_server_do_not_matter(saved: Path, tmp_path: Path) -> None:
    """Its messages have another identity."""
    other = tmp_path / "other.db"
    with closing(open_storage(other)) as storage:
        write(storage, said(1_000))
    put_back(saved, other, NOW)
    with closing(open_storage(other)) as storage:
        assert storage.load().sequence == 10


def test_where_nothing_was_nothing_is_kept(saved: Path, tmp_path: Path) -> None:
    """As on a new machine; a log without its database is set aside, for it is not that of the new one."""
    database = tmp_path / "new.db"
    (tmp_path / "new.db-wal").write_bytes(b"of another")
    assert put_back(saved, database, NOW) is None
    assert (tmp_path / "new.db.replaced-20231114T221320Z-wal").read_bytes() == b"of another"
    with closing(open_storage(database)) as storage:
        assert len(sequences(storage)) == 10


def test_a_damaged_database_gives_way_too(database: Path, saved: Path) -> None:
    """It is kept as it is, and its log with it."""
    database.write_bytes(b"torn " * 1_000)
    database.with_name("salon.db-wal").write_bytes(b"torn, too")
    kept = put_back(saved, database, NOW)
    assert kept is not None
    assert kept.read_bytes().startswith(b"torn ")
    assert kept.with_name(f"{KEPT}-wal").read_bytes() == b"torn, too"
    with closing(open_storage(database)) as storage:
        assert len(sequences(storage)) == 10


def test_what_a_kill_left_does_not_get_in(database: Path, saved: Path) -> None:
    """Least of all the log of another file."""
    shutil.copy(database, database.with_name("salon.db.restored"))
    database.with_name("salon.db.restored-wal").write_bytes(b"of another")
    put_back(saved, database, NOW)
    assert {its.name for its in database.parent.iterdir()} == {"salon.db", KEPT}


def test_a_server_that_runs_keeps_its_database(database: Path, saved: Path) -> None:
    """Even where it does not hold the directory."""
    with closing(open_storage(database)) as storage:
        with pytest.raises(DatabaseInUse):
            put_back(saved, database, NOW)
        write(storage, said(21))
    with pytest.raises(RestoreOntoItself):
        put_back(database, database, NOW)


def test_a_disk_without_hard_links_will_do(
    database: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is renamed then."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    kept = put_back(saved, database, NOW)
    assert kept is not None
    assert kept.exists()
    with closing(open_storage(database)) as storage:
        assert len(sequences(storage)) == 10


def test_only_what_can_be_restored_is_let_through(saved: Path, tmp_path: Path) -> None:
    """Each other file is told what it is."""
    contents = inspect(saved)
    assert (contents.messages, contents.last) == (10, 10)
    assert inspect(RELEASED).schema == 4

    def made(name: str, statement: str = "", torn: int = 0) -> Path:
        path = tmp_path / name
        shutil.copy(saved, path)
        if statement:
            with closing(apsw.Connection(str(path))) as connection:
                connection.execute(statement)
        if torn:
            with path.open("r+b") as file:
                file.seek(torn)
                file.write(b"\xff" * 4096)
        return path

    (tmp_path / "letter").write_text("Dear Bob, " * 500, "utf-8")
    (tmp_path / "empty").touch()
    orphan = "INSERT INTO channel_mode (channel, letter, value) VALUES (99, 'n', '')"
    for file, error in (
        (tmp_path / "missing", NoBackup),
        (tmp_path, NotRestorable),
        (tmp_path / "letter", NotRestorable),
        (tmp_path / "empty", NotRestorable),
        (made("other", "PRAGMA application_id = 7"), NotRestorable),
        (made("newer", "PRAGMA user_version = 999"), BackupNewer),
        (made("torn", torn=3 * 4096), BackupDamaged),
        (made("orphan", orphan), BackupDamaged),
    ):
        with pytest.raises(error):
            inspect(file)


def test_one_name_has_a_whole_database_at_each_moment(
    database: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step fails, the database is still there."""

    def fail(_: Path) -> None:
        raise OSError(5, "the disk is gone")

    monkeypatch.setattr(restores, "sync_directory", lambda _: None)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: fail(database))
        with pytest.raises(Exception, match="disk"):
            put_back(saved, database, NOW)
    with closing(open_storage(database)) as storage:
        assert len(sequences(storage)) == 20
