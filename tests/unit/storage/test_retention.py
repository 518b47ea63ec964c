"""What is deleted because it is too old or too much: in steps, and so that no byte of it is left."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import apsw
import pytest
from msgspec import structs

from harness.storing import ALICE, said, write
from salon.core.account_events import AccountRegistered
from salon.core.channel_history import Retention
from salon.core.events import (
    ChannelEmptied,
    ChannelFounded,
    Event,
    MessageKind,
    MessagePosted,
    ModeChange,
    ModesChanged,
    TopicChanged,
)
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.core.presence_events import PresenceKept
from salon.storage import log_cut, retention, sqlite
from salon.storage.port import Durability, Keeping, Storage
from salon.storage.retention import DAY, DELETED_AT_ONCE, first_from
from salon.storage.sqlite import SqliteStorage

NOW = 1_000 * DAY


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStorage]:
    """Open a storage whose upkeep has nothing to wait for."""
    monkeypatch.setattr(log_cut, "CUT_SECONDS", 0.0)
    with closing(SqliteStorage(tmp_path / "salon.db", Durability.PROCESS)) as storage:
        yield storage


def expire(storage: SqliteStorage, days: int = 0, messages: int = 0, *, now: int = NOW) -> None:
    """Delete what is not kept any more, to the end."""
    run(storage, Keeping(Retention(days, messages), now))


def run(storage: SqliteStorage, keeping: Keeping) -> None:
    """Delete what is not kept any more, to the end, and have the log cut."""
    storage.expire(keeping)
    while storage._expiry.under_way:
        storage.tidy(idle=True)
    storage.tidy(idle=True)


def left(storage: SqliteStorage) -> list[int]:
    """Return the sequences of all rows that there are."""
    return [row for (row,) in storage._connection.execute("SELECT sequence FROM message ORDER BY sequence")]


def old(sequence: int, days: float, channel: int = 1, text: str = "x") -> MessagePosted:
    """Return something said so many days ago."""
    return structs.replace(said(sequence, text, channel=channel), time=NOW - round(days * DAY))


def wish(channel: int, text: str) -> Event:
    """Return that somebody set the history of a channel."""
    change = ModeChange("H", adding=True, parameter=text)
    return ModesChanged(ALICE, channel, f"#{channel}", (change,), 5)


def test_what_is_older_goes(storage: SqliteStorage) -> None:
    """Of channels and in private, topics, too; to the millisecond."""
    private = structs.replace(old(2, 40), channel=0, person=7, recipient_account=7)
    topic = TopicChanged(ALICE, 1, "#1", "t", 3, NOW - 31 * DAY)
    exact = structs.replace(old(5, 30), time=NOW - 30 * DAY)
    just = structs.replace(exact, sequence=4, time=exact.time - 1)
    write(storage, ChannelFounded(1, "#1", 5), old(1, 41), private, topic, just, exact, old(6, 1))
    expire(storage, 30)
    assert left(storage) == [5, 6]


def test_the_newest_stay(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many of each channel, whether it was closed; what lies between them stays with them."""
    monkeypatch.setattr(retention, "COUNTED_AT_ONCE", 3)
    closed = [structs.replace(old(n, 1), closed=20) for n in range(20, 30)]
    write(storage, ChannelFounded(1, "#1", 5), ChannelFounded(2, "#2", 5))
    write(storage, *(old(n, 1) for n in range(1, 20)), *closed)
    write(storage, TopicChanged(ALICE, 1, "#1", "t", 30, NOW), TopicChanged(ALICE, 1, "#1", "u", 31, NOW))
    write(storage, *(old(n, 1, channel=2) for n in range(40, 43)))
    expire(storage, messages=12)
    assert left(storage) == [*range(18, 32), *range(40, 43)]
    expire(storage, messages=10)
    assert left(storage) == [*range(20, 32), *range(40, 43)]
    expire(storage, messages=2)
    assert left(storage) == [28, 29, 30, 31, 41, 42]


def test_no_channel_keeps_less_than_the_server_lets(storage: SqliteStorage) -> None:
    """A wish from before the bound stays, and the bound is what holds."""
    write(storage, ChannelFounded(1, "#1", 5), ChannelFounded(2, "#2", 5), wish(1, "1"), wish(2, "1d"))
    write(storage, *(old(n, 20 - n, channel=1) for n in range(1, 6)))
    write(storage, *(old(n, 20 - n, channel=2) for n in range(11, 20)))
    run(storage, Keeping(Retention(), NOW, Retention(5, 3)))
    assert left(storage) == [3, 4, 5, 15, 16, 17, 18, 19]


