"""The data directory of a server that does not run, held by whoever may write there."""

from pathlib import Path

import pytest

from salon.archive.stopped import stopped
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NotOwner, ServerRuns
from salon.storage.directory import DataDirectory


def test_a_server_that_runs_keeps_its_directory(tmp_path: Path) -> None:
    """And one that is to start has to wait for the command."""
    settings = Settings(name="tea.example", data=str(tmp_path / "data"))
    with stopped(settings, "import") as directory:
        assert directory.database == tmp_path / "data" / "salon.db"
        with pytest.raises(ServerRuns), stopped(settings, "import"):
            pass
    with (
        DataDirectory(tmp_path / "data", "tea.example"),
        pytest.raises(ServerRuns),
        stopped(settings, "import"),
    ):
        pass


def test_root_writes_nothing_for_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of that user could not use it."""
    monkeypatch.setattr("salon.archive.stopped.owner_for_root", lambda _path: "salon")
    settings = Settings(name="tea.example", data=str(tmp_path / "data"))
    with pytest.raises(NotOwner) as raised, stopped(settings, "import"):
        pass
    assert raised.value.text.format(**raised.value.fields).endswith(": sudo -u salon salon import ...")
    assert not (tmp_path / "data").exists()
