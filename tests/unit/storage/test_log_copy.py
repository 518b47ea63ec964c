"""What is copied from the write-ahead log, and when the file is whole without it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from salon.storage.leftovers import Leftovers
from salon.storage.log_copy import LogCopy
from salon.storage.watch import DatabaseFile


@pytest.fixture
def file(tmp_path: Path) -> Iterator[DatabaseFile]:
    """Hold the file of a database."""
    with closing(DatabaseFile(tmp_path / "x.db")) as held:
        yield held


@pytest.fixture
def connection(tmp_path: Path, file: DatabaseFile) -> Iterator[apsw.Connection]:
    """Open a database with a log that nobody else copies; it is closed before its file."""
    assert (tmp_path / "x.db").stat().st_ino == file.inode
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as opened:
        opened.pragma("journal_mode", "wal")
        opened.pragma("wal_autocheckpoint", 0)
        opened.execute("CREATE TABLE t (x)")
        yield opened


@pytest.fixture
def copy(connection: apsw.Connection, file: DatabaseFile) -> LogCopy:
    """Make the copy of its log."""
    return LogCopy(connection, Leftovers(connection, file))


def test_a_file_is_whole_once_all_is_copied(connection: apsw.Connection, copy: LogCopy) -> None:
    """It stays so while more is written to the log, which is begun anew then."""
    assert copy.look() == copy.frames > 0
    assert not copy.is_whole  # what the last run has copied is not known
    copy.make()
    assert (copy.look(), copy.is_whole) == (0, True)
    connection.execute("INSERT INTO t VALUES (1)")
    assert (copy.look(), copy.is_whole) == (1, True)


def test_somebody_who_reads_keeps_pages_back(
    connection: apsw.Connection, copy: LogCopy, tmp_path: Path
) -> None:
    """The file is whole again when all of them are copied."""
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM t").fetchall()
        connection.execute("INSERT INTO t VALUES (1)")
        copy.make()
        assert (copy.look(), copy.is_whole) == (1, False)
    copy.make()
    assert (copy.look(), copy.is_whole) == (0, True)


def test_another_program_that_copies(connection: apsw.Connection, copy: LogCopy, tmp_path: Path) -> None:
    """How far it came is not known."""
    copy.make()
    connection.execute("INSERT INTO t VALUES (1)")
    assert copy.look() == 1
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as other:
        other.execute("PRAGMA wal_checkpoint").fetchall()
    assert (copy.look(), copy.is_whole) == (0, False)
    copy.make()
    assert copy.is_whole


def test_a_log_is_emptied_once_nobody_reads(
    connection: apsw.Connection, copy: LogCopy, tmp_path: Path
) -> None:
    """It waits for them as long as it is told to; then the file is whole."""
    log = tmp_path / "x.db-wal"
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM t").fetchall()
        connection.execute("INSERT INTO t VALUES (1)")
        assert not copy.cut(1)
        assert log.stat().st_size
    assert copy.cut(1)
    assert (log.stat().st_size, copy.look(), copy.frames, copy.is_whole) == (0, 0, 0, True)
