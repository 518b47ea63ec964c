"""What is particular to SQLite: files, refusals, the log, the words of errors."""

import os
import resource
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.lossy_disk import LossyDisk
from harness.storing import ALICE, numbers, read, said, sequences, write
from salon.core.account_events import (
    AccountErased,
    AccountOperatorChanged,
    AccountRegistered,
    AccountRenamed,
    AccountSuspended,
    AccountVerified,
    CodeIssued,
    CodeKind,
    CodeRevoked,
    CodeUsed,
    EmailChanged,
    PasswordChanged,
)
from salon.core.events import (
    ChannelFounded,
    ModeChange,
    ModesChanged,
    Source,
    TopicChanged,
)
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.server_bans import ServerBanSet
from salon.storage.migrations import APPLICATION, scripts
from salon.storage.port import (
    DatabaseBusy,
    DatabaseDamaged,
    DirectoryUnusable,
    Durability,
    NewerDatabase,
    NotADatabase,
    StoredAccount,
    StoredCode,
)
from salon.storage.sqlite import BUSY_FRAMES, IDLE_FRAMES, SqliteStorage

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a database that is not there yet."""
    return tmp_path / "salon.db"


@pytest.fixture
def storage(path: Path) -> Iterator[SqliteStorage]:
    """Open a new storage that is loaded."""
    opened = SqliteStorage(path, Durability.PROCESS)
    opened.load()
    yield opened
    opened.close()


def contents(directory: Path) -> dict[str, bytes]:
    """Return every file of a directory, but the index of a log, which is only a cache."""
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.suffix != ".db-shm"}


def test_only_this_user_may_read_the_files(storage: SqliteStorage, tmp_path: Path) -> None:
    """The database, its log and the log's index are for their owner alone."""
    write(storage, said(1))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["salon.db", "salon.db-wal", "salon.db-shm"], 0o600)


def test_a_closed_database_is_one_file(path: Path, tmp_path: Path) -> None:
    """After a clean end everything is in the one file, which may be copied."""
    storage = SqliteStorage(path, Durability.FULL)
    storage.load()
    write(storage, said(1))
    storage.close()
    assert [file.name for file in tmp_path.iterdir()] == ["salon.db"]


def test_a_slow_disk_is_waited_for_as_little_as_may_be(path: Path) -> None:
    """A message is one sync; an end is two more, of the log and of the database that it is moved into."""
    disk = LossyDisk()
    storage = SqliteStorage(path, Durability.FULL, vfs=disk.name)
    storage.load()
    write(storage, said(1))
    before = disk.syncs
    write(storage, said(2), said(3))
    assert disk.syncs - before == 1
    storage.tidy(idle=True)
    storage.close()
    assert disk.syncs - before == 3
    disk.unregister()


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_a_newer_database_is_left_as_it_is(path: Path, tmp_path: Path, *, killed: bool) -> None:
    """A database of a later version is refused unchanged, even one whose log is not yet emptied."""
    newer = len(scripts()) + 1
    storage = SqliteStorage(path, Durability.FULL)
    storage.load()
    storage.close()
    later = apsw.Connection(str(path))
    later.execute(f"PRAGMA user_version = {newer}; CREATE TABLE later (x)")
    found = tmp_path / "found"
    found.mkdir()
    if killed:
        for file in tmp_path.glob("salon.db*"):
            shutil.copy(file, found)
    later.close()
    if not killed:
        shutil.copy(path, found)
    before = contents(found)
    assert len(before) == (2 if killed else 1)
    with pytest.raises(NewerDatabase) as caught:
        SqliteStorage(found / "salon.db", Durability.FULL)
    assert caught.value.fields["version"] == newer
    assert contents(found) == before


@pytest.mark.parametrize("kind", ["text", "other program", "short"])
def test_a_file_of_another_program_is_left_as_it_is(path: Path, tmp_path: Path, kind: str) -> None:
    """What is not ours is refused and unchanged."""
    if kind == "other program":
        other = apsw.Connection(str(path))
        other.execute("CREATE TABLE theirs (x)")
        other.close()
    else:
        path.write_bytes(b"Dear diary, " * (1000 if kind == "text" else 1))
    before = contents(tmp_path)
    with pytest.raises(NotADatabase) as caught:
        SqliteStorage(path, Durability.FULL)
    assert str(path) in str(caught.value)
    assert contents(tmp_path) == before


def test_an_empty_file_is_filled(path: Path) -> None:
    """A first start that was killed early is simply made good."""
    path.touch()
    storage = SqliteStorage(path, Durability.FULL)
    assert storage.load().channels == []
    storage.close()


def test_a_path_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """The error says which file it was about."""
    path = tmp_path / "missing" / "salon.db"
    with pytest.raises(DirectoryUnusable) as caught:
        SqliteStorage(path, Durability.FULL)
    assert str(path) in str(caught.value)


