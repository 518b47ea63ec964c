"""Turns the errors of SQLite into those of the port."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import apsw

from salon.storage.port import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFailed,
    DirectoryUnusable,
    DiskFull,
    NotADatabase,
    StorageError,
)
from salon.texts.language import Text
from salon.texts.marks import N_
from salon.texts.reasons import reason_of

BUSY_MILLISECONDS: Final = 5_000
"""How long one step waits for another program that holds the database (to make a copy, say).

The writer then warns, and tries again (`writer.py`)."""

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of the system for want of room; all but the first are for SQLite the same as a broken disk."""


@contextmanager
def failures(path: Path, connection: apsw.Connection | None = None) -> Iterator[None]:
    """Turn the errors of SQLite into those of the port."""
    try:
        yield
    except apsw.Error as error:
        raise _translated(error, str(path), connection) from error
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> DirectoryUnusable | DiskFull:
    """Return why a file or directory cannot be used, from the system's error."""
    if error.errno in NO_ROOM:
        return DiskFull(path=str(path))
    return DirectoryUnusable(path=str(path), reason=reason_of(error))


def _translated(error: apsw.Error, path: str, connection: apsw.Connection | None) -> StorageError:
    if isinstance(error, apsw.FullError):
        return DiskFull(path=path)
    if isinstance(error, apsw.IOError) and connection and connection.system_errno in NO_ROOM:
        return DiskFull(path=path)
    if isinstance(error, apsw.NotADBError):
        return NotADatabase(path=path)
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return DatabaseBusy(path=path, seconds=BUSY_MILLISECONDS // 1000)
    if isinstance(error, apsw.CorruptError):
        return DatabaseDamaged(path=path, reason=str(error))
    if isinstance(error, apsw.CantOpenError | apsw.ReadOnlyError | apsw.PermissionsError):
        return DirectoryUnusable(path=path, reason=Text(N_("it cannot be opened, or cannot be written to")))
    return DatabaseFailed(path=path, reason=str(error))
