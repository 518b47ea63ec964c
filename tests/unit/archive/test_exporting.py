"""What was said in channels, in a file: all that a history shows, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from click.testing import CliRunner, Result

from harness.storing import said, write
from salon.cli import build_command
from salon.core.events import MessageKind
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language

CHANNEL = "INSERT INTO channel (id, name, created, topic) VALUES (?, ?, 0, ?)"


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStorage]:
    """Be where a server runs, with two channels and some talk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.nice", lambda _: 0)  # this process goes on to other tests
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "salon-data").mkdir()
    path = tmp_path / "salon-data" / "salon.db"
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        with closing(apsw.Connection(str(path))) as connection:
            connection.execute(CHANNEL, (1, "#1", "tea & <b>cake</b>"))
            connection.execute(CHANNEL, (2, "#É", ""))
            connection.execute("UPDATE meta SET value = 'abcdef' WHERE key = 'identity'")
        write(
            storage,
            said(1, "hello"),
            said(2, "for the leaders", rank=4),
            said(3, "\x01ACTION waves\x01"),
            said(4, "\x01VERSION\x01"),
            said(5, "in private", channel=0),
            said(6, "notice", kind=MessageKind.NOTICE),
            said(7, "d'été", channel=2),
        )
        yield storage


def export(*arguments: str, language: str = "en") -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(
        build_command(load_language(language)), ["export", *arguments], prog_name="salon"
    )


def test_programs_get_a_line_of_json_for_each(tmp_path: Path) -> None:
    """By channel, the oldest first; what was said in private or to a rank is in none."""
    done = export("all.jsonl")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("4 messages and topics were written to all.jsonl.\n")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert lines[0] == {
        "msgid": "abcdef-1",
        "time": "1970-01-01T00:16:40.001Z",
        "channel": "#1",
        "kind": "privmsg",
        "nick": "Alice",
        "text": "hello",
        "account": "alice",
    }
    told = [(line["channel"], line["kind"], line["text"]) for line in lines[1:]]
    assert told == [
        ("#1", "privmsg", "\x01ACTION waves\x01"),
        ("#1", "notice", "notice"),
        ("#É", "privmsg", "d'été"),
    ]
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o777 == 0o600


def test_one_channel_by_its_name(tmp_path: Path) -> None:
    """However it is written; one that is not there is told, and leaves no file."""
    assert export("one.jsonl", "--channel", "#é").exit_code == 0
    (line,) = (tmp_path / "one.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["channel"] == "#É"
    refused = export("none.jsonl", "--channel", "#none")
    assert refused.exit_code == 1
    assert "There is no channel #none." in refused.stderr
    assert not [*tmp_path.glob("none*")]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Whatever it is."""
    (tmp_path / "letter").write_text("Dear Bob", "utf-8")
    assert export("letter").exit_code == 1
    assert (tmp_path / "letter").read_text("utf-8") == "Dear Bob"
    assert export("missing/all.jsonl").exit_code == 1
    assert export("x", "--format", "pdf").exit_code == 2
    assert export("x", "--data", "elsewhere").exit_code == 1


def test_people_get_a_page(tmp_path: Path, storage: SqliteStorage) -> None:
    """In their language; of one channel under its name."""
    write(storage, said(8, "<script>alert(1)</script>"))
    done = export("page.html", "--format", "html", "--channel", "#1", language="fr")
    assert done.exit_code == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    assert '<html lang="fr">' in page
    assert "<title>#1</title>" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "in private" not in page
    assert page.count("<time") == 4


def test_an_older_database_is_to_be_upgraded_first(tmp_path: Path) -> None:
    """By a start of the server."""
    (tmp_path / "old").mkdir()
    released = Path(__file__).parents[2] / "released" / "salon-0.1.db"
    (tmp_path / "old" / "salon.db").write_bytes(released.read_bytes())
    refused = export("all.jsonl", "--data", "old")
    assert refused.exit_code == 1
    assert "Start the server once" in refused.stderr
