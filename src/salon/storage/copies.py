"""Copies a database as it is at one moment, in small steps, while others may go on to use it."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

import apsw
import msgspec

from salon.storage.backup_failures import NoRoomForBackup
from salon.storage.failures import BUSY_MILLISECONDS, NO_ROOM, unusable
from salon.storage.leftovers import sweep
from salon.storage.progress import Progress, silent
from salon.texts.sizes import sized

STEP_PAGES: Final = 256
"""Pages that are copied at once: 1 MiB of the usual 4 KiB, some milliseconds of a disk's time."""

SYNC_STEPS: Final = 16
"""Steps after which the system writes out what was copied: it never has much to do at once, which commits of
the server would have to wait for."""

IN_WORDS: Final = "kind IN ('privmsg', 'notice')"
"""The rows of `message` that people call messages, wherever messages are counted for them."""


class Contents(msgspec.Struct, frozen=True):
    """What is in a database, as far as two of them are compared by it.

    `rows` are those of each table. Of those of messages, `messages` are in words and not deleted; the others
    are topics, tags alone, and what is left of what was deleted. `last` is the sequence of the last message,
    and `time` (ms) when it was said; both are 0 where there is none.
    """

    schema: int
    rows: dict[str, int]
    messages: int
    last: int
    time: int


def contents_of(connection: apsw.Connection) -> Contents:
    """Return what is in a database. It reads all messages: some tenths of a second for a million."""
    named = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [name for (name,) in connection.execute(named)]
    rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').get for name in tables}  # noqa: S608
    schema = connection.pragma("user_version")
    if "message" not in rows:
        return Contents(schema, rows, 0, 0, 0)
    messages = connection.execute(f"SELECT count(*) FROM message WHERE {IN_WORDS}").get  # noqa: S608
    latest = "SELECT sequence, time FROM message ORDER BY sequence DESC LIMIT 1"
    last, when = connection.execute(latest).fetchone() or (0, 0)
    return Contents(schema, rows, messages, last, when)


def open_to_read(path: Path, *, fixed: bool = False) -> apsw.Connection:
    """Open a database without a change to its files, its log included. Raises the errors of SQLite.

    `fixed`: nobody else uses it, unless it has a log. Without one, it is then read as it stands, from a
    place that nobody can write to, too, and no file is made beside it.
    """
    has_log = path.with_name(f"{path.name}-wal").exists()
    if fixed and not has_log:
        uri = f"{path.absolute().as_uri()}?immutable=1"
        return apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    # The next start learns from a log that is there how the last run ended.
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)
    return connection


@contextmanager
def snapshot(connection: apsw.Connection) -> Iterator[None]:
    """Have the connection see one moment in the `with` block, whatever others commit meanwhile."""
    connection.execute("BEGIN")
    try:
        connection.pragma("schema_version")  # the moment is that of the first read
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def copy_database(
    source: apsw.Connection,
    path: Path,
    *,
    rest: float = 0.0,
    reserve: int = 0,
    progress: Progress = silent,
    vfs: str | None = None,
) -> None:
    """Copy what a connection sees into the empty file at `path`, and have it on the disk.

    The connection must be in a `snapshot` where others write, or the copy begins anew with each commit. The
    copy rests after each step, for `rest` times as long as the step took, and leaves `reserve` bytes of the
    disk free. Raises `StorageError` and the errors of SQLite; what is in the file then is of no use.
    """
    with ExitStack() as stack:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        stack.callback(os.close, file)
        target = stack.enter_context(
            closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs))
        )
        target.pragma("journal_mode", "off")  # a copy that is not finished is thrown away
        target.pragma("synchronous", "full")
        page = source.pragma("page_size")
        remaining = source.pragma("page_count")
        try:
            with target.backup("main", source, "main") as backup:
                steps = 0
                while not backup.done:
                    check_room(path, remaining * page + reserve)
                    begun = time.monotonic()
                    backup.step(STEP_PAGES)
                    remaining, steps = backup.remaining, steps + 1
                    if steps % SYNC_STEPS == 0:
                        os.fdatasync(file)
                    progress(100 - 100 * remaining // max(backup.page_count, 1))
                    if rest and remaining:
                        time.sleep(rest * (time.monotonic() - begun))
            # Pages of the log may have something left that was deleted before.
            sweep(file, page, rest=rest, progress=lambda _: progress(100))
            os.fsync(file)
        except apsw.FullError as error:
            raise no_room(path, remaining * page + reserve) from error
        except apsw.IOError as error:
            if target.system_errno in NO_ROOM:
                raise no_room(path, remaining * page + reserve) from error
            raise
        except OSError as error:
            raise (
                no_room(path, remaining * page + reserve) if error.errno in NO_ROOM else unusable(path, error)
            ) from error


def check_room(path: Path, needed: int) -> None:
    """Raise `NoRoomForBackup` where the disk of a file has not so many bytes free."""
    if free_bytes(path.parent) < needed:
        raise no_room(path, needed)


def free_bytes(directory: Path) -> int:
    """Return how many bytes this user can still write to the disk that a directory is on."""
    place = os.statvfs(directory)
    return place.f_bavail * place.f_frsize


def no_room(path: Path, needed: int) -> NoRoomForBackup:
    """Return what is raised where there is not enough room for a file."""
    return NoRoomForBackup(path=str(path), needed=sized(needed), free=sized(free_bytes(path.parent)))
