"""The data directory: who may have it, and what is said to who may not."""

import os
import signal
import stat
import subprocess
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from harness.storing import child
from salon.storage.directory import DataDirectory
from salon.storage.port import DirectoryInUse, DirectoryUnusable, DiskFull

HOLDER = """
import pathlib, sys
from salon.storage.directory import DataDirectory
held = DataDirectory(pathlib.Path(sys.argv[1]), "first.example")
print("ready", flush=True)
sys.stdin.read()
"""

NOBODY = 65534


def holder(path: Path) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run another process that holds the directory."""
    return child(HOLDER, str(path))


def mode_of(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_directory_is_made_for_this_user_alone(tmp_path: Path) -> None:
    """The directory and all above it that is missing are made; nobody else may look into it."""
    with DataDirectory(tmp_path / "a" / "b", "salon.example") as held:
        assert held.path == tmp_path / "a" / "b"
        assert held.database.parent == held.path
        assert mode_of(held.path) == 0o700
        assert [mode_of(path) for path in held.path.iterdir()] == [0o600]


def test_a_second_server_is_told_of_the_first(tmp_path: Path) -> None:
    """The error names the first server and its process."""
    with holder(tmp_path) as first:
        with pytest.raises(DirectoryInUse) as caught:
            DataDirectory(tmp_path, "second.example")
        assert caught.value.fields == {"path": str(tmp_path), "name": "first.example", "pid": str(first.pid)}
        assert "first.example" in str(caught.value)
        assert str(first.pid) in str(caught.value)


def test_a_directory_is_held_before_it_is_made(tmp_path: Path) -> None:
    """One that is there is held at once, one that is not is left alone until it is to be made."""
    with holder(tmp_path), pytest.raises(DirectoryInUse):
        DataDirectory(tmp_path, "second.example", make=False)
    with DataDirectory(tmp_path, "a", make=False) as held:
        held.make()
        with pytest.raises(DirectoryInUse):
            DataDirectory(tmp_path, "b")
    with DataDirectory(tmp_path / "new", "a", make=False) as held:
        assert not held.path.exists()
        held.make()
        with pytest.raises(DirectoryInUse):
            DataDirectory(tmp_path / "new", "b")


def test_a_killed_server_leaves_the_directory_free(tmp_path: Path) -> None:
    """Nobody has to remove a file after a kill -9, and the next holder is named, not the last."""
    with holder(tmp_path) as first:
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=10)
        with DataDirectory(tmp_path, "b"):
            with pytest.raises(DirectoryInUse) as caught:
                DataDirectory(tmp_path, "c")
            assert caught.value.fields == {"path": str(tmp_path), "name": "b", "pid": str(os.getpid())}


def test_a_released_directory_is_free(tmp_path: Path) -> None:
    """The same process may take it again."""
    DataDirectory(tmp_path, "a").release()
    DataDirectory(tmp_path, "b").release()


def test_a_child_does_not_keep_the_directory(tmp_path: Path) -> None:
    """A program that the server started does not hold the directory after it."""
    held = DataDirectory(tmp_path, "a")
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        held.release()
        DataDirectory(tmp_path, "b").release()
        child.kill()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    """What is no directory cannot be used, and the error says which path that is."""
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(DirectoryUnusable) as caught:
        DataDirectory(path, "a")
    assert str(path) in str(caught.value)
    with pytest.raises(DirectoryUnusable):
        DataDirectory(path, "a", make=False)


def test_an_unwritable_directory_is_named() -> None:
    """Where this user may not write, the error says where that is and what to do."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o555)
        if os.geteuid() == 0:  # root may write everywhere
            os.seteuid(NOBODY)
        try:
            with pytest.raises(DirectoryUnusable) as caught:
                DataDirectory(path, "a")
        finally:
            os.seteuid(os.getuid())
    assert str(path) in str(caught.value)
    assert "writable" in str(caught.value)


def test_a_full_disk_is_called_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for the lock's few bytes is not taken for a wrong directory."""

    def no_room(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", no_room)
    with pytest.raises(DiskFull):
        DataDirectory(tmp_path, "a")
    monkeypatch.undo()
    DataDirectory(tmp_path, "a").release()
