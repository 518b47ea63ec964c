"""Files that are written under another name, and get their own when they are whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from salon.storage.backup_failures import BackupUnderWay
from salon.storage.failures import unusable

UNFINISHED: Final = ".part"
"""Ends the name of a file that is not whole."""


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Make the file that becomes `target`, for this process alone; it is gone where the block fails.

    The block renames it. Raises `StorageError`.
    """
    part = target.with_name(f"{target.name}{UNFINISHED}")
    try:
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unusable(part, error) from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupUnderWay(path=str(target)) from error
        try:
            os.ftruncate(file, 0)  # of a backup that was killed
            os.fchmod(file, 0o600)
            yield part
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    finally:
        os.close(file)
