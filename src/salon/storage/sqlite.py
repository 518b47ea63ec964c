"""One SQLite file behind the port: one connection that writes, and one for each reader.

In write-ahead-log mode a commit is one append to the log; readers see the last commit and wait for
nobody. It must not know threads: `writer.py` and `readers.py` own these.
"""

import base64
import logging
import secrets
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import apsw

from salon.core.account_events import CodeKind
from salon.core.events import Event
from salon.core.modes import DEFAULT_CHANNEL_MODES
from salon.core.presence_events import Persistence
from salon.storage import erasure
from salon.storage.failures import BUSY_MILLISECONDS, failures
from salon.storage.index import Index
from salon.storage.leftovers import Leftovers
from salon.storage.log_copy import LogCopy
from salon.storage.log_cut import LogCut
from salon.storage.messages import SqliteReader
from salon.storage.migrations import check, migrate, scripts, transaction
from salon.storage.port import (
    UPGRADE_COPIES,
    DatabaseFailed,
    DatabaseLost,
    DatabaseReplaced,
    Durability,
    Keeping,
    Stored,
    StoredAccount,
    StoredBlock,
    StoredChannel,
    StoredCode,
    StoredGuest,
    StoredMachine,
    StoredMarker,
    StoredMask,
    StoredMembership,
    StoredName,
    StoredPresence,
    StoredServerBan,
)
from salon.storage.progress import LoggedProgress
from salon.storage.retention import Expiry
from salon.storage.rows import CHANGING, Statement, statements_of
from salon.storage.upgrades import keep_copy
from salon.storage.watch import DatabaseFile
from salon.texts.language import Text
from salon.texts.marks import N_

log = logging.getLogger("salon.storage")

IDLE_FRAMES: Final = 1024
BUSY_FRAMES: Final = 4096
"""Pages of the log that are not yet in the database: from so many on they are copied there when no batch
waits, and in any case. SQLite by itself does it at 1,000 pages of 4 KiB, at the end of a commit."""

SYNCHRONOUS: Final = {Durability.FULL: "FULL", Durability.PROCESS: "NORMAL"}
"""FULL syncs the log at every commit. NORMAL leaves the log to the system, which writes it whatever becomes
of the program, and syncs around checkpoints only. OFF would be hardly faster, and then a loss of power could
damage the database; so it only loses what was said last."""

EXPIRE_SECONDS: Final = 0.01
"""How long one step of upkeep deletes what is not kept any more."""

FORGOTTEN_AT_ONCE: Final = 10
"""Messages of forgotten channels that one step of upkeep deletes: a few milliseconds of the writer's time,
for each word is looked up in the index."""

_DELETE_SOME: Final = """
    DELETE FROM message WHERE sequence IN (SELECT sequence FROM message WHERE channel = ? LIMIT ?)
"""

_FORGET_EMPTY: Final = """
    DELETE FROM channel
    WHERE topic_time = 0
      AND NOT EXISTS (SELECT 1 FROM message WHERE message.channel = channel.id)
      AND ? = (SELECT group_concat(letter, '' ORDER BY letter) FROM channel_mode
               WHERE channel_mode.channel = channel.id)
      AND NOT EXISTS (SELECT 1 FROM channel_list WHERE channel_list.channel = channel.id)
      AND NOT EXISTS (SELECT 1 FROM channel_rank WHERE channel_rank.channel = channel.id)
      AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.channel = channel.id)
      -- What was said in it may have been deleted since, or never kept.
      AND NOT (owner > 0 AND emptied > 0)
"""

_CHANNELS: Final = """
    SELECT id, name, created, topic, topic_source, topic_time, emptied, since, closure, topic_closed, site,
           owner, EXISTS (SELECT 1 FROM message WHERE message.channel = channel.id AND kind <> 'topic')
    FROM channel ORDER BY emptied, id
"""

_ACCOUNTS: Final = """
    SELECT id, name, password, created, email, verified, operator, suspended, persistence, scram, unconfirmed
    FROM account ORDER BY id
"""

MOST_PAST_GUESTS: Final = 10_000
"""Guests whom the accounts of a server find again after a start; each takes a look-up."""

