"""What SQLite leaves of rows that it moves is overwritten before they are deleted."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import apsw
import pytest

from harness.storing import ALICE, said, sequences, write
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.storage import leftovers, log_cut, progress
from salon.storage.backups import back_up
from salon.storage.imports import SpokenLine, importing
from salon.storage.leftovers import Leftovers, sweep, unallocated
from salon.storage.log_copy import LogCopy
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.storage.watch import DatabaseFile

PAGE = 4096
PLAIN = """
    CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT);
    WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 3000)
    INSERT INTO a SELECT x, 'row' || x || 'z ' || hex(zeroblob(x * x % 90)) FROM n;
"""
WORD = re.compile(rb"(?:row|edited|import)[0-9v]+z")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a database."""
    return tmp_path / "salon.db"


@pytest.fixture
def storage(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStorage]:
    """Open a storage that empties the log at each step of upkeep."""
    monkeypatch.setattr(log_cut, "CUT_SECONDS", 0.0)
    with closing(SqliteStorage(path, Durability.PROCESS)) as opened:
        opened.load()
        yield opened


@pytest.fixture
def plain(path: Path) -> Iterator[apsw.Connection]:
    """Open a database of no storage, with a log that nobody else copies."""
    with closing(apsw.Connection(str(path))) as connection:
        connection.pragma("journal_mode", "wal")
        connection.pragma("wal_autocheckpoint", 0)
        connection.pragma("secure_delete", True)
        connection.execute(PLAIN)
        yield connection


def luck(seed: int) -> Random:
    """Return a generator that does the same each time."""
    return Random(seed)  # noqa: S311


def move(connection: apsw.Connection) -> None:
    """Have rows moved to other pages, and delete many of them."""
    chance = luck(1)
    for version in range(1_500):
        number = chance.randrange(1, 3_000)
        text = f"edited{number}v{version}z {'y' * chance.choice([1, 20, 300])}"
        connection.execute("UPDATE a SET y = ? WHERE x = ?", (text, number))
    for _ in range(1_500):
        connection.execute("DELETE FROM a WHERE x = ?", (chance.randrange(1, 3_000),))


def left(connection: apsw.Connection, path: Path) -> set[bytes]:
    """Return the words in the files that are in no row."""
    return words(path) - {text.split()[0].encode() for (text,) in connection.execute("SELECT y FROM a")}


def words(path: Path) -> set[bytes]:
    """Return the words in the bytes of all files of a database."""
    return {word for file in path.parent.glob(f"{path.name}*") for word in WORD.findall(file.read_bytes())}


def talk(storage: SqliteStorage, chance: Random, first: int = 1, count: int = 1_000) -> set[bytes]:
    """Say much, edit much of it and delete much; return the words that stay."""
    texts = {}
    for number in range(first, first + count):
        texts[number] = f"row{number}z {'x' * chance.choice([1, 20, 180])}"
        write(storage, said(number, texts[number]))
    for version in range(2 * count):
        number = chance.randrange(first, first + count)
        if number in texts and chance.random() < 0.6:
            texts[number] = f"edited{number}v{version}z {'y' * chance.choice([1, 20, 600])}"
            write(storage, MessageEdited(ALICE, number, "#1", 1, 0, texts[number], 9))
        elif texts.pop(number, None) is not None:
            write(storage, MessageRedacted(ALICE, number, "#1", 1, 0, "", 9))
    return {text.split()[0].encode() for text in texts.values()}


def test_sqlite_leaves_them(plain: apsw.Connection, path: Path) -> None:
    """Else all of this would not be needed: so it is with the SQLite that is in use."""
    move(plain)
    plain.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    assert left(plain, path)


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_nothing_is_left_of_what_was_deleted(storage: SqliteStorage, path: Path, seed: int) -> None:
    """Nor of texts from before an edit: in the file, the log, the index; while the server runs."""
    stay = talk(storage, luck(seed))
    while storage.tidy(idle=True):
        pass
    assert words(path) == stay
    assert storage._connection.pragma("integrity_check") == "ok"


