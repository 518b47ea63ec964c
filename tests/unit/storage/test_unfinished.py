"""A file has its name when it is whole; what fails leaves nothing, and what a kill left is written over."""

from pathlib import Path

import pytest

from salon.storage.backup_failures import BackupUnderWay
from salon.storage.port import DirectoryUnusable
from salon.storage.unfinished import unfinished


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """For this user alone."""
    target = tmp_path / "a"
    (tmp_path / "a.part").write_text("of one that was killed", "utf-8")
    (tmp_path / "a.part").chmod(0o644)
    with unfinished(target) as part:
        assert part.read_bytes() == b""
        with pytest.raises(BackupUnderWay), unfinished(target):
            pass
        part.write_bytes(b"whole")
        part.rename(target)
    assert target.read_bytes() == b"whole"
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ZeroDivisionError), unfinished(target):
        raise ZeroDivisionError
    assert [its.name for its in tmp_path.iterdir()] == ["a"]


def test_another_name_of_a_file_costs_it_nothing(tmp_path: Path) -> None:
    """Not even where somebody gave it that of what is unfinished."""
    (tmp_path / "salon.db").write_bytes(b"everything")
    (tmp_path / "a.part").hardlink_to(tmp_path / "salon.db")
    with unfinished(tmp_path / "a") as part:
        part.write_bytes(b"whole")
    assert (tmp_path / "salon.db").read_bytes() == b"everything"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Somebody else may have laid it there."""
    (tmp_path / "a.part").symlink_to(tmp_path / "mine")
    with pytest.raises(DirectoryUnusable), unfinished(tmp_path / "a"):
        pass
    assert not (tmp_path / "mine").exists()