# In the key of an account and a guest the guest stands in front.
_PAST_GUESTS: Final = """
    SELECT reader, guest, iif(person = guest, nick, target)
    FROM (
        SELECT account AS reader, CAST(substr(conversation, 2) AS INTEGER) AS guest, last
        FROM correspondence WHERE conversation GLOB '#*' ORDER BY last DESC LIMIT ?
    ) JOIN message ON sequence = last
    WHERE guest > 0 ORDER BY last
"""

_MARK: Final = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"

_SWEPT: Final = "swept"
"""The mark of a database whose last run overwrote all that SQLite left of moved rows, and ended well."""

_SWEEPING: Final = N_("looking through the database for what is left of deleted messages: %(done)d %%")

_MARKS: Final = "SELECT key, value FROM meta"

_LAST_MESSAGE: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'message'"

CLOSE_MILLISECONDS: Final = 500
"""How long the end waits for another program that holds the database."""

LOOK_SECONDS: Final = 1.0
"""How often upkeep looks whether the database's files are still there, and whether a channel is forgotten."""


def _past_guests(connection: apsw.Connection) -> list[StoredGuest]:
    return [StoredGuest(*row) for row in connection.execute(_PAST_GUESTS, (MOST_PAST_GUESTS,))]


class SqliteStorage:
    """The storage on the SQLite file at `path`, which is made when it is missing.

    `search`: whether there is an index of the words, to search. `copies`: how many copies from before changes
    of its schema are kept; 0: none is made. `vfs` names the layer through which SQLite reaches files, its own
    by default. Raises `StorageError`.
    """

    def __init__(
        self,
        path: Path,
        durability: Durability,
        *,
        search: bool = True,
        copies: int = UPGRADE_COPIES,
        vfs: str | None = None,
    ) -> None:
        self._path = path
        self._copies = copies
        self._vfs = vfs
        self._looked = time.monotonic()
        self._forgetting = self._indexing = True  # the last run may have left something
        # When the file itself was written, as far as is known, and what stood in it then.
        self._written = 0
        self._is_marked = False
        self._copied_sequence = 0
        self._lost = False
        with failures(path):
            self._file = DatabaseFile(path)
            try:
                self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs)
            except BaseException:
                self._file.close()
                raise
        try:
            with failures(path, self._connection):
                self._leftovers = Leftovers(self._connection, self._file)
                self._log_copy = LogCopy(self._connection, self._leftovers)
                self._set_up(durability)
                self._log_cut = LogCut(self._log_copy, path)
                self._expiry = Expiry(self._connection)
                self._index = Index(self._connection, enabled=search)
        except BaseException:
            with suppress(apsw.Error):  # of a disk that failed already
                self._connection.close()
            self._file.close()
            raise

    def load(self) -> Stored:
        """Forget channels in which nothing was ever said or set, and read what lasts."""
        with failures(self._path, self._connection):
            self._connection.execute(_FORGET_EMPTY, ("".join(sorted(DEFAULT_CHANNEL_MODES)),))
            meta = dict(self._connection.execute(_MARKS))
            highest = dict(self._connection.execute("SELECT name, seq FROM sqlite_sequence"))
            channels, presences, memberships = self._channels(), self._presences(), self._memberships()
            return Stored(
                identity=meta["identity"],
                secret=meta["secret"],
                epoch=meta["epoch"],
                # A history may begin at a number that no message had, and somebody may have been told of one
                # that was not kept: what comes next is not to be below it.
                sequence=max(
                    highest.get("message", 0),
                    *(its.since for its in channels),
                    *(its.heard for its in presences),
                    *(its.joined for its in memberships),
                    0,
                ),
                last_channel=highest.get("channel", 0),
                channels=channels,
                machines=self._machines(),
                accounts=self._accounts(),
                codes=self._codes(),
                last_account=highest.get("account", 0),
                presences=presences,
                memberships=memberships,
                server_bans=self._server_bans(),
                forbidden_names=self._forbidden_names(),
                blocks=self._blocks(),
                read_markers=self._read_markers(),
                past_guests=_past_guests(self._connection),
                metadata=self._metadata("SELECT account, key, value FROM account_metadata ORDER BY rowid"),
                channel_metadata=self._metadata(
                    "SELECT channel, key, value FROM channel_metadata ORDER BY rowid"
                ),
            )

    def prepare(self, events: Sequence[Event]) -> "SqliteBatch":
        """Turn events into statements."""
        return SqliteBatch(self._connection, self._path, self._log_cut, statements_of(events))

    def expire(self, keeping: Keeping) -> None:
        """Have what is not kept any more deleted, in steps of upkeep."""
        self._expiry.begin(keeping)

    def tidy(self, *, idle: bool) -> bool:
        """Copy committed pages from the log into the database, once there are enough of them.

        That nobody writes meanwhile lets the copy reach the log's end, so that the next commit begins
        the log anew: under constant load it grows no further.

        Where nobody waits, delete some of what was said in forgotten channels, and of what is too old or too
        much to be kept, or index what was said. Where batches follow each other without a pause, a little is
        deleted all the same.

        Once a second, look whether the files are still those that were opened (`DatabaseLost`), and
        whether there is something to delete or to index: with each batch, that would cost as much as a row.
        Where a reader kept pages back, copy them then: for that look, the file must be whole.
        """
        with failures(self._path, self._connection):
            waiting = self._log_copy.look()
            look = time.monotonic() - self._looked >= LOOK_SECONDS
            if look:
                self._look()
                self._forgetting = self._indexing = True
            if idle and not self._expiry.under_way and self._log_cut.make_if_due():
                return self._forgetting or self._indexing
            enough = waiting >= (IDLE_FRAMES if idle else BUSY_FRAMES)
            if enough or (look and not self._log_copy.is_whole):
                self._log_copy.make()
            if not enough:
                self._take_step(idle=idle, look=look)
        return self._forgetting or self._indexing or self._expiry.under_way

    def _take_step(self, *, idle: bool, look: bool) -> None:
        self._forgetting = self._forgetting and (not idle or self._delete_forgotten())
        if self._expiry.under_way and (idle or look):
            self._expire()
        elif self._indexing:
            self._indexing = self._index.fill(idle=idle)

    def _expire(self) -> None:
        """Delete for some milliseconds, or to the end."""
        until = time.monotonic() + EXPIRE_SECONDS
        while self._expiry.under_way:
            if self._expiry.step():
                self._log_cut.note()
            if time.monotonic() >= until:
                return

    def _delete_forgotten(self) -> bool:
        """Delete some messages of a channel that was forgotten; return False where there is none.

        The last step deletes the note of it, too.
        """
        channel = self._connection.execute("SELECT min(channel) FROM forgotten").get
        if channel is None:
            return False
        with transaction(self._connection):
            self._connection.execute(_DELETE_SOME, (channel, FORGOTTEN_AT_ONCE))
            self._log_cut.note()
            if self._connection.changes() < FORGOTTEN_AT_ONCE:
                self._connection.execute("DELETE FROM forgotten WHERE channel = ?", (channel,))
        return True

    def _look(self) -> None:
        try:
            written = self._file.look(self._log_copy.frames, self._connection.pragma("page_size"))
            if written != self._written and self._log_copy.is_whole and self._look_inside():
                self._written = written
        except DatabaseLost as error:
            # The log stays as it is: with the file that is put back, all that was said is there again.
            self._lost = True
            self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
            if isinstance(error, DatabaseReplaced):
                with suppress(OSError):
                    self._file.set_log_aside()
            raise
        self._looked = time.monotonic()

    def _look_inside(self) -> bool:
        """Raise `DatabaseReplaced` where another database, or an older copy, was written into the file.

        The file must be whole. Return False where it cannot be opened now. Other programs may copy pages from
        the log, too, so that it was written proves nothing; but the file has the marks of this run, and never
        fewer messages.
        """
        file = f"{self._path.absolute().as_uri()}?immutable=1"  # as it stands, without its log
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        try:
            with closing(apsw.Connection(file, flags=flags, vfs=self._vfs)) as connection:
                marks = dict(connection.execute(_MARKS))
                sequence = connection.execute(_LAST_MESSAGE).get or 0
        except apsw.CantOpenError:
            return False
        except (apsw.NotADBError, apsw.CorruptError, apsw.SQLError) as error:
            raise self._file.replaced() from error
        if (self._is_marked and marks != self._marks) or sequence < self._copied_sequence:
            raise self._file.replaced()
        # At the start, a program that reads may have kept the marks from being copied into the file.
        self._is_marked = marks == self._marks
        self._copied_sequence = sequence
        return True

    def reader(self) -> SqliteReader:
        """Open a reader with a connection of its own."""
        return SqliteReader(self._path, vfs=self._vfs)

    def close(self) -> None:
        """Close the writing connection. The last one to close moves what is in the log into the database."""
        if not self._lost:
            with suppress(apsw.Error):  # then the next start says that the end was not clean
                self._connection.set_busy_timeout(CLOSE_MILLISECONDS)
                self._connection.pragma("synchronous", "normal")  # closing syncs the log in any case
                self._connection.execute(_MARK, ("running", 0))
                self._connection.execute(_MARK, (_SWEPT, int(self._is_swept)))
                if not self._log_copy.cut(CLOSE_MILLISECONDS):
                    self._connection.execute(_MARK, (_SWEPT, 0))
        try:
            self._connection.close()
        finally:
            self._file.close()

    def _set_up(self, durability: Durability) -> None:
        connection = self._connection
        connection.set_busy_timeout(BUSY_MILLISECONDS)
        # A file that is refused is not to be changed by the refusal: closing would empty a log that it has.
        log_was_there = self._path.with_name(self._path.name + "-wal").exists()
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, log_was_there)
        check(connection, str(self._path))
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, False)
        if connection.pragma("journal_mode", "wal") != "wal":
            raise DatabaseFailed(
                path=str(self._path), reason=Text(N_("this file system knows no write-ahead log"))
            )
        for name, value in (
            ("synchronous", SYNCHRONOUS[durability]),
            ("fullfsync", True),  # macOS only: there a plain fsync does not reach the disk
            ("foreign_keys", True),
            ("secure_delete", True),  # what is deleted is overwritten; see also `leftovers.py`
            ("wal_autocheckpoint", 0),  # `tidy` does it, outside commits
            ("journal_size_limit", 2 * BUSY_FRAMES * 4096),  # a log that once grew is cut back to this
            ("cache_size", -8192),  # KiB: the last page of each busy channel's index stays at hand
            ("temp_store", "memory"),  # no other files than those of the data directory
            (
                "mmap_size",
                0,
            ),  # through a map, a failing disk would be a signal that kills instead of an error
        ):
            connection.pragma(name, value)
        if self._copies and 0 < connection.pragma("user_version") < len(scripts()):
            keep_copy(connection, self._path, len(scripts()), self._copies, vfs=self._vfs)
        migrate(connection)
        for key, make in (("identity", _identity), ("secret", _secret)):
            if not connection.execute("SELECT count(*) FROM meta WHERE key = ?", (key,)).get:
                connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, make()))
        is_swept = dict(connection.execute(_MARKS)).get(_SWEPT) == 1
        self._is_swept = is_swept or self._log_copy.sweep(LoggedProgress(_SWEEPING))
        self._begin(log_was_there=log_was_there)

    def _begin(self, *, log_was_there: bool) -> None:
        """Note that a run begins, in the database itself: without its log, too, the next start must know."""
        connection, inode = self._connection, self._file.inode
        marks = dict(connection.execute(_MARKS))
        # A copy that was made of the database of a running server is whole, and has another number.
        if marks.get("running") == inode:
            log.warning(N_("the server was not stopped cleanly the last time; what was said is kept"))
            if not log_was_there:
                log.error(
                    N_(
                        "%(path)s-wal is not there, though the server was not stopped cleanly: what was said "
                        "last is lost, unless the database is a saved copy"
                    ),
                    {"path": str(self._path)},
                )
        with transaction(connection):
            connection.execute(_MARK, ("epoch", marks.get("epoch", 0) + 1))
            connection.execute(_MARK, ("running", inode))
            connection.execute(_MARK, (_SWEPT, 0))
        self._marks = dict(connection.execute(_MARKS))
        self._log_copy.make()
        self._look()

    def _machines(self) -> list[StoredMachine]:
        rows = self._connection.execute(
            "SELECT host, pseudonym, address, online, seen FROM machine ORDER BY seen"
        )
        return [
            StoredMachine(host, name, address, bool(online), seen)
            for host, name, address, online, seen in rows
        ]

    def _accounts(self) -> list[StoredAccount]:
        rows = self._connection.execute(_ACCOUNTS)
        return [
            StoredAccount(*row[:5], *map(bool, row[5:8]), *map(Persistence, row[8:9]), *row[9:])
            for row in rows
        ]

    def _presences(self) -> list[StoredPresence]:
        rows = self._connection.execute(
            "SELECT account, username, host, real_name, modes, away, time, absent, heard FROM presence"
            # As they went; those who were here to the end went last.
            " ORDER BY absent DESC, time"
        )
        return [StoredPresence(*row[:7], *map(bool, row[7:8]), *row[8:]) for row in rows]

    def _memberships(self) -> list[StoredMembership]:
        rows = "SELECT account, channel, joined, closure FROM membership ORDER BY joined, rowid"
        return [StoredMembership(*row) for row in self._connection.execute(rows)]

    def _server_bans(self) -> list[StoredServerBan]:
        rows = "SELECT mask, network, nick, time, until, reason FROM server_ban ORDER BY time, rowid"
        return [
            StoredServerBan(mask, bool(network), *row)
            for mask, network, *row in self._connection.execute(rows)
        ]

    def _forbidden_names(self) -> list[StoredName]:
        rows = "SELECT mask, nick, time, reason FROM forbidden_name ORDER BY time, rowid"
        return [StoredName(*row) for row in self._connection.execute(rows)]

    def _blocks(self) -> list[StoredBlock]:
        rows = "SELECT owner, blocked, mask, time FROM block ORDER BY rowid"
        return [StoredBlock(*row) for row in self._connection.execute(rows)]

    def _read_markers(self) -> list[StoredMarker]:
        rows = "SELECT owner, conversation, read FROM read_marker ORDER BY rowid"
        return [StoredMarker(*row) for row in self._connection.execute(rows)]

    def _metadata(self, rows: str) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for owner, key, value in self._connection.execute(rows):
            found.setdefault(owner, {})[key] = value
        return found

    def _codes(self) -> list[StoredCode]:
        rows = self._connection.execute(
            "SELECT digest, kind, issuer, time, uses, expires, account, channels FROM code ORDER BY time"
        )
        return [
            StoredCode(
                digest,
                CodeKind(kind),
                issuer,
                time,
                uses,
                expires,
                account,
                tuple(channels.split(",")) if channels else (),
            )
            for digest, kind, issuer, time, uses, expires, account, channels in rows
        ]

    def _channels(self) -> list[StoredChannel]:
        execute = self._connection.execute
        channels = {row[0]: StoredChannel(*row) for row in execute(_CHANNELS)}
        for channel, account, ranks in execute("SELECT channel, account, ranks FROM channel_rank"):
            channels[channel].ranks[account] = ranks
        for channel, letter, value in execute("SELECT channel, letter, value FROM channel_mode"):
            channels[channel].modes[letter] = value
        masks = "SELECT channel, letter, mask, source, time, until, reason FROM channel_list ORDER BY rowid"
        for channel, letter, *entry in execute(masks):
            channels[channel].lists.setdefault(letter, []).append(StoredMask(*entry))
        return list(channels.values())


class SqliteBatch:
    """Statements that are ready for the writing connection."""

    __slots__ = ("_connection", "_log_cut", "_path", "_statements")

    def __init__(
        self, connection: apsw.Connection, path: Path, log_cut: LogCut, statements: Sequence[Statement]
    ) -> None:
        self._connection = connection
        self._path = path
        self._log_cut = log_cut
        self._statements = statements

    def write(self) -> None:
        """Write all of it in one transaction, or leave nothing of it."""
        with failures(self._path, self._connection):
            if len(self._statements) > 1:
                with transaction(self._connection):
                    self._execute()
            else:
                self._execute()  # one statement by itself is a transaction
            for sql, _ in self._statements:
                if sql is erasure.ACCOUNT:
                    self._log_cut.make()
                elif sql in CHANGING:
                    self._log_cut.note()

    def _execute(self) -> None:
        for sql, values in self._statements:
            self._connection.execute(sql, values)


def _identity() -> str:
    return base64.b32encode(secrets.token_bytes(5))[:6].decode().lower()


def _secret() -> bytes:
    return secrets.token_bytes(32)
