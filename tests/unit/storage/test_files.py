"""What is made lasts: its name is on the disk, too."""

import os
import shutil
from pathlib import Path

import pytest

from salon.storage.directory import DataDirectory
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.storage.upgrades import copies_of

RELEASED = Path(__file__).parents[2] / "released" / "salon-0.1.db"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, list[str]]]:
    """Note each directory that is synced, with the names that it has then."""
    found: list[tuple[Path, list[str]]] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            found.append((path, sorted(entry.name for entry in path.iterdir())))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return found


def test_the_name_of_a_new_database_lasts(tmp_path: Path, synced: list[tuple[Path, list[str]]]) -> None:
    """After a loss of power, too: else all that was committed would be in a file without a name."""
    SqliteStorage(tmp_path / "salon.db", Durability.FULL).close()
    assert (tmp_path, ["salon.db"]) in synced


def test_the_name_of_a_copy_lasts(tmp_path: Path, synced: list[tuple[Path, list[str]]]) -> None:
    """Before the schema changes: it is the way back."""
    shutil.copy(RELEASED, tmp_path / "salon.db")
    SqliteStorage(tmp_path / "salon.db", Durability.FULL).close()
    (copy,) = copies_of(tmp_path / "salon.db")
    assert any({"salon.db", copy.name} <= {*names} for _, names in synced)


def test_the_names_of_new_directories_last(tmp_path: Path, synced: list[tuple[Path, list[str]]]) -> None:
    """Each stands in the one above it, and that is synced once it does."""
    DataDirectory(tmp_path / "a" / "b", "salon.example").release()
    assert (tmp_path, ["a"]) in synced
    assert (tmp_path / "a", ["b"]) in synced
