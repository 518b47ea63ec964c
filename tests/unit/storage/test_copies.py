"""A database is copied as it is at one moment, in steps, while others write to it."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from salon.storage import copies
from salon.storage.backup_failures import NoRoomForBackup
from salon.storage.copies import contents_of, copy_database, open_to_read, snapshot

ROWS = 4_000
NUMBERS = """
    WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT ?)
    INSERT INTO a SELECT x, hex(zeroblob(200)) FROM n
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Give a database of more than a step that somebody else has open, with a log."""
    path = tmp_path / "a.db"
    with closing(apsw.Connection(str(path))) as writer:
        writer.pragma("journal_mode", "wal")
        writer.execute("CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT)")
        writer.execute(NUMBERS, (ROWS,))
        yield path


def part(path: Path) -> Path:
    """Make the empty file of the copy."""
    copy = path.with_name("copy")
    copy.touch()
    return copy


def count(path: Path) -> int:
    """Return how many rows a database has."""
    with closing(open_to_read(path, fixed=True)) as connection:
        assert connection.pragma("integrity_check") == "ok"
        rows: int = connection.execute("SELECT count(*) FROM a").get
        return rows


def test_a_copy_is_of_one_moment(path: Path) -> None:
    """What others commit meanwhile is not in it, and does not make it begin anew."""
    told: list[int] = []
    with closing(apsw.Connection(str(path))) as writer, closing(open_to_read(path)) as source:

        def progress(percent: int) -> None:
            told.append(percent)
            writer.execute("INSERT INTO a (y) VALUES ('later')")

        with snapshot(source):
            copy_database(source, part(path), progress=progress)
    assert count(path.with_name("copy")) == ROWS
    assert count(path) == ROWS + len(told)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 100


def test_it_rests_between_the_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In proportion to how long a step took: a disk that is slow has more to do."""
    now = iter(range(0, 1_000, 3))
    rests: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: float(next(now)), sleep=rests.append)
    monkeypatch.setattr(copies, "time", clock)
    with closing(open_to_read(path)) as source, snapshot(source):
        copy_database(source, part(path), rest=2.0)
    assert set(rests) == {6.0}


def test_it_leaves_the_server_its_room(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up meanwhile ends the copy while there is something left."""
    free = iter([10_000, 900, 900])
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=next(free), f_frsize=1024))
    with closing(open_to_read(path)) as source, snapshot(source), pytest.raises(NoRoomForBackup) as caught:
        copy_database(source, part(path), reserve=500 * 1024)
    assert "900.0 KiB are free" in str(caught.value)


def test_nothing_is_changed_by_a_look(path: Path, tmp_path: Path) -> None:
    """Not by the last one to look either: how the last run ended can be seen from the log."""
    (tmp_path / "killed").mkdir()
    for name in ("a.db", "a.db-wal"):
        (tmp_path / "killed" / name).write_bytes(path.with_name(name).read_bytes())
    killed = tmp_path / "killed" / "a.db"
    with closing(open_to_read(killed)) as connection:
        assert contents_of(connection).rows == {"a": ROWS}
    for name in ("a.db", "a.db-wal"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_a_file_by_itself_is_read_where_nobody_can_write(path: Path) -> None:
    """No file is made beside it."""
    with closing(open_to_read(path)) as source, snapshot(source):
        copy_database(source, part(path))
    alone = path.parent / "alone"
    alone.mkdir()
    path.with_name("copy").rename(alone / "copy")
    with closing(open_to_read(alone / "copy", fixed=True)) as connection:
        assert connection.execute("SELECT count(*) FROM a").get == ROWS
        assert [file.name for file in alone.iterdir()] == ["copy"]
