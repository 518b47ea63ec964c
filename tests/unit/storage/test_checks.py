"""What is wrong in a database is found: structure, what refers to what, numbers, names; and its growth."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.storing import said, write
from salon.core.names import casemapping
from salon.storage import checks
from salon.storage.checks import DAY, USUAL_BYTES, growth_of, notes_on, problems_of
from salon.storage.copies import open_to_read
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage

RELEASED = Path(__file__).parents[2] / "released" / "salon-0.1.db"
FOLD = casemapping("rfc8265").fold
NOW = 1_700_000_000_000
CHANNEL = "INSERT INTO channel (id, name, created) VALUES (?, ?, 0)"
ACCOUNT = (
    "INSERT INTO account (id, name, password, created, email, verified, operator, suspended, scram)"
    " VALUES (?, ?, ?, 0, '', 1, 0, 0, '')"
)
CODE = (
    "INSERT INTO code (digest, kind, issuer, time, uses, expires, account, channels)"
    " VALUES ('a', 'password', '', 0, 1, 0, ?, '')"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a sound database."""
    path = tmp_path / "salon.db"
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        storage.load()
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute(CHANNEL, (1, "#1"))
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        write(storage, *(said(sequence) for sequence in range(1, 101)))
    return path


@pytest.fixture
def writing(path: Path) -> Iterator[apsw.Connection]:
    """Open it to do harm."""
    with closing(apsw.Connection(str(path))) as connection:
        yield connection


def problems(path: Path) -> list[str]:
    """Return what is found."""
    with closing(open_to_read(path, fixed=True)) as connection:
        return [its.word(str) for its in problems_of(connection, FOLD)]


def notes(path: Path, now: int = NOW) -> list[str]:
    """Return what is noted."""
    with closing(open_to_read(path, fixed=True)) as connection:
        return [its.word(str) for its in notes_on(connection, now)]


def test_nothing_is_wrong_in_a_sound_one(path: Path, tmp_path: Path) -> None:
    """Of this version, of an older one, and of an older one that was upgraded."""
    assert problems(path) == notes(path) == problems(RELEASED) == []
    upgraded = tmp_path / "old.db"
    shutil.copy(RELEASED, upgraded)
    with closing(SqliteStorage(upgraded, Durability.PROCESS)) as storage:
        storage.load()
    assert problems(upgraded) == []
    assert notes(upgraded, NOW * 2) == []


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            [("UPDATE channel SET owner = 7", ())],
            "1 channel belongs to an account that is not there.",
        ),
        ([(CODE, (7,))], "1 code is for an account that is not there."),
        ([(ACCOUNT, (1, "alice", "secret"))], "1 account has a password that cannot be checked."),
        ([("DELETE FROM meta WHERE key = 'secret'", ())], "The entry secret of the table meta is missing."),
        (
            [("UPDATE sqlite_sequence SET seq = 50 WHERE name = 'message'", ())],
            "The number 100 of the table message would be given out again.",
        ),
        ([(CHANNEL, (2, "#É")), (CHANNEL, (3, "#é"))], "Several channels have the same name: #é"),
        ([(ACCOUNT, (1, "Bob", "")), (ACCOUNT, (2, "bob", ""))], "Several accounts have the same name: bob"),
        (
            [("INSERT INTO channel_mode (channel, letter, value) VALUES (99, 'n', '')", ())],
            "1 row of the table channel_mode refers to another that is not there.",
        ),
    ],
)
def test_what_is_wrong_is_found(
    path: Path, writing: apsw.Connection, statements: list[tuple[str, tuple[object, ...]]], found: str
) -> None:
    """Each thing by itself, and nothing else with it."""
    for sql, values in statements:
        writing.execute(sql, values)
    assert problems(path) == [found]


def test_a_damaged_structure_is_found(path: Path) -> None:
    """Whatever else there is then is not worth a word."""
    with path.open("r+b") as torn:
        torn.seek(path.stat().st_size - 4096)
        torn.write(b"\xff" * 4096)
    try:
        found = problems(path)
    except apsw.CorruptError:
        return
    assert found[0].startswith("Its structure is damaged: ")


def test_what_is_strange_is_noted(path: Path, writing: apsw.Connection) -> None:
    """It does no harm."""
    writing.execute("UPDATE message SET time = ? WHERE sequence > 98", (NOW + 2 * DAY,))
    writing.execute("UPDATE message SET channel = 77 WHERE sequence = 1")
    first, second = notes(path)
    assert first.startswith("2 messages are dated in the future: ")
    assert second == "1 entry of the history belongs to a channel that is gone; nobody can read it."
    writing.execute("INSERT INTO forgotten (channel) VALUES (77)")
    assert len(notes(path)) == 1
    assert problems(path) == []


def test_growth_is_that_of_late(path: Path, writing: apsw.Connection) -> None:
    """Of the last week or the last four weeks, whichever was busier; a young server counts from its start."""

    def daily() -> float:
        with closing(open_to_read(path, fixed=True)) as connection:
            growth = growth_of(connection, 10**9, NOW)
        return growth.daily

    writing.execute("UPDATE message SET time = ?", (NOW - DAY // 2,))
    assert daily() == 100
    writing.execute("UPDATE message SET time = ? WHERE sequence <= 10", (NOW - 10 * DAY,))
    assert daily() == pytest.approx(90 / 7)
    writing.execute("UPDATE message SET time = ?", (NOW - 10 * DAY,))
    assert daily() == pytest.approx(10)
    writing.execute("UPDATE message SET time = ?", (NOW - 100 * DAY,))
    assert daily() == 0
    with closing(open_to_read(path, fixed=True)) as connection:
        assert growth_of(connection, 10**9, NOW).days == float("inf")
    writing.execute("DELETE FROM message")
    assert daily() == 0


def test_the_disk_is_full_after_so_many_days(
    path: Path, writing: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the bytes that a message takes in the file; in one with few, from what a message usually takes."""
    writing.execute("UPDATE message SET time = ?", (NOW - DAY // 2,))
    with closing(open_to_read(path, fixed=True)) as connection:
        few = growth_of(connection, 1_000_000, NOW)
        monkeypatch.setattr(checks, "FEW", 100)
        growth = growth_of(connection, 1_000_000, NOW)
    assert few.each == USUAL_BYTES
    assert growth.each == path.stat().st_size / 100
    assert growth.days == pytest.approx(1_000_000 / path.stat().st_size)
