"""Holds the data directory of a server that does not run, for commands that write into its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NotOwner, ServerRuns
from salon.storage.directory import DataDirectory, owner_for_root
from salon.storage.port import DirectoryInUse


@contextmanager
def stopped(settings: Settings, command: str) -> Iterator[DataDirectory]:
    """Hold the data directory within the `with` block; no server can start there meanwhile.

    `command`: the one of `salon` that needs it, for whoever has to run it as another user.
    Raises `ServerRuns`, `NotOwner` and the failures of the directory.
    """
    path = Path(settings.data)
    if user := owner_for_root(path):
        raise NotOwner(path=str(path), user=user, command=command)
    try:
        directory = DataDirectory(path, settings.name)
    except DirectoryInUse as error:
        raise ServerRuns(path=error.fields["path"], pid=error.fields["pid"]) from error
    with directory:
        yield directory