def test_a_channel_may_keep_less(storage: SqliteStorage) -> None:
    """By its own mode, of what was said since the time of who leads it; never more than the server."""
    write(storage, *(ChannelFounded(n, f"#{n}", 5) for n in (1, 2, 3)), wish(1, "2"), wish(2, "joined:5d"))
    write(storage, wish(3, "900d"))
    write(storage, *(old(n, 20 - n, channel=1) for n in range(1, 6)))
    write(storage, *(old(n, 20 - n, channel=2) for n in range(11, 20)))
    write(storage, old(20, 50, channel=3), old(21, 1, channel=3))
    storage._connection.execute("UPDATE channel SET since = 3 WHERE id = 1")
    expire(storage, 40)
    assert left(storage) == [1, 2, 4, 5, 15, 16, 17, 18, 19, 21]
    # What everybody is bound by holds for what is older, too.
    expire(storage, messages=3)
    assert left(storage) == [2, 4, 5, 17, 18, 19, 21]


def test_a_clock_that_was_set_back_deletes_nothing_young(storage: SqliteStorage) -> None:
    """By their times, whatever the order of the sequences says."""
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, 1) for n in range(1, 8)))
    write(storage, structs.replace(old(8, 1), time=5), structs.replace(old(9, 1), time=6))
    write(storage, *(old(n, 1) for n in range(10, 14)))
    expire(storage, 30)
    assert set(left(storage)) >= {*range(1, 8), *range(10, 14)}


def test_a_clock_that_ran_ahead_keeps_nothing_for_long(storage: SqliteStorage) -> None:
    """The first pass looks at everything, and one of many after it."""
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, -900) for n in range(1, 8)))
    write(storage, *(old(n, 40) for n in range(8, 14)))
    expire(storage, 30)
    assert left(storage) == [*range(1, 8)]
    write(storage, wish(1, "20d"), *(old(n, 25) for n in range(14, 20)))
    for _ in range(retention.THOROUGH_PASSES):
        expire(storage, 30)
    assert left(storage) == [*range(1, 8)]


def test_without_a_limit_all_stays(storage: SqliteStorage) -> None:
    """Nothing is asked of the messages."""
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, 900) for n in range(1, 9)))
    expire(storage)
    assert left(storage) == [*range(1, 9)]


def test_it_goes_in_small_steps(storage: SqliteStorage) -> None:
    """One transaction deletes few rows, and a reader sees what is left after each."""
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, 90) for n in range(1, 9 * DELETED_AT_ONCE + 6)))
    storage.expire(Keeping(Retention(30), NOW))
    seen = []
    while storage._expiry.under_way:
        storage._expiry.step()
        seen.append(len(left(storage)))
    assert seen[:10] == [DELETED_AT_ONCE * step + 5 for step in range(8, -1, -1)] + [0]