def test_what_was_moved_long_before_it_is_deleted(storage: SqliteStorage, path: Path) -> None:
    """The log was copied and begun anew many times since."""
    chance = luck(1)
    for first in range(1, 3_000, 300):
        talk(storage, chance, first, 300)
        storage._log_copy.make()
    for number in sequences(storage):
        write(storage, MessageRedacted(ALICE, number, "#1", 1, 0, "", 9))
    storage.tidy(idle=True)
    assert words(path) == set()


def test_the_end_leaves_nothing(storage: SqliteStorage, path: Path) -> None:
    """Without a step of upkeep before."""
    stay = talk(storage, luck(0))
    storage.close()
    assert words(path) == stay


def test_somebody_who_reads_to_the_end(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log stays until the next start, which looks at it, too."""
    monkeypatch.setattr("salon.storage.sqlite.CLOSE_MILLISECONDS", 1)
    with closing(apsw.Connection(str(path))) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM message").fetchall()
        stay = talk(storage, luck(1))
        storage.close()
        other.execute("COMMIT")
        other.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
    assert path.with_name("salon.db-wal").stat().st_size
    SqliteStorage(path, Durability.FULL).close()
    assert words(path) == stay


def test_a_log_that_could_not_be_copied(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself copies it, when the last connection is closed: the next start looks at all pages."""
    stay = talk(storage, luck(1))
    with monkeypatch.context() as busy:
        busy.setattr(LogCopy, "cut", lambda *_: False)
        storage.close()
    SqliteStorage(path, Durability.FULL).close()
    assert words(path) == stay


def test_a_start_that_cannot_look_at_all_pages(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For another program reads what was there before: then the next one does it."""
    with monkeypatch.context() as killed:
        killed.setattr(Leftovers, "_look", lambda *_: None)
        killed.setattr(LogCopy, "cut", lambda *_: False)
        stay = talk(storage, luck(1))
        storage.close()
    with closing(apsw.Connection(str(path))) as other:
        other.execute("INSERT INTO meta VALUES ('other', 1)")
        with closing(apsw.Connection(str(path))) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM message").fetchall()
            other.execute("DELETE FROM meta WHERE key = 'other'")
            again = SqliteStorage(path, Durability.FULL)
        again.close()
    assert words(path) > stay
    SqliteStorage(path, Durability.FULL).close()
    assert words(path) == stay


def test_a_start_after_a_kill(storage: SqliteStorage, path: Path, tmp_path: Path) -> None:
    """All pages are looked at: it is not known which ones were."""
    stay = talk(storage, luck(4))
    (tmp_path / "killed").mkdir()
    killed = tmp_path / "killed" / "salon.db"
    for file in (path, path.with_name("salon.db-wal")):
        shutil.copy(file, killed.parent / file.name)
    SqliteStorage(killed, Durability.FULL).close()
    assert words(killed) == stay


def test_what_earlier_versions_left(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A start looks through all pages, once, and says how far it is."""
    caplog.set_level("INFO")
    with monkeypatch.context() as earlier:
        earlier.setattr(Leftovers, "_look", lambda *_: None)
        stay = talk(storage, luck(5))
        storage.close()
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'swept'")
    assert words(path) > stay
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_WORDS", 0.0)
    SqliteStorage(path, Durability.FULL).close()
    assert words(path) == stay
    assert [message for message in caplog.messages if "what is left of deleted messages: 0 %" in message]
    caplog.clear()
    SqliteStorage(path, Durability.FULL).close()
    assert not caplog.messages


def test_a_backup_has_nothing_of_them(storage: SqliteStorage, path: Path, tmp_path: Path) -> None:
    """Though the log of the running server has pages that were not looked at yet."""
    stay = talk(storage, luck(6))
    (tmp_path / "backups").mkdir()
    back_up(path, tmp_path / "backups" / "b.db", rest=0.0)
    assert words(tmp_path / "backups" / "b.db") == stay


def test_an_import_leaves_nothing(storage: SqliteStorage, path: Path) -> None:
    """It moves rows, too: those of the index of words, and of each channel."""
    talk(storage, luck(7))
    storage.close()
    with importing(path, str.lower, "", 10**12) as additions:
        additions.add(
            SpokenLine(2_000_000 + n, "#1", "privmsg", "eve", f"import{n}z {'x' * 90}") for n in range(900)
        )
    with closing(SqliteStorage(path, Durability.FULL)) as again:
        again.load()
        for number in sequences(again):
            write(again, MessageRedacted(ALICE, number, "#1", 1, 0, "", 9))
    assert words(path) == set()


def test_others_who_write_meanwhile(plain: apsw.Connection, path: Path) -> None:
    """A page might be written to the file while its middle is: it is left for the next time."""
    with closing(DatabaseFile(path)) as file, closing(apsw.Connection(str(path))) as other:
        its = Leftovers(plain, file)
        copy = LogCopy(plain, its)
        move(plain)
        copy.look()
        its.find(copy.frames)
        other.execute("INSERT INTO a VALUES (0, 'row0z')")
        plain.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        assert not its.overwrite()
        assert left(plain, path)
        other.execute("BEGIN IMMEDIATE")
        its.find(0)
        plain.set_busy_timeout(1)
        assert not its.overwrite()
        other.execute("ROLLBACK")
        assert copy.cut(1)
        assert left(plain, path) == set()
        plain.close()


def test_a_page_that_was_written_again(
    plain: apsw.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is what stands in the file in the end; the log is read in pieces."""
    monkeypatch.setattr(leftovers, "READ_PAGES", 2)
    with closing(DatabaseFile(path)) as file:
        copy = LogCopy(plain, Leftovers(plain, file))
        for _ in range(3):
            move(plain)
            copy.make()  # SQLite goes on with pages in memory, as they were before
        assert copy.cut(1)
        assert left(plain, path) == set()
        plain.close()


def page(kind: int, cells: int, content: int, middle: bytes, *, head: int = 0) -> bytes:
    """Make a page whose middle begins with some bytes."""
    begin = head + (12 if kind in {2, 5} else 8) + 2 * cells
    front = bytes(head) + bytes([kind, 0, 0]) + cells.to_bytes(2) + content.to_bytes(2)
    return (front.ljust(begin, b"\1") + middle).ljust(content, b"\0").ljust(PAGE, b"\2")


@pytest.mark.parametrize(
    ("made", "number", "found"),
    [
        (page(13, 3, 900, b"left"), 2, (14, 900)),
        (page(10, 3, 900, b"left"), 2, (14, 900)),
        (page(5, 3, 900, b"left"), 2, (18, 900)),
        (page(2, 0, 900, b"left"), 2, (12, 900)),
        (page(13, 3, 900, b"left", head=100), 1, (114, 900)),
        (page(13, 3, 900, b""), 2, (0, 0)),
        (page(0, 3, 900, b"left"), 2, (0, 0)),  # it goes on with a long row
        (page(13, 3, 10, b""), 2, (0, 0)),  # no page that SQLite writes
        (page(13, 3, 0, b"left"), 2, (0, 0)),  # it would end at 65,536
        (bytes(PAGE), 2, (0, 0)),
    ],
)
def test_where_the_middle_is(made: bytes, number: int, found: tuple[int, int]) -> None:
    """Of each type of page."""
    assert len(made) == PAGE
    assert unallocated(made, number) == found


def test_a_database_of_many_terabytes_is_left_alone(
    plain: apsw.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, the number of a page that follows may look like a type."""
    monkeypatch.setattr(leftovers, "MOST_PAGES", 2)
    move(plain)
    with closing(DatabaseFile(path)) as file:
        assert LogCopy(plain, Leftovers(plain, file)).cut(1)
        descriptor = os.open(path, os.O_RDWR)
        sweep(descriptor, PAGE)
        assert left(plain, path)
        plain.close()
        os.close(descriptor)
