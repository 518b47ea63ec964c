"""The data directory: made for this user alone, and held by one server at a time.

It must not know what is kept in it, but for the database's name.
"""

import fcntl
import os
from pathlib import Path
from typing import Final, Self

from salon.storage.failures import unusable
from salon.storage.files import make_directory
from salon.storage.port import DirectoryInUse

LOCK: Final = "salon.lock"
DATABASE: Final = "salon.db"


class DataDirectory:
    """The directory at `path`, made if need be, and held until `release` or the end of the process.

    `name` is the server's, for whoever finds the directory taken. Raises `DirectoryInUse`,
    `DirectoryUnusable`, `DiskFull`.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        try:
            make_directory(path)
            self._lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unusable(path, error) from error
        try:
            self._claim(name)
        except BaseException:
            os.close(self._lock)
            raise

    @property
    def database(self) -> Path:
        """The file of the database, there or not."""
        return self.path / DATABASE

    def release(self) -> None:
        """Let another server have the directory."""
        # The file stays: another server may be about to lock it, and a third would then make one anew.
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _claim(self, name: str) -> None:
        """Lock the file, and write into it who holds it. The kernel unlocks it however this process ends."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, f"{os.getpid()}\n{name}\n".encode(), 0)
        except BlockingIOError as error:
            pid, _, holder = os.pread(self._lock, 1024, 0).decode(errors="replace").strip().partition("\n")
            raise DirectoryInUse(path=str(self.path), name=holder or "?", pid=pid or "?") from error
        except OSError as error:
            raise unusable(self.path, error) from error