def test_a_busy_writer_deletes_some_all_the_same(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a second, so that it comes to an end; else only while nobody waits."""
    monkeypatch.setattr(sqlite, "EXPIRE_SECONDS", 0.000_001)
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, 90) for n in range(1, 951)))
    storage.expire(Keeping(Retention(30), NOW))
    storage.tidy(idle=False)
    assert len(left(storage)) == 950
    monkeypatch.setattr(sqlite, "LOOK_SECONDS", 0.0)
    storage.tidy(idle=False)
    assert len(left(storage)) == 950 - DELETED_AT_ONCE


def test_a_pass_is_followed_by_the_next(storage: SqliteStorage) -> None:
    """One that is asked for meanwhile begins after it."""
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, 90) for n in range(1, 951)))
    storage.expire(Keeping(Retention(100), NOW))
    storage._expiry.step()
    expire(storage, 30)
    assert left(storage) == []


def test_who_spoke_to_whom_goes_with_the_last_word(storage: SqliteStorage) -> None:
    """The list of conversations holds none of which nothing is left."""

    def to(sequence: int, account: int, days: int) -> MessagePosted:
        return structs.replace(old(sequence, days), channel=0, person=account, recipient_account=account)

    write(storage, *(to(n, n, 90) for n in range(1, 260)), to(300, 300, 1), to(301, 5, 1))
    expire(storage, 30)
    query = "SELECT account, last FROM correspondence ORDER BY account"
    assert [*storage._connection.execute(query)] == [(1, 300), (1, 301), (5, 301), (300, 300)]


def test_without_history_only_what_waits_is_kept(storage: SqliteStorage) -> None:
    """A private message for somebody who is away; a minute after they are back it goes as well."""

    def to(sequence: int, account: int) -> MessagePosted:
        return structs.replace(old(sequence, 0), channel=0, person=account, recipient_account=account)

    def presence(account: int, *, absent: bool, time: int) -> PresenceKept:
        return PresenceKept(account, "u", "h", "r", "", "", time, absent, 0)

    write(storage, *(AccountRegistered(number, f"n{number}", "", 0) for number in (1, 2, 3)))
    write(storage, presence(1, absent=True, time=5), presence(2, absent=False, time=NOW - 1_000))
    write(storage, presence(3, absent=False, time=NOW - 90_000), ChannelFounded(9, "#9", 5))
    write(storage, old(1, 0, channel=9), *(to(n + 1, n) for n in (1, 2, 3, 4)), to(9, 0))
    write(storage, TopicChanged(ALICE, 9, "#9", "t", 10, NOW))
    run(storage, Keeping(None, NOW))
    assert left(storage) == [2, 3]
    run(storage, Keeping(None, NOW + 60_000))
    assert left(storage) == [2]


def test_a_channel_of_an_account_outlives_what_was_said(storage: SqliteStorage) -> None:
    """A guests' one of which nothing is left is forgotten at the next start."""
    for number, owner in ((1, 0), (2, 5)):
        write(storage, ChannelFounded(number, f"#{number}", 5, owner=owner), old(number, 90, channel=number))
        write(storage, ChannelEmptied(number, 7, asleep=not owner))
    expire(storage, 30)
    assert left(storage) == []
    assert [its.channel for its in storage.load().channels] == [2]


# --- bytes ----------------------------------------------------------------------------------------


def token(random: Random) -> str:
    """Return a word that is nowhere else."""
    return f"word{random.randrange(10**12):012}"


def bytes_of(path: Path) -> bytes:
    """Return all that is in the files of a database."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def test_no_byte_of_what_was_deleted_is_left(storage: SqliteStorage, tmp_path: Path) -> None:
    """Deleted for its age or number, edited or redacted: neither in the database nor in its log."""
    random = Random(8)  # noqa: S311 - of a test
    words = {number: token(random) for number in range(1, 1_201)}
    gone = set()
    long = {number: word * random.choice((1, 2, 9, 40)) for number, word in words.items()}
    write(storage, ChannelFounded(1, "#1", 5), ChannelFounded(2, "#2", 5), wish(2, "50"))
    for start in range(1, 1_201, 40):
        numbers = range(start, start + 40)
        write(storage, *(old(n, 100 - n / 12, channel=1 + n % 2, text=long[n]) for n in numbers))
        for number in random.sample(numbers, 6):
            gone.add(words[number])
            if number % 2:
                place = (ALICE, number, "#1", 1 + number % 2, 0)
                write(storage, MessageRedacted(*place, "", 9))
                words[number] = ""
            else:
                words[number] = token(random)
                text = words[number] * random.choice((1, 3, 30))
                place = (ALICE, number, "#1", 1 + number % 2, 0)
                write(storage, MessageEdited(*place, text, 9, MessageKind.PRIVMSG))
    expire(storage, 40)
    kept = set(left(storage))
    gone |= {word for number, word in words.items() if number not in kept and word}
    data = bytes_of(tmp_path / "salon.db")
    assert len(kept) > 200
    assert len(gone) > 700
    assert [word for word in gone if word.encode() in data] == []
    assert all(words[number].encode() in data for number in kept)


def test_the_log_is_cut_though_a_reader_was_in_the_way(storage: SqliteStorage, tmp_path: Path) -> None:
    """It is tried again, and nobody waits for the reader."""
    write(storage, ChannelFounded(1, "#1", 5), old(1, 1, text="something secret"))
    with closing(apsw.Connection(str(tmp_path / "salon.db"))) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM message").fetchall()
        write(storage, MessageRedacted(ALICE, 1, "#1", 1, 0, "", 9))
        storage.tidy(idle=True)
        assert b"something secret" in bytes_of(tmp_path / "salon.db")
        other.execute("COMMIT")
        storage.tidy(idle=True)
        assert b"something secret" not in bytes_of(tmp_path / "salon.db")


def test_a_place_in_time_is_found_by_halves(storage: Storage) -> None:
    """The first of a time or later; the next one, if there is none."""
    write(storage, ChannelFounded(1, "#1", 5), *(old(n, 50 - n) for n in (3, 4, 9, 12)))
    connection = storage._connection  # type: ignore[attr-defined]
    above = [
        min(
            (number for number in (3, 4, 9, 12) if number >= first_from(connection, NOW - days * DAY)),
            default=0,
        )
        for days in (90, 47, 46, 44, 38, 1)
    ]
    assert above == [3, 3, 4, 9, 12, 0]
