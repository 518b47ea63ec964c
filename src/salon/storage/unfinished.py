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
        _remove(part, target)
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError as error:
        raise BackupUnderWay(path=str(target)) from error
    except OSError as error:
        raise unusable(part, error) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield part
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    finally:
        os.close(file)


def _remove(part: Path, target: Path) -> None:
    """Remove what one left that was killed; never its contents, which another name may stand for, too."""
    try:
        file = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()
    except BlockingIOError as error:
        raise BackupUnderWay(path=str(target)) from error
    finally:
        os.close(file)
