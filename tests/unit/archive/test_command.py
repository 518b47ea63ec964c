"""The commands of the archive as a person types them, on the data of a server that does not run."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.storing import said, write
from salon.archive import restoring
from salon.cli import build_command
from salon.storage.directory import DataDirectory
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be where a server has run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.nice", lambda _: 0)  # this process goes on to other tests
    (tmp_path / "salon-data").mkdir()
    storage = SqliteStorage(tmp_path / "salon-data" / "salon.db", Durability.PROCESS)
    write(storage, *(said(sequence) for sequence in range(1, 11)))
    storage.close()
    return tmp_path / "salon-data"


def salon(*arguments: str, given: str = "", language: str = "en") -> Result:
    """Run a command within this process."""
    return CliRunner().invoke(
        build_command(load_language(language)), arguments, input=given, prog_name="salon"
    )


def test_a_backup_says_what_it_holds_and_what_not(tmp_path: Path, data: Path) -> None:
    """The files that are named are those that are there."""
    done = salon("backup", "saved.db")
    assert (done.exit_code, done.stderr) == (0, "")
    first, second, *rest = done.stdout.splitlines()
    assert first.startswith("Saved and checked: saved.db (")
    assert "10 messages (the last one of 1970-01-01 " in first
    assert first.endswith("), 0 accounts.")
    assert "keep it where nobody else can read it" in second
    assert rest == []
    (tmp_path / "salon.toml").write_text('motd_file = "hello.txt"\n', "utf-8")
    (tmp_path / "hello.txt").write_text("hello", "utf-8")
    (data / "tls-key.pem").write_text("key", "utf-8")
    last = salon("backup", "--force", "saved.db").stdout.splitlines()[-1]
    assert last.endswith("as well: hello.txt, salon-data/tls-key.pem, salon.toml.")


def test_a_backup_that_is_refused_says_what_to_do(data: Path) -> None:
    """In the language of the person, and with an exit code."""
    for file, text in (
        (str(data / "salon.db"), "belongs to the database itself"),
        ("missing/saved.db", "There is no directory "),
        (str(data), f"{data} is a directory. Name a file in it, such as {data}/backup.db."),
    ):
        refused = salon("backup", file, "--force")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert text in refused.stderr
    assert "Il n'y a pas de base" in salon("backup", "x", "--data", "elsewhere", language="fr").stderr
    assert salon("backup").exit_code == 2


def test_a_restore_shows_what_it_does_and_needs_a_yes(tmp_path: Path, data: Path) -> None:
    """Where nobody can be asked, that is said; nothing is changed then."""
    salon("backup", "saved.db")
    with closing(SqliteStorage(data / "salon.db", Durability.PROCESS)) as storage:
        write(storage, said(11))
    refused = salon("restore", "saved.db")
    assert refused.exit_code == 1
    assert (
        refused.stderr
        == "Salon cannot ask for your agreement here. To go on, add --yes.\nNothing was changed.\n"
    )
    first, second, third = refused.stdout.splitlines()
    assert first.startswith("saved.db holds 10 messages (the last one of 1970-01-01 ")
    assert second.startswith("It takes the place of salon-data/salon.db: 11 messages (")
    assert third.startswith("All changes since the backup are undone: ")
    done = salon("restore", "saved.db", "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    (kept,) = data.glob("salon.db.replaced-*")
    assert f"kept as salon-data/{kept.name}." in done.stdout
    assert "10 messages" in salon("backup", "again.db").stdout
    assert "11 messages" in salon("restore", str(kept)).stdout
    assert tmp_path.joinpath("saved.db").exists()


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("y\n", 1), ("\n", 1), ("no\n", 1)])
def test_a_person_is_asked(answer: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the whole word is an agreement."""
    salon("backup", "saved.db")
    monkeypatch.setattr(restoring, "can_ask", lambda: True)
    done = salon("restore", "saved.db", given=answer)
    assert done.exit_code == code
    assert "Type yes to go on: " in done.stderr


def test_a_restore_elsewhere_makes_the_directory(tmp_path: Path) -> None:
    """As on a new machine; of an older version it says that the schema will be changed."""
    released = Path(__file__).parents[2] / "released" / "salon-0.1.db"
    done = salon("restore", str(released), "--data", "new/data", "--yes")
    assert done.exit_code == 0
    assert "its schema, number 4, is changed at the next start" in done.stdout
    assert "\nRestored.\nStart the server: " in done.stdout
    assert (tmp_path / "new" / "data" / "salon.db").exists()


def test_a_restore_is_refused_while_the_server_runs(data: Path) -> None:
    """It says how to stop it."""
    salon("backup", "saved.db")
    with DataDirectory(data, "salon.example"):
        refused = salon("restore", "saved.db", "--yes")
    assert refused.exit_code == 1
    assert (
        f"A server runs on the data directory salon-data (process {os.getpid()}). Stop it" in refused.stderr
    )


def test_root_does_not_restore_for_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server could not use what root makes."""
    salon("backup", "saved.db")
    monkeypatch.setattr("salon.archive.stopped.owner_for_root", lambda _: "salon")
    refused = salon("restore", "saved.db", "--yes")
    assert refused.exit_code == 1
    assert "sudo -u salon salon restore" in refused.stderr


def test_a_check_has_an_exit_code(tmp_path: Path) -> None:
    """0 where nothing is wrong, 1 where something is."""
    assert salon("check").exit_code == 0
    (tmp_path / "letter").write_text("Dear Bob, " * 500, "utf-8")
    assert salon("check", "letter").exit_code == 1
