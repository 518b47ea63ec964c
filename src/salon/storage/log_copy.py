"""Copies pages from the write-ahead log into the database, and knows whether the file is whole by itself."""

import apsw

from salon.storage.failures import BUSY_MILLISECONDS
from salon.storage.leftovers import Leftovers
from salon.storage.progress import Progress


class LogCopy:
    """The copy of the log, by the writing connection. Nothing else copies it.

    A program that reads keeps back all pages that were written since it began (SQLite: Write-Ahead Logging,
    2.3): after such a copy, the file has some pages as they were before and others as they are now. It is
    whole again once all of the log is copied.
    """

    def __init__(self, connection: apsw.Connection, leftovers: Leftovers) -> None:
        self._connection = connection
        self._leftovers = leftovers
        self.frames = 0
        """How many pages the log holds, as of the last look."""
        # How many of them were copied when the file was last known to be whole; None: it may not be.
        self._whole_at: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the file, without the log, is a database as it was at some time."""
        return self._whole_at is not None

    @property
    def leaves_much(self) -> bool:
        """Whether pages that were copied have so much left of moved rows that it is time for a `cut`."""
        return self._leftovers.are_many

    def look(self) -> int:
        """Return how many pages of the log are not copied yet."""
        self.frames, copied = self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
        if copied == 0 and self.is_whole:
            self._whole_at = 0  # the log was begun anew, which SQLite does only once all of it is copied
        elif copied != self._whole_at:
            self._whole_at = None  # another program has copied some of it
        self._leftovers.find_some(self.frames)
        return self.frames - copied

    def make(self) -> None:
        """Copy as much as those who read allow; PASSIVE waits for none of them."""
        self._copy(apsw.SQLITE_CHECKPOINT_PASSIVE)

    def cut(self, patience: int) -> bool:
        """Copy all of it and empty the log; wait for those who read, for some ms. Return False if they stay.

        What was deleted before is then neither in the log nor in the file.
        """
        self._connection.set_busy_timeout(patience)
        try:
            self._copy(apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except apsw.BusyError:
            return False
        finally:
            self._connection.set_busy_timeout(BUSY_MILLISECONDS)
        return self._leftovers.overwrite()

    def sweep(self, progress: Progress) -> bool:
        """Copy all of it, and overwrite what is left in all pages. Return False if others are in the way."""
        self.make()
        return self.is_whole and self._leftovers.sweep(progress)

    def _copy(self, mode: int) -> None:
        self.look()
        self._leftovers.find(self.frames)
        self.frames, copied = self._connection.wal_checkpoint(mode=mode)
        self._whole_at = copied if copied == self.frames else None
