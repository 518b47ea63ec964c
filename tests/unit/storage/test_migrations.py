"""Numbered scripts: each applied once, whole, and never to a file that is not ours."""

import apsw
import pytest

from salon.storage import migrations
from salon.storage.migrations import APPLICATION, check, is_current, migrate, scripts
from salon.storage.port import NewerDatabase, NotADatabase

FIRST = "PRAGMA application_id = 0x53616c6f; CREATE TABLE a (x); INSERT INTO a VALUES (1)"
SECOND = "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1"


@pytest.fixture
def connection() -> apsw.Connection:
    """Open an empty database."""
    return apsw.Connection(":memory:")


def use(monkeypatch: pytest.MonkeyPatch, *texts: str) -> None:
    """Have these scripts be all that there are."""
    monkeypatch.setattr(migrations, "scripts", lambda: texts)


def test_the_scripts_make_a_database_of_salon(connection: apsw.Connection) -> None:
    """The real scripts are numbered without a gap, and lead to a database that passes the check."""
    assert len(scripts()) >= 1
    assert not is_current(connection)
    migrate(connection)
    assert connection.pragma("user_version") == len(scripts())
    assert is_current(connection)
    assert connection.pragma("application_id") == APPLICATION
    assert connection.pragma("integrity_check") == "ok"
    check(connection, "x")
    migrate(connection)


def test_every_table_is_strict(connection: apsw.Connection) -> None:
    """No column takes a value of another type."""
    migrate(connection)
    tables = connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%'"
    )
    assert {strict for _, strict in tables} == {1}


def test_only_what_is_missing_is_applied(
    connection: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database of an earlier version is brought to this one with what is in it."""
    use(monkeypatch, FIRST)
    migrate(connection)
    use(monkeypatch, FIRST, SECOND)
    check(connection, "x")
    migrate(connection)
    assert list(connection.execute("SELECT * FROM a")) == [(1, 2)]
    assert connection.pragma("user_version") == 2


def test_a_script_that_fails_leaves_nothing(
    connection: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do those before it: a start that is interrupted changes nothing, and can be tried again."""
    use(monkeypatch, FIRST, SECOND + "; DROP TABLE missing")
    with pytest.raises(apsw.SQLError):
        migrate(connection)
    assert connection.execute("SELECT count(*) FROM sqlite_schema").get == 0
    assert connection.pragma("user_version") == 0
    use(monkeypatch, FIRST, SECOND)
    migrate(connection)
    assert list(connection.execute("SELECT * FROM a")) == [(1, 2)]


def test_a_newer_database_is_refused(connection: apsw.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names both numbers."""
    use(monkeypatch, FIRST, SECOND)
    migrate(connection)
    use(monkeypatch, FIRST)
    with pytest.raises(NewerDatabase) as caught:
        check(connection, "/data/salon.db")
    assert caught.value.fields == {"path": "/data/salon.db", "version": 2, "known": 1}


@pytest.mark.parametrize(
    "made", ["CREATE TABLE a (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 1"], ids=str
)
def test_another_programs_database_is_refused(connection: apsw.Connection, made: str) -> None:
    """What anybody else has made something of is not ours."""
    connection.execute(made)
    with pytest.raises(NotADatabase):
        check(connection, "x")


def test_an_empty_database_is_taken(connection: apsw.Connection) -> None:
    """A first start that was killed before the first script leaves one."""
    check(connection, "x")


def test_what_accounts_have_said_is_found_by_their_numbers(
    connection: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Script 11: it was by their names before; of a name that is gone nothing is known."""
    own, up_to = scripts(), 10
    use(monkeypatch, *own[:up_to])
    migrate(connection)
    connection.execute("INSERT INTO account VALUES (7, 'zoe', '', 1, '', 1, 0, 0, '', 'default')")
    said = (
        "INSERT INTO message (time, kind, nick, username, host, account, bot, target, recipient_account,"
        " rank, text, tags, person, recipient, conversation)"
        " VALUES (1, 'privmsg', 'x', 'u', 'h', ?, 0, 'y', ?, 0, 'psst', '', ?, ?, ?)"
    )
    for row in (("zoe", None, 3, 4, "#4 @zoe"), (None, "zoe", 4, 3, "#4 @zoe"), ("old", None, 5, 6, "@old")):
        connection.execute(said, row)
    use(monkeypatch, *own[: up_to + 1])
    migrate(connection)
    found = connection.execute(
        "SELECT author, recipient_account, conversation FROM message ORDER BY sequence"
    )
    assert list(found) == [(7, 0, "#4 @7"), (0, 7, "#4 @7"), (0, 0, "#5 #6")]


def test_an_act_whose_undoing_was_undone_is_in_force(
    connection: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Script 24: until then it stayed undone for ever."""
    own, up_to = scripts(), 23
    use(monkeypatch, *own[:up_to])
    migrate(connection)
    noted = (
        "INSERT INTO act (channel, name, nick, account, kind, target, detail, reason, until, time, reversal,"
        " undoes, undone) VALUES (NULL, '#a', 'ann', '', 'ban', '', '', '', 0, 0, '', ?, ?)"
    )
    # The second undid the first, the third the second; the fifth the fourth.
    for row in ((0, 1), (1, 1), (2, 0), (0, 1), (4, 0), (0, 0)):
        connection.execute(noted, row)
    use(monkeypatch, *own[: up_to + 1])
    migrate(connection)
    assert [undone for (undone,) in connection.execute("SELECT undone FROM act ORDER BY id")] == [
        *(0, 1, 0, 1, 0, 0)
    ]
