"""Makes backups of a database while a server uses it, each whole and checked or not there; finds them again.

It must not know when and why a backup is made.
"""

import fcntl
import os
import re
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import apsw

from salon.storage.backup_failures import (
    BackupExists,
    BackupOntoDirectory,
    BackupOntoItself,
    BackupWrong,
    NoDatabase,
    NoFolder,
    NoRoomForBackup,
    NotABackup,
)
from salon.storage.copies import (
    Contents,
    contents_of,
    copy_database,
    open_to_read,
    snapshot,
)
from salon.storage.failures import failures, unusable
from salon.storage.files import sync_directory
from salon.storage.migrations import APPLICATION, check
from salon.storage.progress import Progress, silent
from salon.storage.unfinished import UNFINISHED, unfinished
from salon.texts.language import Text
from salon.texts.marks import N_

REST: Final = 1.0
"""For how many times as long as a step took a backup lets the server have the disk."""

RESERVE: Final = 16 * 2**20
"""Bytes that a backup leaves free on the disk of the database: the server's log grows meanwhile."""

STEPS_BETWEEN_WORDS: Final = 100_000
"""Steps of SQLite between two times that a check tells that it goes on: some milliseconds."""

_OWN_SUFFIXES: Final = ("", "-wal", "-shm", "-journal")
_DATED: Final = re.compile(r"salon-\d{8}T\d{6}Z\.db")


def back_up(
    database: Path,
    file: Path,
    *,
    replace: bool = False,
    fixed: bool = False,
    rest: float = REST,
    progress: Progress = silent,
) -> Contents:
    """Save a database to a file, and return what is in both. The server may run.

    `replace`: an earlier backup of that name gives way, once the new one is whole. `fixed`: nobody uses the
    database (`open_to_read`). Raises `StorageError`.
    """
    target = _target(database, file, replace=replace)
    with unfinished(target) as part:
        with failures(database), closing(open_to_read(database, fixed=fixed)) as source, snapshot(source):
            check(source, str(database))
            contents = contents_of(source)
            shared = target.parent.stat().st_dev == database.stat().st_dev
            try:
                copy_database(source, part, rest=rest, reserve=RESERVE if shared else 0, progress=progress)
            except NoRoomForBackup as error:
                raise NoRoomForBackup(**{**error.fields, "path": str(target)}) from error
        _compare(part, target, contents, progress)
        with failures(target):
            if not replace and target.exists():
                raise BackupExists(path=str(target))
            part.rename(target)
            sync_directory(target.parent)
    return contents


def dated_name(now: int) -> str:
    """Return the name of a backup that is made at a time (ms)."""
    return f"salon-{stamp(now)}.db"


def stamp(now: int) -> str:
    """Return a time (ms) as it stands in names of files: in UTC, so that they sort by it."""
    return datetime.fromtimestamp(now // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def time_of(backup: Path) -> int:
    """Return when (ms) a backup with a `dated_name` was made."""
    when = datetime.strptime(backup.name, "salon-%Y%m%dT%H%M%SZ.db").replace(tzinfo=UTC)
    return int(when.timestamp()) * 1_000


def remove_unfinished(folder: Path) -> None:
    """Remove what backups with a `dated_name` left that were killed. Raises OSError."""
    for part in folder.glob(f"salon-*{UNFINISHED}"):
        if _DATED.fullmatch(part.name.removesuffix(UNFINISHED)):
            with part.open("rb") as file, suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()


def dated_backups(folder: Path) -> list[Path]:
    """Return the backups of a directory that have a `dated_name`, the oldest first."""
    try:
        return sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name))
    except FileNotFoundError:
        return []


def remove_surplus(files: list[Path], keep: int) -> list[Path]:
    """Remove the first of some files until so many are left; return those. Raises OSError."""
    surplus = files[: max(len(files) - keep, 0)]
    for path in surplus:
        path.unlink(missing_ok=True)
    return surplus


def integrity_of(connection: apsw.Connection, most: int = 1) -> list[str]:
    """Return what SQLite finds wrong in a database, up to so many lines in its own words."""
    lines = [line for (line,) in connection.execute(f"PRAGMA integrity_check({most})")]
    return [] if lines == ["ok"] else lines


def _target(database: Path, file: Path, *, replace: bool) -> Path:
    """Return where the backup is to be; raises `StorageError` where it may not be."""
    if not database.exists():
        raise NoDatabase(path=str(database))
    try:
        target = Path(os.path.realpath(file))
        if not target.parent.is_dir():
            raise NoFolder(path=str(file.absolute().parent))
        own = [database.resolve().with_name(f"{database.name}{suffix}") for suffix in _OWN_SUFFIXES]
        if target in own or any(its.exists() and target.exists() and its.samefile(target) for its in own):
            raise BackupOntoItself(path=str(file))
        if target.is_dir():
            raise BackupOntoDirectory(path=str(file), file=str(file / "backup.db"))
        if target.exists():
            if not replace:
                raise BackupExists(path=str(file))
            _check_replaceable(target)
    except OSError as error:
        raise unusable(file, error) from error
    return target


def _check_replaceable(file: Path) -> None:
    """Raise `NotABackup` for what is no database of Salon: a typing error must not cost anybody a file.

    Nor is it a backup where a log lies beside it: a server may use it.
    """
    if file.is_file() and not file.with_name(f"{file.name}-wal").exists():
        with suppress(apsw.Error), closing(open_to_read(file, fixed=True)) as connection:
            if connection.pragma("application_id") == APPLICATION:
                return
    raise NotABackup(path=str(file))


def _compare(part: Path, target: Path, contents: Contents, progress: Progress) -> None:
    """Raise `BackupWrong` where a backup is not what the database was."""

    def go_on() -> bool:
        progress(100)
        return False

    with failures(target), closing(open_to_read(part, fixed=True)) as copy:
        copy.set_progress_handler(go_on, STEPS_BETWEEN_WORDS)
        wrong = integrity_of(copy)
        if wrong:
            raise BackupWrong(path=str(target), reason=wrong[0])
        if contents_of(copy) != contents:
            reason = Text(N_("it does not hold what the database holds"))
            raise BackupWrong(path=str(target), reason=reason)
