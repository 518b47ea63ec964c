"""The commands of the archive as a person types them, on the data of a server that does not run."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.storing import said, write
from salon.cli import build_command
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
    assert "keep it where nobody else reads" in second
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
        (str(data), "cannot be used: it is a directory"),
    ):
        refused = salon("backup", file, "--force")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert text in refused.stderr
    assert "Il n'y a pas de base" in salon("backup", "x", "--data", "elsewhere", language="fr").stderr
    assert salon("backup").exit_code == 2
