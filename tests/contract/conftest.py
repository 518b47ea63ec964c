"""The storages that the suites here are for, each in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.storing import ALICE, write
from salon.core.events import ChannelFounded, ModeChange, ModesChanged
from salon.storage.port import Durability, Storage
from salon.storage.sqlite import SqliteStorage

Open = Callable[[], Storage]

STORAGES: dict[str, Callable[[Path], Storage]] = {
    "sqlite-full": lambda directory: SqliteStorage(directory / "salon.db", Durability.FULL),
    "sqlite-process": lambda directory: SqliteStorage(directory / "salon.db", Durability.PROCESS),
}


@pytest.fixture(params=STORAGES)
def open_storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open the same storage, again and again; the one that was opened before is closed first."""
    opened: list[Storage] = []

    def reopen() -> Storage:
        while opened:
            opened.pop().close()
        opened.append(STORAGES[request.param](tmp_path))
        return opened[0]

    yield reopen
    while opened:
        opened.pop().close()


@pytest.fixture
def storage(open_storage: Open) -> Storage:
    """Return a new storage that is loaded, with one channel that is kept."""
    opened = open_storage()
    opened.load()
    change = ModeChange("s", adding=True)
    write(opened, ChannelFounded(1, "#1", 5), ModesChanged(ALICE, 1, "#1", (change,), 9))
    return opened
