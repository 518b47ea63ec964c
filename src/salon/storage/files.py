"""Files and directories that are for this user alone, and whose names outlast a loss of power."""

import os
from pathlib import Path


def make_directory(path: Path) -> None:
    """Make a directory, and those above it that are missing."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in missing:
        sync_directory(made.parent)


def make_file(path: Path) -> None:
    """Make an empty file, unless it is there; SQLite gives the files beside it the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Have the names in a directory last: of a new file, only what is in it is synced with it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
