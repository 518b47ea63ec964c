"""What is copied from the write-ahead log, and when the file is whole without it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from salon.storage.log_copy import LogCopy


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[apsw.Connection]:
    """Open a database with a log that nobody else copies."""
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as opened:
        opened.pragma("journal_mode", "wal")
        opened.pragma("wal_autocheckpoint", 0)
        opened.execute("CREATE TABLE t (x)")
        yield opened


def test_a_file_is_whole_once_all_is_copied(connection: apsw.Connection) -> None:
    """It stays so while more is written to the log, which is begun anew then."""
    copy = LogCopy(connection)
    assert copy.look() == copy.frames > 0
    assert not copy.is_whole  # what the last run has copied is not known
    copy.make()
    assert (copy.look(), copy.is_whole) == (0, True)
    connection.execute("INSERT INTO t VALUES (1)")
    assert (copy.look(), copy.is_whole) == (1, True)


def test_somebody_who_reads_keeps_pages_back(connection: apsw.Connection, tmp_path: Path) -> None:
    """The file is whole again when all of them are copied."""
    copy = LogCopy(connection)
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM t").fetchall()
        connection.execute("INSERT INTO t VALUES (1)")
        copy.make()
        assert (copy.look(), copy.is_whole) == (1, False)
    copy.make()
    assert (copy.look(), copy.is_whole) == (0, True)


def test_another_program_that_copies(connection: apsw.Connection, tmp_path: Path) -> None:
    """How far it came is not known."""
    copy = LogCopy(connection)
    copy.make()
    connection.execute("INSERT INTO t VALUES (1)")
    assert copy.look() == 1
    with closing(apsw.Connection(str(tmp_path / "x.db"))) as other:
        other.execute("PRAGMA wal_checkpoint").fetchall()
    assert (copy.look(), copy.is_whole) == (0, False)
    copy.make()
    assert copy.is_whole
