"""The database is taken away, cut short or opened by another while the server runs; its log, after a kill."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from harness.salon_process import SalonProcess, messages, try_to_serve


def overwrite(path: Path) -> None:
    """Write something else over the beginning."""
    with path.open("r+b") as file:
        file.write(b"a shopping list, say")


def replace(path: Path) -> None:
    """Put a copy in the place, as an editor or a backup program would."""
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)


LOSSES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "removed": ("salon.db", Path.unlink),
    "moved": ("salon.db", lambda path: path.rename(path.with_name("elsewhere"))),
    "emptied": ("salon.db", lambda path: os.truncate(path, 0)),
    "cut short": ("salon.db", lambda path: os.truncate(path, path.stat().st_size - 4096)),
    "overwritten": ("salon.db", overwrite),
    "log removed": ("salon.db-wal", Path.unlink),
    "log emptied": ("salon.db-wal", lambda path: os.truncate(path, 0)),
    "index removed": ("salon.db-shm", Path.unlink),
}


@pytest.mark.parametrize(("name", "lose"), LOSSES.values(), ids=LOSSES)
def test_a_lost_database_ends_the_server(tmp_path: Path, name: str, lose: Callable[[Path], object]) -> None:
    """Even where nobody says anything: it ends as when the disk fails, and names the file."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :kept")
        assert messages(alice.settle()) == ["kept"]
        lose(salon.database.with_name(name))
        assert salon.wait_end() == 1
        assert f"data/{name} was removed, moved, replaced or cut short" in salon.log
        assert alice.wait_closed()[-1] == "ERROR :Closing link: The server cannot write to its disk"


def write_over(path: Path) -> None:
    """Copy the database of another server into the file, as `cp` does."""
    (path.parent.parent / "other").mkdir()
    with SalonProcess(path.parent.parent / "other") as other:
        other.enter("zoe", "#other").send("TOPIC #other :another")
    path.write_bytes(other.database.read_bytes())


@pytest.mark.parametrize("put", [replace, write_over])
def test_another_database_in_its_place_ends_the_server(tmp_path: Path, put: Callable[[Path], object]) -> None:
    """It says what to do; the next start goes on with what is there, whole."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :kept")
        assert messages(alice.settle()) == ["kept"]
        put(salon.database)
        assert salon.wait_end() == 1
        assert "put another database in the place of" in salon.log
        assert alice.wait_closed()[-1] == "ERROR :Closing link: The server cannot write to its disk"
    with SalonProcess(tmp_path) as salon:
        salon.enter("alice", "#c")
    with closing(sqlite3.connect(salon.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert salon.database.with_name("salon.db-wal.old").exists()


def test_what_is_put_back_is_whole(tmp_path: Path) -> None:
    """The log was left as it was, so nothing is lost by moving the database there and back."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :kept")
        assert messages(alice.settle()) == ["kept"]
        salon.database.rename(tmp_path / "elsewhere")
        assert salon.wait_end() == 1
    (tmp_path / "elsewhere").rename(salon.database)
    with SalonProcess(tmp_path) as salon:
        assert messages(salon.enter("alice", caps="server-time").join("#c")) == ["kept"]


def test_a_backup_is_no_loss(tmp_path: Path) -> None:
    """A program that reads the database, as in the guide, and goes, is none of this."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        for text in ("one", "two"):
            alice.send(f"PRIVMSG #c :{text}")
            assert messages(alice.settle()) == [text]
            with (
                closing(sqlite3.connect(salon.database)) as database,
                closing(sqlite3.connect(tmp_path / "copy")) as copy,
            ):
                database.backup(copy)
        salon.stop()
        assert "cut short" not in salon.log
    # The copy is of a server that ran; that is nothing to warn of.
    (tmp_path / "copy").replace(salon.database)
    with SalonProcess(tmp_path) as salon:
        assert messages(salon.enter("alice", caps="server-time").join("#c")) == ["one", "two"]
        assert "cleanly" not in salon.log


def test_a_second_server_without_the_lock(tmp_path: Path) -> None:
    """Somebody removed the file of the lock: the database is locked by itself."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        salon.database.with_name("salon.lock").unlink()
        ended = try_to_serve(tmp_path)
        assert ended.code == 1
        assert f"Another server has the database {salon.database.relative_to(tmp_path)} open" in ended.log
        alice.send("PRIVMSG #c :still here")
        assert messages(alice.settle()) == ["still here"]


@pytest.mark.parametrize("log", ["there", "removed"])
def test_a_kill_is_told(tmp_path: Path, log: str) -> None:
    """The next start says so, and what it means when the log has gone; the one after that says nothing."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#c", caps="echo-message")
        alice.send("PRIVMSG #c :kept")
        alice.settle()
        salon.kill()
    if log == "removed":
        salon.database.with_name("salon.db-wal").unlink()
    with SalonProcess(tmp_path) as salon:
        assert "was not stopped cleanly the last time" in salon.log
        assert ("salon.db-wal is not there, though" in salon.log) == (log == "removed")
    with SalonProcess(tmp_path) as salon:
        assert "cleanly" not in salon.log
