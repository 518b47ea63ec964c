"""The command `salon admin` as a person types it, on the data of a server that does not run."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from salon.cli import build_command
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be where a server has run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "salon-data").mkdir()
    storage = SqliteStorage(tmp_path / "salon-data" / "salon.db", Durability.PROCESS)
    storage.load()
    storage.close()
    return tmp_path


def admin(*arguments: str, given: str = "", language: str = "en") -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(
        build_command(load_language(language)), ["admin", *arguments], input=given, prog_name="salon"
    )


def test_an_account_is_made_listed_and_deleted() -> None:
    """With a password that is read as one line."""
    made = admin("account-add", "alice", given="secret-8\n")
    assert (made.exit_code, made.stdout) == (0, "The account alice has been created.\n")
    assert admin("account-add", "alice", given="secret-8\n").exit_code == 1
    (listed,) = map(json.loads, admin("accounts", "--json").stdout.splitlines())
    assert listed["row"]["usable"] is True
    assert "alice" in admin("account", "alice").stdout
    assert admin("account-rename", "alice", "zoé").stdout == "The account is now called zoé.\n"
    assert admin("account-suspend", "zoé").exit_code == 0
    assert "suspended" in admin("accounts").stdout
    assert admin("account-restore", "zoé").exit_code == 0
    assert "suspended" not in admin("accounts").stdout
    assert admin("account-drop", "zoé").exit_code == 0
    assert admin("accounts", "--json").stdout == ""


@pytest.mark.parametrize("given", ["", "\n", "a\tb\n", "x" * 1025])
def test_a_password_that_is_none_makes_no_account(given: str) -> None:
    """Nor one without a password, for that has an option of its own."""
    assert admin("account-add", "alice", given=given).exit_code != 0
    assert admin("accounts", "--json").stdout == ""


def test_without_a_password_there_is_a_code() -> None:
    """It is shown once, and for an account that was made just now only."""
    made = admin("account-add", "alice", "--no-password", "--operator")
    assert "The code, which is shown this once: " in made.stdout
    assert "operator, no password" in admin("accounts").stdout
    again = admin("account-add", "alice", "--no-password")
    assert (again.exit_code, again.stdout) == (1, "")
    assert admin("password-reset", "alice", "--days", "0").exit_code == 0
    assert len(admin("invitations", "--json").stdout.splitlines()) == 2


def test_an_operator_is_made_and_unmade() -> None:
    """By the name of the account."""
    admin("account-add", "alice", given="secret-8\n")
    assert admin("operator", "alice").stdout == "alice is now a server operator.\n"
    assert admin("operator", "alice", "--revoke").stdout == "alice is no longer a server operator.\n"
    assert admin("operator", "bob").exit_code == 1


def test_an_invitation_is_given_listed_and_taken_back() -> None:
    """With as many uses and channels as were asked for."""
    invited = admin("invite", "--uses", "3", "--days", "2", "--channel", "#a", "--channel", "#b", "--json")
    code = json.loads(invited.stdout)
    assert (code["uses"], code["channels"]) == (3, ["#a", "#b"])
    (row,) = (json.loads(line)["row"] for line in admin("invitations", "--json").stdout.splitlines())
    assert admin("invite-revoke", row["id"]).exit_code == 0
    assert admin("invitations", "--json").stdout == ""


@pytest.mark.parametrize("option", [("--uses", "0"), ("--uses", "x"), ("--days", "-1"), ("--days", "99999")])
def test_a_number_has_bounds(option: tuple[str, str]) -> None:
    """They are told in the user's language."""
    refused = admin("invite", *option, language="fr")
    assert refused.exit_code == 2
    assert "un nombre de" in refused.stderr


def test_a_list_of_people_has_accounts_and_a_sheet() -> None:
    """The sheet is a file, if one is named."""
    Path("list.csv").write_text("nom\nalice\nbob\n", "utf-8")
    made = admin("accounts-add", "--csv", "list.csv", "--sheet", "sheet.txt")
    assert made.exit_code == 0
    assert made.stdout == "The sheet sheet.txt has the codes of 2 people: print it, then delete it.\n"
    assert Path("sheet.txt").read_text("utf-8").count("Code: ") == 2
    assert admin("accounts-add", "--csv", "none.csv").exit_code == 2


def test_nobody_is_there_to_be_put_out() -> None:
    """And the counts say so."""
    assert admin("kick", "alice", "bye").exit_code == 1
    assert admin("log", "--count", "5", "--before", "9").stdout == ""
    assert admin("sessions", "--json").stdout == ""
    assert admin("channels", "--asleep", "--json").stdout == ""
    assert json.loads(admin("statistics", "--json").stdout)["row"]["people"] == 0


def test_a_wrong_directory_or_configuration_is_told() -> None:
    """With the exit code of what was not asked at all."""
    wrong = admin("accounts", "--data", "elsewhere")
    assert wrong.exit_code == 2
    assert "--data" in wrong.stderr
    Path("salon.toml").write_text("colour = 1\n", "utf-8")
    assert admin("accounts").exit_code == 2
    Path("other.toml").write_text("data = 'elsewhere'\n", "utf-8")
    assert "elsewhere" in admin("accounts", "--config", "other.toml").stderr
