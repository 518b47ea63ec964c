"""The copies that are kept before a new version changes the database."""

import os
import re
import shutil
import stat
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from harness.lossy_disk import LossyDisk
from salon.storage import copies, progress, upgrades
from salon.storage.leftovers import sweep
from salon.storage.migrations import scripts
from salon.storage.port import Durability, NoRoomForCopy
from salon.storage.sqlite import SqliteStorage
from salon.storage.upgrades import copies_of
from salon.texts.sizes import sized

RELEASED = Path(__file__).parents[2] / "released" / "salon-0.1.db"
NAME = re.compile(rf"salon\.db\.before-{len(scripts())}-\d{{8}}T\d{{6}}Z")
PART = f"salon.db.before-{len(scripts())}.part"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Lay down what 0.1 left after a kill: the last words are in the log alone."""
    (tmp_path / "old").mkdir()
    shutil.copy(RELEASED, tmp_path / "old" / "salon.db")
    with closing(apsw.Connection(str(tmp_path / "old" / "salon.db"))) as old:
        old.execute("UPDATE message SET text = 'in the log' WHERE sequence = 3")
        shutil.copytree(tmp_path / "old", tmp_path / "data")
    assert (tmp_path / "data" / "salon.db-wal").stat().st_size > 0
    return tmp_path / "data" / "salon.db"


def test_the_copy_is_what_was_there(path: Path) -> None:
    """The old schema, and all that was in the database and its log; for this user alone."""
    SqliteStorage(path, Durability.FULL).close()
    (copy,) = copies_of(path)
    assert NAME.fullmatch(copy.name)
    with closing(apsw.Connection(str(copy), flags=apsw.SQLITE_OPEN_READONLY)) as kept:
        assert kept.pragma("user_version") == 4
        assert kept.pragma("integrity_check") == "ok"
        assert kept.execute("SELECT text FROM message WHERE sequence = 3").get == "in the log"
        assert kept.execute("SELECT count(*) FROM message").get == 30
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_is_made_when_the_schema_changes_only(path: Path, tmp_path: Path) -> None:
    """Not for a new file, nor at the next start; it stays until somebody removes it."""
    SqliteStorage(path, Durability.FULL).close()
    (copy,) = copies_of(path)
    before = copy.stat().st_mtime_ns
    SqliteStorage(path, Durability.FULL).close()
    assert copy.stat().st_mtime_ns == before
    assert sorted(file.name for file in path.parent.glob("salon.db*")) == ["salon.db", copy.name]
    (tmp_path / "new").mkdir()
    SqliteStorage(tmp_path / "new" / "salon.db", Durability.FULL).close()
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["salon.db"]


def test_without_room_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says how much is needed and how much there is."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=2, f_frsize=512))
    with pytest.raises(NoRoomForCopy) as caught:
        SqliteStorage(path, Durability.FULL)
    assert str(caught.value).startswith(f"Before it changes {path}, this version keeps a copy of it: ")
    size = sized(RELEASED.stat().st_size)
    assert f"{size} are needed, and 1.0 KiB are free" in str(caught.value)
    assert "backup.before_upgrade = 0" in str(caught.value)
    monkeypatch.undo()
    with closing(apsw.Connection(str(path))) as left:
        assert left.pragma("user_version") == 4
    assert not list(path.parent.glob("*.before-*"))


def test_a_copy_that_is_not_whole_is_thrown_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is changed without a copy; the next start makes one."""

    def fail(*_: object, **_more: object) -> None:
        raise apsw.IOError("torn")

    with monkeypatch.context() as patch:
        patch.setattr(upgrades, "copy_database", fail)
        with pytest.raises(Exception, match="torn"):
            SqliteStorage(path, Durability.FULL)
    assert not list(path.parent.glob("*.before-*"))
    path.with_name(PART).write_bytes(b"of a start that was killed")
    SqliteStorage(path, Durability.FULL).close()
    assert [*path.parent.glob("*.before-*")] == copies_of(path)


def test_the_copy_is_on_the_disk_before_anything_changes(path: Path) -> None:
    """Else a loss of power in the middle of the change could leave neither."""
    disk = LossyDisk()
    SqliteStorage(path, Durability.FULL, vfs=disk.name).close()
    (copy,) = copies_of(path)
    synced = path.with_name("synced")
    synced.write_bytes(disk.synced(str(path.with_name(PART))))
    with synced.open("r+b") as file:
        sweep(file.fileno(), 4096)  # that does not go through SQLite, nor through this disk
    assert synced.read_bytes() == copy.read_bytes()
    disk.unregister()


def test_a_long_copy_tells_how_far_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In percent, now and then."""
    monkeypatch.setattr(copies, "STEP_PAGES", 6)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_WORDS", 0.0)
    with caplog.at_level("INFO"):
        SqliteStorage(path, Durability.FULL).close()
    told = [record.getMessage() for record in caplog.records]
    assert told[:2] == [
        "copying the database before its schema changes: 55 %",
        "copying the database before its schema changes: 100 %",
    ]
    assert [text for text in told if NAME.search(text)]


def test_so_many_copies_are_kept(path: Path) -> None:
    """The newest; what has no date in its name is somebody else's, or of an earlier version."""
    path.with_name("salon.db.before-7").write_bytes(b"of 0.2.0")
    older = [path.with_name(f"salon.db.before-9-2026010{day}T000000Z") for day in (3, 1, 2)]
    for copy in older:
        copy.write_bytes(b"older")
    SqliteStorage(path, Durability.FULL, copies=2).close()
    assert len(copies_of(path)) == 2
    assert copies_of(path)[0] == older[0]
    assert path.with_name("salon.db.before-7").exists()


def test_no_copy_is_made_where_none_is_wanted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then a full disk does not keep the server from starting."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=2, f_frsize=512))
    SqliteStorage(path, Durability.FULL, copies=0).close()
    assert copies_of(path) == []
