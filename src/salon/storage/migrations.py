"""Brings a database to the schema that this version knows, by numbered SQL scripts.

`PRAGMA user_version` is the number of the last script that was applied. All that are missing are applied
in one transaction with their numbers: a start that is interrupted changes nothing. A script is never changed
after a release. It must not know what the tables are for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources

import apsw

from salon.storage.port import NewerDatabase, NotADatabase

APPLICATION = 0x53616C6F
"""`PRAGMA application_id` of a database of Salon; the first script sets it."""


@cache
def scripts() -> tuple[str, ...]:
    """Return the SQL scripts, the one numbered 1 first."""
    found = sorted(
        (
            entry
            for entry in (resources.files("salon.storage") / "schema").iterdir()
            if entry.name.endswith(".sql")
        ),
        key=lambda entry: entry.name,
    )
    if [int(entry.name[:4]) for entry in found] != list(range(1, len(found) + 1)):
        raise RuntimeError("the SQL scripts are not numbered 0001, 0002 and so on")
    return tuple(entry.read_text("utf-8") for entry in found)


def check(connection: apsw.Connection, path: str) -> None:
    """Raise `NotADatabase` or `NewerDatabase` when the file must be left alone. Writes nothing."""
    application, version = connection.pragma("application_id"), connection.pragma("user_version")
    if application != APPLICATION and (application or version or _has_tables(connection)):
        raise NotADatabase(path=path)
    if version > len(scripts()):
        raise NewerDatabase(path=path, version=version, known=len(scripts()))


def is_current(connection: apsw.Connection) -> bool:
    """Tell whether the database has seen every script."""
    return bool(connection.pragma("user_version") == len(scripts()))


def migrate(connection: apsw.Connection) -> None:
    """Apply the scripts that the database has not seen yet, all of them or none."""
    done = connection.pragma("user_version")
    if done == len(scripts()):
        return
    with transaction(connection):
        for script in scripts()[done:]:
            connection.execute(script)
        connection.execute(f"PRAGMA user_version = {len(scripts())}")


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """Commit what is executed in the `with` block, or leave nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # after some errors SQLite has already taken everything back
            connection.execute("ROLLBACK")
        raise


def _has_tables(connection: apsw.Connection) -> bool:
    """Tell whether anything was ever made in the database; a start that was killed may leave an empty one."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_schema").get)
