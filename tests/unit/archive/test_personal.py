"""All that is stored about one person, in a file."""

import json
from pathlib import Path

import pytest

from harness.irc_accounts import PASSWORD, join_with_account
from harness.world import World
from salon.archive.personal import export
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NoDatabase
from salon.texts.language import load_language

ENGLISH = load_language("en")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a server in whose chat amelie and zoe have talked; it still runs."""
    world = World(database=tmp_path / "salon.db")
    zoe = join_with_account(world, "zoe", "#club")
    amelie = join_with_account(world, "Amelie", "#club", "#own")
    amelie.send("PRIVMSG #club :in public", "PRIVMSG zoe :in private", "SILENCE zoe", "MODE #own +b x!*@*")
    zoe.send("PRIVMSG #club :not hers", "MODE #club +b ~a:amelie")
    amelie.send("SILENCE -zoe", "SILENCE noisy", "PERSISTENCE SET ON")
    amelie.send("CAP REQ draft/metadata-3", "METADATA * SET status tea")
    zoe.send("PRIVMSG amelie :for her")
    return Settings(data=str(tmp_path))


def test_all_that_is_stored_is_in_it(settings: Settings, tmp_path: Path) -> None:
    """And nothing that would prove who one is; for its reader alone."""
    file = tmp_path / "amelie.json"
    assert export(settings, "amelie", file, ENGLISH)
    assert file.stat().st_mode & 0o777 == 0o600
    found = json.loads(file.read_text("utf-8"))
    assert (found["format"], found["account"]["name"]) == ("salon-person-1", "Amelie")
    assert [its["text"] for its in found["messages"]] == ["in public", "in private"]
    assert [its["channel"] for its in found["messages"]] == ["#club", None]
    assert [(its["nick"], its["text"]) for its in found["received"]] == [("zoe", "for her")]
    assert [its["name"] for its in found["owned_channels"]] == ["#own"]
    assert [its["mask"] for its in found["bans_of_them"]] == ["~a:amelie"]
    assert [its["mask"] for its in found["bans_by_them"]] == ["x!*@*"]
    assert [its["blocked"] for its in found["blocks"]] == ["noisy!*@*"]
    assert found["metadata"] == [{"key": "status", "value": "tea"}]
    assert [its["name"] for its in found["memberships"]] == ["#club", "#own"]
    assert "argon2" not in file.read_text("utf-8")
    assert PASSWORD not in file.read_text("utf-8")


def test_no_file_is_overwritten(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And for nobody there is none."""
    file = tmp_path / "there.json"
    file.write_text("mine", "utf-8")
    assert not export(settings, "amelie", file, ENGLISH)
    assert file.read_text("utf-8") == "mine"
    assert not export(settings, "nobody", tmp_path / "new.json", ENGLISH)
    assert not (tmp_path / "new.json").exists()
    why = "there is a file of that name already. Name a file that does not exist yet."
    assert capsys.readouterr().err.splitlines() == [
        f"{file} cannot be written: {why}",
        "There is no account called nobody.",
    ]


def test_without_a_database(tmp_path: Path) -> None:
    """There is nothing to write."""
    with pytest.raises(NoDatabase):
        export(Settings(data=str(tmp_path)), "amelie", tmp_path / "a.json", ENGLISH)