def test_damage_is_called_damage(path: Path) -> None:
    """A database whose pages are torn is not taken for a broken disk."""
    storage = SqliteStorage(path, Durability.FULL)
    storage.load()
    write(storage, *(said(sequence) for sequence in range(1, 500)))
    storage.close()
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(os.urandom(path.stat().st_size - PAGE))
    with pytest.raises(DatabaseDamaged):
        SqliteStorage(path, Durability.FULL).load()


def test_a_lock_of_another_program_is_called_that(storage: SqliteStorage, path: Path) -> None:
    """A write that another program keeps out fails with a reason that can be mended; then writing works."""
    storage._connection.set_busy_timeout(10)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        write(storage, said(1))
    with pytest.raises(DatabaseBusy):
        write(storage, ChannelFounded(1, "#1", 5))
    other.execute("ROLLBACK")
    write(storage, said(2))
    assert sequences(storage) == [2]
    other.close()


def test_topics_and_words_to_ranks_are_rows(storage: SqliteStorage) -> None:
    """What no history shows is on disk all the same, with who said it."""
    write(storage, ChannelFounded(1, "#1", 5), TopicChanged(ALICE, 1, "#1", "plan", 1, 6), said(2, rank=3))
    rows = storage._connection.execute("SELECT sequence, kind, nick, target, rank, text FROM message")
    assert list(rows) == [
        (1, "topic", "Alice", "#1", 0, "plan"),
        (2, "privmsg", "Alice", "#1", 3, "bonjour"),
    ]


def test_kinds_of_later_versions_are_passed_over(storage: SqliteStorage) -> None:
    """A line of a kind that this version does not know is not shown, nor counted in the limit."""
    write(storage, said(1), said(2), said(3))
    storage._connection.execute("UPDATE message SET kind = 'redaction' WHERE sequence = 2")
    reader = storage.reader()
    assert numbers(reader, limit=2) == [1, 3]
    reader.close()


def test_a_topic_outlives_its_line_of_history(storage: SqliteStorage) -> None:
    """A channel whose history was deleted since is kept for its topic alone."""
    write(storage, ChannelFounded(1, "#1", 5), TopicChanged(ALICE, 1, "#1", "plan", 1, 6))
    storage._connection.execute("DELETE FROM message")
    (channel,) = storage.load().channels
    assert channel.topic == "plan"
    assert storage.load().sequence == 1


def test_a_reader_cannot_write(storage: SqliteStorage) -> None:
    """A mistake in a query for history does not change it."""
    reader = storage.reader()
    with pytest.raises(apsw.ReadOnlyError):
        reader._connection.execute("DELETE FROM message")
    reader.close()


def test_a_reader_has_all_files_open_from_the_start(storage: SqliteStorage) -> None:
    """When connections have taken every descriptor of the process, history can still be read."""
    write(storage, ChannelFounded(1, "#a", 0), said(1))
    with closing(storage.reader()) as reader:
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
        try:
            found = numbers(reader)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert found == [1]


def test_history_is_found_by_its_index(storage: SqliteStorage) -> None:
    """The newest lines of a channel are read off the index's end: nothing is sorted, nothing scanned."""
    plan = storage._connection.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM message WHERE channel = ? AND shown = 1 AND sequence < ? "
        "ORDER BY sequence DESC LIMIT ?",
        (1, 5, 9),
    )
    assert [row[3] for row in plan] == [
        "SEARCH message USING INDEX message_of_channel (channel=? AND shown=? AND rowid<?)"
    ]


@pytest.mark.parametrize(
    ("durability", "synchronous"), [(Durability.FULL, 2), (Durability.PROCESS, 1)], ids=str
)
def test_durability_is_what_was_asked_for(path: Path, durability: Durability, synchronous: int) -> None:
    """The settings that make a commit last are those of the connection that writes."""
    storage = SqliteStorage(path, durability)
    pragma = storage._connection.pragma
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == synchronous
    assert pragma("wal_autocheckpoint") == 0
    assert pragma("foreign_keys") == 1
    assert pragma("application_id") == APPLICATION
    storage.close()


def log_frames(storage: SqliteStorage) -> tuple[int, int]:
    """Return how many pages are in the log, and how many of these are in the database too."""
    frames, copied = storage._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
    return frames, copied


@pytest.mark.parametrize(("idle", "bound"), [(False, BUSY_FRAMES), (True, IDLE_FRAMES)], ids=["busy", "idle"])
def test_the_log_stays_small(storage: SqliteStorage, path: Path, *, idle: bool, bound: int) -> None:
    """Under load without a pause the log is begun anew when it has grown to its bound, readers or not."""
    log = path.with_name("salon.db-wal")
    reader = storage.reader()
    largest = sequence = 0
    while sequence < bound:
        sequence += 1
        write(storage, said(sequence, "x" * 20_000))
        read(reader, limit=1)
        storage.tidy(idle=idle)
        largest = max(largest, log.stat().st_size)
    reader.close()
    assert bound * PAGE < largest < 1.1 * bound * PAGE
    assert sequences(storage)[-1] == sequence


