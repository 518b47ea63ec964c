"""The data directory: made for this user alone, and held by one server at a time.

It must not know what is kept in it, but for the database's name.
"""

import fcntl
import os
import pwd
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from salon.storage.failures import unusable
from salon.storage.files import make_directory
from salon.storage.port import DirectoryInUse

LOCK: Final = "salon.lock"
DATABASE: Final = "salon.db"
SOCKET: Final = "admin.sock"


def owner_for_root(path: Path) -> str:
    """Return whose directory it is, where this process is root and it is another's; else nothing.

    What root makes there, a server of that user cannot use.
    """
    with suppress(FileNotFoundError, KeyError):
        owner = path.stat().st_uid
        if os.geteuid() == 0 and owner:
            return pwd.getpwuid(owner).pw_name
    return ""


class DataDirectory:
    """The directory at `path`, held until `release` or the end of the process.

    Without `make`, a directory that no server has used yet is left alone: nobody holds it until it is made.
    `name` is the server's, for whoever finds the directory taken. Raises `DirectoryInUse`,
    `DirectoryUnusable`, `DiskFull`.
    """

    def __init__(self, path: Path, name: str, *, make: bool = True) -> None:
        self.path = path
        self._name = name
        self._lock: int | None = None
        self._hold(make=make)

    def make(self) -> None:
        """Make the directory and hold it, where that is still to be done. Raises as the class does."""
        if self._lock is None:
            self._hold(make=True)

    @property
    def database(self) -> Path:
        """The file of the database, there or not."""
        return self.path / DATABASE

    def release(self) -> None:
        """Let another server have the directory."""
        # The file stays: another server may be about to lock it, and a third would then make one anew.
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _hold(self, *, make: bool) -> None:
        try:
            if make:
                make_directory(self.path)
            flags = os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if make else 0)
            lock = os.open(self.path / LOCK, flags, 0o600)
        except OSError as error:
            if make or not isinstance(error, FileNotFoundError):
                raise unusable(self.path, error) from error
            return
        try:
            self._claim(lock)
        except BaseException:
            os.close(lock)
            raise
        self._lock = lock

    def _claim(self, lock: int) -> None:
        """Lock the file, and write into it who holds it. The kernel unlocks it however this process ends."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n{self._name}\n".encode(), 0)
        except BlockingIOError as error:
            pid, _, holder = os.pread(lock, 1024, 0).decode(errors="replace").strip().partition("\n")
            raise DirectoryInUse(path=str(self.path), name=holder or "?", pid=pid or "?") from error
        except OSError as error:
            raise unusable(self.path, error) from error
