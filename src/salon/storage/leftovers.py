"""Overwrites what SQLite leaves of rows that it has moved to other pages.

`secure_delete` overwrites what is deleted, but not what is moved. When rows no longer fit in their page,
SQLite builds that page anew from its end; its middle, the unallocated region, keeps what was there before.
Nothing reads these bytes. But were such a row deleted later, its words would still be in the file. So every
page of the log is looked at, and its middle is overwritten in the file before a deletion counts as done. It
must not know what rows are.
"""

import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import apsw

from salon.storage.progress import Progress, silent
from salon.storage.watch import FRAME_HEADER, LOG_HEADER, DatabaseFile

READ_PAGES: Final = 256
"""Pages that are read at once: 1 MiB of the usual 4 KiB."""

LOOK_PAGES: Final = 64
"""From so many new pages of the log on, they are looked at: a tenth of a millisecond."""

MANY: Final = 1_000
"""So many pages with something left are not remembered for long: they would take memory."""

MOST_PAGES: Final = 2 << 24
"""From so many pages on (128 GiB), a page that only goes on with a long row may begin like one with rows."""

_FIRST_PAGE_HEADER: Final = 100
_HEADERS: Final = {2: 12, 5: 12, 10: 8, 13: 8}
"""How long the header is, by the type of a page with rows: inner ones and leaves, of indexes and tables."""


def unallocated(page: bytes, number: int) -> tuple[int, int]:
    """Return where the middle of a page begins and ends, as far as it is not empty; (0, 0) where it is.

    SQLite: Database File Format, 1.6: the pointers to rows come from the front, the rows from the end.
    """
    head = _FIRST_PAGE_HEADER if number == 1 else 0
    length = _HEADERS.get(page[head])
    if length is None:
        return 0, 0
    begin = head + length + 2 * int.from_bytes(page[head + 3 : head + 5])
    end = int.from_bytes(page[head + 5 : head + 7]) or 65_536
    if not begin < end <= len(page) or page[begin:end] == bytes(end - begin):
        return 0, 0
    return begin, end


def sweep(descriptor: int, page_size: int, *, rest: float = 0.0, progress: Progress = silent) -> None:
    """Overwrite the middle of all pages of a database that nobody else writes to, and that has no log.

    It rests after each step, for `rest` times as long as the step took. Raises OSError.
    """
    pages = os.fstat(descriptor).st_size // page_size
    if pages >= MOST_PAGES:
        return
    for first in range(0, pages, READ_PAGES):
        begun = time.monotonic()
        data = os.pread(descriptor, READ_PAGES * page_size, first * page_size)
        for at in range(0, len(data), page_size):
            _overwrite(descriptor, first + at // page_size + 1, data[at : at + page_size])
        progress(100 * first // pages)
        if rest:
            time.sleep(rest * (time.monotonic() - begun))


def _overwrite(descriptor: int, number: int, page: bytes) -> None:
    begin, end = unallocated(page, number)
    if end:
        # Of a page that SQLite has in memory, it may write the middle again: then it is in the log once more.
        os.pwrite(descriptor, bytes(end - begin), (number - 1) * len(page) + begin)


class Leftovers:
    """What is left in the pages of the log, and then in those of the file; the writing connection's.

    `find` before the log is copied into the file, and `overwrite` once all of it is there. Between the two,
    what was found is only in memory: after a run that came to no clean end, the file has to be swept.
    """

    def __init__(self, connection: apsw.Connection, file: DatabaseFile) -> None:
        self._connection = connection
        self._file = file
        self._page_size: int = 0
        # How many pages of which log were looked at: one that is begun anew has another salt.
        self._seen = 0
        self._salt = b""
        self._found: set[int] = set()
        # What `PRAGMA data_version` was before all of the log was looked at.
        self._version = 0

    @property
    def are_many(self) -> bool:
        """Whether what was found is to be overwritten soon."""
        return len(self._found) >= MANY

    def find_some(self, frames: int) -> None:
        """Do as `find`, once there are many: so that it never takes long."""
        if not 0 <= frames - self._seen < LOOK_PAGES:
            self._find(frames)

    def find(self, frames: int) -> None:
        """Look at those pages of the log, of which there are `frames`, that were not looked at yet."""
        self._version = self._connection.pragma("data_version")
        if frames:
            self._find(frames)

    def _find(self, frames: int) -> None:
        self._page_size = self._page_size or self._connection.pragma("page_size")
        # A log that is lost is found by `DatabaseFile.look`.
        with suppress(FileNotFoundError), self._file.open_log() as log:
            salt = os.pread(log, 8, 16)
            if salt != self._salt:
                self._salt, self._seen = salt, 0
            for at in range(self._seen, frames, READ_PAGES):
                self._look(log, at, min(READ_PAGES, frames - at))
            self._seen = frames

    def _look(self, log: int, first: int, count: int) -> None:
        """Look at some pages of the log; each page as it is in the last place in which it stands there."""
        frame = struct.Struct(f">I{FRAME_HEADER - 4 + self._page_size}x")
        data = os.pread(log, count * frame.size, LOG_HEADER + first * frame.size)
        numbers = frame.iter_unpack(data[: len(data) // frame.size * frame.size])
        latest = {number: at for at, (number,) in enumerate(numbers)}
        for number, at in latest.items():
            begin = at * frame.size + FRAME_HEADER
            if unallocated(data[begin : begin + self._page_size], number)[1]:
                self._found.add(number)

    def overwrite(self) -> bool:
        """Overwrite what was found, once all of the log is in the file; return False where others write."""
        if not self._found or self._connection.pragma("page_count") >= MOST_PAGES:
            self._found.clear()
            return True
        with self._alone() as is_alone:
            if is_alone:
                for number in sorted(self._found):
                    page = os.pread(self._file.descriptor, self._page_size, (number - 1) * self._page_size)
                    _overwrite(self._file.descriptor, number, page)
                os.fdatasync(self._file.descriptor)
                self._found.clear()
        return is_alone

    def sweep(self, progress: Progress) -> bool:
        """Do so with all pages, once all of the log is in the file; return False where others write."""
        with self._alone() as is_alone:
            if is_alone:
                sweep(self._file.descriptor, self._connection.pragma("page_size"), progress=progress)
                os.fdatasync(self._file.descriptor)
        return is_alone

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Keep others from writing; tell whether they have not done so since the log was looked at.

        Then all of the log is in the file, and nobody has anything to copy there.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except apsw.BusyError:
            yield False
            return
        try:
            yield self._connection.pragma("data_version") == self._version
        finally:
            self._connection.execute("ROLLBACK")