def test_upkeep_waits_until_there_is_something_to_do(storage: SqliteStorage) -> None:
    """A small log is left alone, and a longer one is emptied when there is time, or when it must be."""
    write(storage, said(1))
    while log_frames(storage)[0] < IDLE_FRAMES:
        storage.tidy(idle=True)
        assert log_frames(storage)[1] == 0
        write(storage, said(storage.load().sequence + 1, "x" * 20_000))
    storage.tidy(idle=False)
    assert log_frames(storage)[1] == 0
    storage.tidy(idle=True)
    frames, copied = log_frames(storage)
    assert frames == copied > 0


def test_accounts_and_codes_are_there_after_a_restart(storage: SqliteStorage, path: Path) -> None:
    """As they were left; numbers of what is gone are not given out again."""
    write(
        storage,
        AccountRegistered(1, "ann", "hash", 7, "", verified=False, scram="verifier", unconfirmed="a@b"),
        EmailChanged(1, "", "ann@example.org"),
        AccountVerified(1, 5),
        AccountRegistered(2, "bob", "", 8, operator=True),
        PasswordChanged(2, "other", "verifier"),
        AccountSuspended(2, suspended=True),
        AccountOperatorChanged(2, operator=False),
        AccountRenamed(2, "ben"),
        EmailChanged(2, "", "b@c"),
        AccountRegistered(3, "zoe", "hash", 9),
        CodeIssued("of-zoe", CodeKind.PASSWORD, "ann", 10, account=3),
        AccountErased(3),
        CodeIssued("twice", CodeKind.INVITATION, "ann", 11, uses=2, expires=99, channels=("#a", "#b")),
        CodeUsed("twice"),
        CodeIssued("once", CodeKind.OPERATOR, "ann", 12),
        CodeUsed("once"),
        CodeIssued("back", CodeKind.OPERATOR, "ann", 13),
        CodeRevoked("back"),
    )
    storage.close()
    with closing(SqliteStorage(path, Durability.PROCESS)) as opened:
        stored = opened.load()
    assert stored.accounts == [
        StoredAccount(1, "ann", "hash", 7, "ann@example.org", scram="verifier"),
        StoredAccount(2, "ben", "other", 8, suspended=True, scram="verifier", unconfirmed="b@c"),
    ]
    assert stored.codes == [StoredCode("twice", CodeKind.INVITATION, "ann", 11, 1, 99, 0, ("#a", "#b"))]
    assert stored.last_account == 3


@pytest.mark.parametrize(
    "event", [AccountRenamed(1, "zoe", "~a:ann", "~a:zoe"), AccountErased(1, mask="~a:ann")]
)
def test_masks_of_accounts_follow_them(
    storage: SqliteStorage, path: Path, event: AccountRenamed | AccountErased
) -> None:
    """Or go with them; those of nicks stay."""
    masks = ("~a:ann", "~m:~a:ann", "ann!*@*")
    write(
        storage,
        AccountRegistered(1, "ann", "hash", 7),
        ChannelFounded(1, "#a", 8),
        ModesChanged(ALICE, 1, "#a", tuple(ModeChange("b", adding=True, parameter=its) for its in masks), 9),
        ServerBanSet("~a:ann", network=False, nick="x", time=9),
        event,
    )
    storage.close()
    with closing(SqliteStorage(path, Durability.PROCESS)) as opened:
        stored = opened.load()
    kept = ["~a:zoe", "~m:~a:zoe", "ann!*@*"] if isinstance(event, AccountRenamed) else ["ann!*@*"]
    assert [entry.mask for its in stored.channels for entry in its.lists["b"]] == kept
    assert [its.mask for its in stored.server_bans] == kept[:-1][:1]


def test_whose_channels_are_is_there_after_a_restart(storage: SqliteStorage, path: Path) -> None:
    """And which ranks accounts keep; a channel that belongs to none has none, nor has an erased account."""
    server = Source(0, "salon.test", "", "", mask="salon.test")
    write(
        storage,
        *(AccountRegistered(number, f"a{number}", "hash", 7) for number in (1, 2, 3)),
        *(ChannelFounded(number, f"#{number}", 8, owner=1) for number in (1, 2, 3)),
        *(RankKept(number, account, 4) for number in (1, 2) for account in (2, 3)),
        RankKept(1, 3, 12),
        RankKept(1, 2, 0),
        ChannelOwnerChanged(server, 2, "#2", 0, "", 0, 5, 9),
        said(1, channel=2),
        RankKept(3, 2, 1),
        ChannelOwnerChanged(server, 3, "#3", 3, "a3", 0, 0, 9),
        AccountErased(2),
    )
    storage.close()
    with closing(SqliteStorage(path, Durability.PROCESS)) as opened:
        stored = opened.load()
    assert {its.channel: (its.owner, its.ranks, its.since) for its in stored.channels} == {
        1: (1, {3: 12}, 0),
        2: (0, {}, 5),
    }
