"""Holds the database's file beside SQLite: locked against a second server, and watched while it is in use.

SQLite writes to the files that it has open, wherever their names are now. Were one removed, moved,
replaced, overwritten or cut short, commits would go on and be lost with it: so it is looked for, and its
loss is an error like that of the disk.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from salon.storage.files import make_file
from salon.storage.port import DatabaseInUse, DatabaseLost, DatabaseReplaced

LOG_HEADER: Final = 32
FRAME_HEADER: Final = 24
"""Bytes before all pages of the log, and before each (SQLite: The WAL File Format)."""

_MAGIC: Final = b"SQLite format 3\0"


class DatabaseFile:
    """The file at `path`, made if need be for this user alone, and locked until `close`.

    Raises `DatabaseInUse`, OSError. It must be closed after all connections: when a process closes any
    descriptor of a file, the system takes its locks away, SQLite's too.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        make_file(path)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            # Only Linux keeps this kind of lock apart from SQLite's own.
            if sys.platform == "linux":
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise DatabaseInUse(path=str(path)) from error
        except BaseException:
            os.close(self._descriptor)
            raise
        # SQLite keeps these beside the database while it is open: the log, and an index of it.
        self._log = path.with_name(f"{path.name}-wal")
        self._index = path.with_name(f"{path.name}-shm")
        made = os.fstat(self._descriptor)
        self._known = {path: (made.st_dev, made.st_ino)}
        self._size = 0
        # Where a log is kept that belongs to none of the files that are there.
        self._old_log = self._log.with_name(f"{self._log.name}.old")

    @property
    def inode(self) -> int:
        """The file's number on its disk: a copy has another."""
        return self._known[self._path][1]

    @property
    def descriptor(self) -> int:
        """The open file. Only this class may close it."""
        return self._descriptor

    @contextmanager
    def open_log(self) -> Iterator[int]:
        """Open the log to read, in the `with` block. Raises OSError; FileNotFoundError: there is none."""
        log = os.open(self._log, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield log
        finally:
            os.close(log)  # no lock lies on this file

    def look(self, frames: int, page_size: int) -> int:
        """Raise `DatabaseLost` where a file is not what it was, or the log has not its `frames` any more.

        Return when the database itself was last written: another number after each writing.
        """
        found = self._look_at(self._path, self._size)
        self._size = found.st_size  # it only grows
        self._look_at(self._log, frames and LOG_HEADER + frames * (FRAME_HEADER + page_size))
        self._look_at(self._index, 0)
        if os.pread(self._descriptor, len(_MAGIC), 0) != _MAGIC:
            raise DatabaseLost(path=str(self._path))
        return found.st_ctime_ns

    def replaced(self) -> DatabaseReplaced:
        """Return what is raised where another database is in the place of this one."""
        return DatabaseReplaced(path=str(self._path), log=str(self._old_log))

    def set_log_aside(self) -> None:
        """Give the log another name: SQLite would write its pages into the database that is there."""
        self._log.rename(self._old_log)

    def _look_at(self, path: Path, shortest: int) -> os.stat_result:
        """Return what the system knows of a file that is that of the last time, and long enough."""
        try:
            found = path.stat()
        except OSError as error:
            raise DatabaseLost(path=str(path)) from error
        identity = found.st_dev, found.st_ino
        if self._known.setdefault(path, identity) != identity and path == self._path:
            raise self.replaced()
        if self._known[path] != identity or found.st_size < shortest:
            raise DatabaseLost(path=str(path))
        return found

    def close(self) -> None:
        """Let another server have the file. Does nothing when it is closed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
