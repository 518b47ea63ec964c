"""Keeps a copy of the database as it is before its schema changes: the way back to the version before."""

import logging
import os
import time
from pathlib import Path
from typing import Final

import apsw

from salon.storage.files import make_file, sync_directory
from salon.storage.port import NoRoomForCopy
from salon.texts.marks import N_

log = logging.getLogger("salon.storage")

STEP_PAGES: Final = 16_384
"""Pages that are copied at once: 64 MiB of the usual 4 KiB."""

SECONDS_BETWEEN_WORDS: Final = 5.0


def keep_copy(connection: apsw.Connection, path: Path, schema: int, *, vfs: str | None = None) -> Path:
    """Copy the database at `path` before it is brought to a schema's number, and return the copy's path.

    It holds what is in the log, too. It is whole and on disk, or not there under its name. Raises
    `NoRoomForCopy`, OSError and the errors of SQLite.
    """
    size = connection.pragma("page_count") * connection.pragma("page_size")
    place = os.statvfs(path.parent)
    free = place.f_bavail * place.f_frsize
    if size > free:
        raise NoRoomForCopy(path=str(path), size=size, free=free)
    copy = path.with_name(f"{path.name}.before-{schema}")
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)  # of a start that did not come to its end
    try:
        make_file(part)
        _copy(connection, part, vfs)
        part.rename(copy)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_directory(copy.parent)
    log.info(
        N_("the schema of the database will be number %(schema)d; as it was, it is kept in %(copy)s"),
        {"schema": schema, "copy": str(copy)},
    )
    return copy


def _copy(source: apsw.Connection, path: Path, vfs: str | None) -> None:
    target = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs)
    try:
        target.pragma("journal_mode", "off")  # a copy that is not finished is thrown away
        target.pragma("synchronous", "full")
        said = time.monotonic()
        with target.backup("main", source, "main") as backup:
            while not backup.done:
                backup.step(STEP_PAGES)
                if time.monotonic() - said >= SECONDS_BETWEEN_WORDS:
                    said = time.monotonic()
                    done = 100 - 100 * backup.remaining // max(backup.page_count, 1)
                    copying = N_("copying the database before its schema changes: %(done)d %%")
                    log.info(copying, {"done": done})
    finally:
        target.close()
