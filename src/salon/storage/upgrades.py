"""Keeps copies of the database as it was before its schema changed: the way back to the version before."""

import logging
import re
import time
from pathlib import Path
from typing import Final

import apsw

from salon.storage.backup_failures import NoRoomForBackup
from salon.storage.backups import remove_surplus, stamp
from salon.storage.copies import copy_database
from salon.storage.files import make_file, sync_directory
from salon.storage.port import UPGRADE_COPIES, NoRoomForCopy
from salon.storage.progress import LoggedProgress
from salon.texts.marks import N_

log = logging.getLogger("salon.storage")

_COPYING: Final = N_("copying the database before its schema changes: %(done)d %%")

_DATED: Final = re.compile(r"\.before-\d+-(\d{8}T\d{6}Z)")


def keep_copy(
    connection: apsw.Connection,
    path: Path,
    schema: int,
    keep: int = UPGRADE_COPIES,
    *,
    vfs: str | None = None,
) -> Path:
    """Copy the database at `path` before it is brought to a schema's number, and return the copy's path.

    It holds what is in the log, too. It is whole and on disk, or not there under its name. Of all such
    copies, `keep` stay. Raises `NoRoomForCopy`, OSError and the errors of SQLite.
    """
    copy = path.with_name(f"{path.name}.before-{schema}-{stamp(time.time_ns() // 1_000_000)}")
    part = path.with_name(f"{path.name}.before-{schema}.part")
    part.unlink(missing_ok=True)  # of a start that did not come to its end
    try:
        make_file(part)
        copy_database(connection, part, progress=LoggedProgress(_COPYING), vfs=vfs)
        part.rename(copy)
    except NoRoomForBackup as error:
        part.unlink(missing_ok=True)
        raise NoRoomForCopy(**{**error.fields, "path": str(path)}) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_directory(copy.parent)
    log.info(
        N_("the schema of the database will be number %(schema)d; as it was, it is kept in %(copy)s"),
        {"schema": schema, "copy": str(copy)},
    )
    for removed in remove_surplus(copies_of(path), keep):
        log.info(N_("the older copy %(copy)s has been removed"), {"copy": str(removed)})
    return copy


def copies_of(path: Path) -> list[Path]:
    """Return the dated copies that are kept of a database, the oldest first."""
    found = ((_DATED.fullmatch(its.name.removeprefix(path.name)), its) for its in path.parent.iterdir())
    return [its for _, its in sorted((match[1], its) for match, its in found if match)]
