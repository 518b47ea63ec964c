"""Additions to a database: all of them or nothing, after what is there, and by nobody who is here."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from salon.core.account_events import AccountRegistered
from salon.storage.backup_failures import NoFounder
from salon.storage.imports import AT_ONCE, SpokenLine, importing
from salon.storage.port import Durability, NotADatabase
from salon.storage.sqlite import SqliteStorage

RELEASED = Path(__file__).parents[2] / "released"
HELLO = SpokenLine(1_000, "#Tea", "privmsg", "bob", "hello")


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask the database."""
    with closing(apsw.Connection(str(path))) as connection:
        return list(connection.execute(sql))


def test_additions_that_fail_leave_nothing(tmp_path: Path) -> None:
    """Neither lines nor channels."""
    path = tmp_path / "salon.db"

    def lines() -> Iterator[SpokenLine]:
        yield from [HELLO] * (AT_ONCE + 1)
        raise RuntimeError

    with pytest.raises(RuntimeError), importing(path, str.lower, "", 5) as addition:
        addition.add(lines())
    assert rows(path, "SELECT * FROM message") == rows(path, "SELECT * FROM channel") == []


def test_a_new_channel_sleeps_until_somebody_enters_it(tmp_path: Path) -> None:
    """As one in which something was said, and which all have left."""
    path = tmp_path / "salon.db"
    with importing(path, str.lower, "", 5) as addition:
        assert addition.last_time == 0
        addition.add([HELLO, HELLO._replace(channel="#tEA", time=1_001)])
    assert rows(path, "SELECT name, created, owner, emptied FROM channel") == [("#Tea", 1_000, 0, 5)]
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        stored = storage.load()
        assert [(its.name, its.said) for its in stored.channels] == [("#Tea", True)]
        assert stored.sequence == 2
    with importing(path, str.lower, "", 5) as addition:
        assert addition.last_time == 1_001


def test_a_founder_gets_new_channels(tmp_path: Path) -> None:
    """By name, whatever its capitals; an account that is not there gets none."""
    path = tmp_path / "salon.db"
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        storage.prepare([AccountRegistered(7, "Alice", "x", 0)]).write()
    with importing(path, str.lower, "alice", 5) as addition:
        addition.add([HELLO])
    assert rows(path, "SELECT owner FROM channel") == [(7,)]
    with pytest.raises(NoFounder), importing(path, str.lower, "bob", 5):
        pass


def test_what_was_said_in_a_closed_channel_stays_within_it(tmp_path: Path) -> None:
    """An import into a closed channel is for those who were let in."""
    path = tmp_path / "salon.db"
    with closing(SqliteStorage(path, Durability.PROCESS)), closing(apsw.Connection(str(path))) as connection:
        connection.execute("INSERT INTO channel (id, name, created, closure) VALUES (1, '#tea', 0, 1)")
    with importing(path, str.lower, "", 5) as addition:
        addition.add([HELLO])
    assert rows(path, "SELECT closed FROM message") == [(1,)]


def test_a_dry_run_makes_no_database(tmp_path: Path) -> None:
    """It is tried where nothing stays."""
    path = tmp_path / "salon.db"
    with importing(path, str.lower, "", 5, keep=False) as addition:
        addition.add([HELLO])
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_does_not_bring_a_database_up_to_date(tmp_path: Path) -> None:
    """What is tried on a copy of it counts with what is there."""
    path = tmp_path / "salon.db"
    shutil.copy(RELEASED / "salon-0.3.db", path)
    before = path.read_bytes()
    with importing(path, str.lower, "", 5, keep=False) as addition:
        assert addition.last_time > 0
        addition.add([HELLO._replace(time=addition.last_time + 1)])
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_dry_run_names_the_database_that_it_leaves_alone(tmp_path: Path) -> None:
    """Another program's is refused under its own name, not that of a copy."""
    path = tmp_path / "salon.db"
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("CREATE TABLE a (x)")
    with pytest.raises(NotADatabase) as refused, importing(path, str.lower, "", 5, keep=False):
        pass
    assert refused.value.fields == {"path": str(path)}
    assert list(tmp_path.iterdir()) == [path]
