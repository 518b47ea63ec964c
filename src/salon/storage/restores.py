"""Puts a backup in the place of a database that no server uses; the one that was there is kept.

At each moment there is one whole database under the name, whatever ends this process.
"""

import os
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Final

import apsw
import msgspec

from salon.storage.backup_failures import (
    BackupDamaged,
    BackupNewer,
    NoBackup,
    NotRestorable,
    RestoreOntoItself,
)
from salon.storage.backups import back_up, integrity_of, stamp
from salon.storage.copies import Contents, contents_of, open_to_read, snapshot
from salon.storage.failures import failures
from salon.storage.files import sync_directory
from salon.storage.migrations import APPLICATION, check, transaction
from salon.storage.port import DatabaseDamaged, NewerDatabase, NotADatabase
from salon.storage.progress import Progress, silent
from salon.storage.watch import DatabaseFile
from salon.texts.language import Text
from salon.texts.marks import N_

RESTORED: Final = ".restored"
"""Ends the name of the new database until it is whole."""


def inspect(file: Path) -> Contents:
    """Return what is in a backup. Raises `StorageError` where it could not be restored."""
    path = str(file)
    if not file.exists():
        raise NoBackup(path=path)
    if not file.is_file():
        raise NotRestorable(path=path)
    try:
        with failures(file), closing(open_to_read(file, fixed=True)) as connection, snapshot(connection):
            check(connection, path)
            if connection.pragma("application_id") != APPLICATION:
                raise NotRestorable(path=path)
            wrong: list[str | Text] = [*integrity_of(connection)]
            if not wrong and connection.execute("PRAGMA foreign_key_check").fetchone():
                wrong = [Text(N_("rows refer to others that are not there"))]
            if wrong:
                raise BackupDamaged(path=path, reason=wrong[0])
            return contents_of(connection)
    except NotADatabase as error:
        raise NotRestorable(path=path) from error
    except NewerDatabase as error:
        raise BackupNewer(**error.fields) from error
    except DatabaseDamaged as error:
        raise BackupDamaged(**error.fields) from error


def put_back(file: Path, database: Path, now: int, *, progress: Progress = silent) -> Path | None:
    """Put a copy of a backup in a database's place; return the name under which that is kept.

    Whoever calls holds the data directory. `now` (ms) is for that name; None: there was no
    database. Raises `StorageError`.
    """
    with failures(database), ExitStack() as stack:
        is_there, earlier = database.exists(), None
        if is_there:
            if file.samefile(database):
                raise RestoreOntoItself(path=str(file))
            stack.enter_context(closing(DatabaseFile(database)))
            with suppress(apsw.Error), closing(open_to_read(database)) as replaced:
                earlier = numbers_of(replaced)
        kept = database.with_name(f"{database.name}.replaced-{stamp(now)}")
        new = _prepared(file, database, earlier, progress)
        if earlier is not None:
            _empty_log(database)
        _set_aside(database, kept)
        new.replace(database)
        sync_directory(database.parent)
        return kept if is_there else None


class Numbers(msgspec.Struct, frozen=True):
    """The numbers that a database has given out: those of the starts, and the highest of each table's."""

    identity: str
    epoch: int
    highest: dict[str, int]


def numbers_of(connection: apsw.Connection) -> Numbers:
    """Return the numbers that a database has given out. Raises the errors of SQLite."""
    marks = dict(connection.execute("SELECT key, value FROM meta"))
    highest = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    return Numbers(str(marks.get("identity", "")), int(marks.get("epoch", 0)), highest)


def go_on(connection: apsw.Connection, earlier: Numbers | None) -> None:
    """Have a restored database give no number out again that the one in whose place it comes has given out.

    Clients know messages by these numbers: two of them with the same would be taken for one.
    """
    own = numbers_of(connection)
    with transaction(connection):
        # Whether a run had an end is said of another file.
        connection.execute("DELETE FROM meta WHERE key = 'running'")
        if earlier is None or earlier.identity != own.identity:
            return
        mark = "INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?)"
        connection.execute(mark, (max(own.epoch, earlier.epoch),))
        for name, number in earlier.highest.items():
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            higher = max(number, own.highest.get(name, 0))
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, higher))


def _prepared(file: Path, database: Path, earlier: Numbers | None, progress: Progress) -> Path:
    """Copy a backup beside the database, and have it go on where that is; it is whole, and on the disk."""
    new = database.with_name(f"{database.name}{RESTORED}")
    for left in (new, *_beside(new)):  # of one that was killed
        left.unlink(missing_ok=True)
    back_up(file, new, fixed=True, rest=0.0, progress=progress)
    with closing(_opened(new)) as connection:
        connection.pragma("synchronous", "full")
        go_on(connection, earlier)
    descriptor = os.open(new, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return new


def _empty_log(database: Path) -> None:
    """Move what is in the log of a sound database into it, if that can be done; the log is gone then."""
    with suppress(apsw.Error), closing(_opened(database)) as connection:
        connection.pragma("schema_version")  # the last one to close does it


def _set_aside(database: Path, kept: Path) -> None:
    """Give a database a second name, and its log with it."""
    log, index = _beside(database)
    if log.exists():  # the database is damaged or gone, or the disk is full
        log.replace(kept.with_name(f"{kept.name}-wal"))
    index.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        try:
            kept.hardlink_to(database)
        except PermissionError:  # a file system without hard links
            database.rename(kept)


def _opened(database: Path) -> apsw.Connection:
    """Open a database that is there."""
    return apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READWRITE)


def _beside(database: Path) -> tuple[Path, Path]:
    """Return the log of a database, and its index."""
    log, index = (database.with_name(f"{database.name}-{its}") for its in ("wal", "shm"))
    return log, index
