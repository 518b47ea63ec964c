"""Copies pages from the write-ahead log into the database, and knows whether the file is whole by itself."""

import apsw


class LogCopy:
    """The copy of the log, by the writing connection.

    A program that reads keeps back all pages that were written since it began (SQLite: Write-Ahead Logging,
    2.3): after such a copy, the file has some pages as they were before and others as they are now. It is
    whole again once all of the log is copied.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.frames = 0
        """How many pages the log holds, as of the last look."""
        # How many of them were copied when the file was last known to be whole; None: it may not be.
        self._whole_at: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the file, without the log, is a database as it was at some time."""
        return self._whole_at is not None

    def look(self) -> int:
        """Return how many pages of the log are not copied yet."""
        self.frames, copied = self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
        if copied == 0 and self.is_whole:
            self._whole_at = 0  # the log was begun anew, which SQLite does only once all of it is copied
        elif copied != self._whole_at:
            self._whole_at = None  # another program has copied some of it
        return self.frames - copied

    def make(self) -> None:
        """Copy as much as those who read allow; PASSIVE waits for none of them."""
        self.frames, copied = self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        self._whole_at = copied if copied == self.frames else None
