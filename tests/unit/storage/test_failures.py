"""The errors of SQLite and of the system, as those of the port."""

import errno
from pathlib import Path

import apsw
import pytest

from salon.storage.failures import failures, unusable
from salon.storage.port import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFailed,
    DirectoryUnusable,
    DiskFull,
    NotADatabase,
    StorageError,
)

PATH = Path("/data/salon.db")


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (apsw.FullError(), DiskFull),
        (apsw.NotADBError(), NotADatabase),
        (apsw.BusyError(), DatabaseBusy),
        (apsw.LockedError(), DatabaseBusy),
        (apsw.CorruptError("malformed"), DatabaseDamaged),
        (apsw.CantOpenError(), DirectoryUnusable),
        (apsw.ReadOnlyError(), DirectoryUnusable),
        (apsw.PermissionsError(), DirectoryUnusable),
        (apsw.IOError("disk I/O error"), DatabaseFailed),
        (apsw.SQLError("no such table"), DatabaseFailed),
        (OSError(errno.ENOSPC, "No space left on device"), DiskFull),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), DiskFull),
        (OSError(errno.EACCES, "Permission denied"), DirectoryUnusable),
    ],
)
def test_each_error_has_one_of_the_port(raised: Exception, expected: type[StorageError]) -> None:
    """Which names the file, and keeps the cause for the log."""
    with pytest.raises(StorageError) as caught, failures(PATH):
        raise raised
    assert type(caught.value) is expected
    assert caught.value.__cause__ is raised
    assert str(PATH) in str(caught.value)


def test_a_bug_is_no_failure_of_storage() -> None:
    """It goes on as it is."""
    with pytest.raises(KeyError), failures(PATH):
        raise KeyError


def test_a_quota_is_a_full_disk_though_sqlite_calls_it_a_broken_one(tmp_path: Path) -> None:
    """The system's own number tells; SQLite has one error for all of them."""

    class Refused:
        """A connection whose last call to the system failed for want of room."""

        system_errno = errno.EDQUOT

    refused: apsw.Connection = Refused()  # type: ignore[assignment]
    with pytest.raises(DiskFull), failures(tmp_path, refused):
        raise apsw.IOError("disk I/O error")


def test_the_reason_of_the_system_is_told() -> None:
    """So that whoever runs the server knows what to change."""
    problem = unusable(PATH, OSError(errno.EACCES, "Permission denied"))
    assert isinstance(problem, DirectoryUnusable)
    assert "this user is not allowed to" in str(problem)
