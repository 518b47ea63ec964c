"""When the write-ahead log is cut off."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from salon.storage.leftovers import Leftovers
from salon.storage.log_copy import LogCopy
from salon.storage.log_cut import CUT_SECONDS, LogCut
from salon.storage.watch import DatabaseFile


def test_it_is_cut_once_for_many_changes(tmp_path: Path) -> None:
    """Only where something was deleted, and not more often than every some seconds."""
    path, now = tmp_path / "x.db", [0.0]
    log = path.with_name("x.db-wal")
    with closing(DatabaseFile(path)) as file, closing(apsw.Connection(str(path))) as connection:
        connection.pragma("journal_mode", "wal")
        cut = LogCut(LogCopy(connection, Leftovers(connection, file)), path, lambda: now[0])
        connection.execute("CREATE TABLE t (x)")
        assert not cut.make_if_due()
        now[0] += CUT_SECONDS
        assert cut.make_if_due()
        assert log.stat().st_size == 0
        connection.execute("INSERT INTO t VALUES (1)")
        now[0] += CUT_SECONDS
        assert not cut.make_if_due()
        assert log.stat().st_size
        cut.note()
        assert cut.make_if_due()
        assert log.stat().st_size == 0


def test_at_once_or_it_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """For somebody who is erased; where another program reads, later."""
    path, now = tmp_path / "x.db", [0.0]
    with (
        closing(DatabaseFile(path)) as file,
        closing(apsw.Connection(str(path))) as connection,
        closing(apsw.Connection(str(path))) as other,
    ):
        connection.pragma("journal_mode", "wal")
        connection.execute("CREATE TABLE t (x)")
        cut = LogCut(LogCopy(connection, Leftovers(connection, file)), path, lambda: now[0])
        cut.make()
        assert not caplog.messages
        connection.execute("INSERT INTO t VALUES (1)")
        other.execute("BEGIN")
        other.execute("SELECT * FROM t").fetchall()
        connection.execute("INSERT INTO t VALUES (2)")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("salon.storage.log_cut.BUSY_MILLISECONDS", 1)
            cut.make()
        assert ["x.db" in message for message in caplog.messages] == [True]
        other.execute("COMMIT")
        now[0] += CUT_SECONDS
        assert cut.make_if_due()
