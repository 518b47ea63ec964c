"""What is said of a check: what the database holds, what is wrong and what to do, when the disk is full."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import apsw
import pytest

from harness.storing import said, write
from salon.archive.checking import verify
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NoBackup, NoDatabase
from salon.storage.checks import USUAL_BYTES
from salon.storage.port import Durability, NewerDatabase, NotADatabase
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language

EN, FR = load_language("en"), load_language("fr")
DAY = 86_400_000


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Make a sound database, with a hundred messages of today."""
    monkeypatch.setattr("os.nice", lambda _: 0)  # this process goes on to other tests
    path = tmp_path / "data" / "salon.db"
    path.parent.mkdir(mode=0o700)
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        write(storage, *(said(sequence) for sequence in range(1, 101)))
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("UPDATE message SET time = ?, channel = NULL", (time.time_ns() // 1_000_000,))
    return Settings(data=str(path.parent))


@pytest.fixture
def writing(settings: Settings) -> Iterator[apsw.Connection]:
    """Open it to do harm."""
    with closing(apsw.Connection(f"{settings.data}/salon.db")) as connection:
        yield connection


def have_free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let so many bytes of the disk be free."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=size, f_frsize=1))


def test_a_sound_database_says_when_the_disk_is_full(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From how it grew lately."""
    have_free(monkeypatch, 20 * 100 * USUAL_BYTES)
    assert verify(settings, None, EN)
    first, second, third, fourth = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{settings.data}/salon.db holds 100 messages (the last one of 20")
    assert second == "Nothing is wrong."
    assert third.startswith("People lately sent 100 messages a day; each takes ")
    assert fourth.startswith("The disk will be full in about 20 days (20")
    have_free(monkeypatch, 4_000 * 100 * USUAL_BYTES)
    verify(settings, None, EN)
    assert "will not fill the disk within ten years" in capsys.readouterr().out


def test_only_messages_that_people_can_read_are_counted(
    settings: Settings, writing: apsw.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    """A topic, tags alone, and what is left of a deleted message are rows of the same table."""
    for kind, count in (("topic", 10), ("tagmsg", 20), ("redacted", 30)):
        writing.execute("UPDATE message SET kind = ? WHERE sequence <= ? AND kind = 'privmsg'", (kind, count))
    verify(settings, None, EN)
    first, *_, growth, _ = capsys.readouterr().out.splitlines()
    assert " holds 70 messages (" in first
    assert growth.startswith("People lately sent 70 messages a day; ")


def test_a_program_reads_it(
    settings: Settings,
    writing: apsw.Connection,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As one JSON object: the forecast, what is wrong, and how much there is."""

    def checked() -> dict[str, Any]:
        verify(settings, None, EN, as_json=True)
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    path = Path(settings.data, "salon.db")
    size = path.stat().st_size
    have_free(monkeypatch, 20 * 100 * USUAL_BYTES)
    found = checked()
    forecast = found.pop("forecast")
    assert found == {
        "file": str(path),
        "sound": True,
        "problems": [],
        "notes": [],
        "bytes": size,
        "messages": 100,
        "schema": found["schema"],
    }
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", forecast.pop("full_on"))
    assert forecast == {
        "messages_a_day": 100.0,
        "bytes_a_message": USUAL_BYTES,
        "free_bytes": 20 * 100 * USUAL_BYTES,
        "full_in_days": 20,
    }
    have_free(monkeypatch, 4_000 * 100 * USUAL_BYTES)
    assert (checked()["forecast"]["full_in_days"], checked()["forecast"]["full_on"]) == (None, None)
    writing.execute("DELETE FROM meta WHERE key = 'secret'")
    found = checked()
    assert (found["sound"], found["messages"], found["forecast"]) == (False, None, None)
    assert len(found["problems"]) == 1


def test_a_server_in_which_nobody_talks_fills_no_disk(
    settings: Settings, writing: apsw.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the room is said."""
    writing.execute("DELETE FROM message")
    assert verify(settings, None, EN)
    assert capsys.readouterr().out.splitlines()[-1].endswith(" are free on the disk.")


def test_what_is_wrong_is_said_with_what_to_do(
    settings: Settings, writing: apsw.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the language of the owner."""
    writing.execute("DELETE FROM meta WHERE key = 'secret'")
    Path(settings.data).chmod(0o755)
    Path(settings.data, "salon.db").chmod(0o644)
    assert not verify(settings, None, FR)
    told = capsys.readouterr().out
    assert told.count("À corriger\u00a0: ") == 2
    assert "chmod go= " in told
    assert "salon restore" in told


def test_a_note_is_nothing_wrong(
    settings: Settings, writing: apsw.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is that of a sound database."""
    writing.execute("UPDATE message SET time = time + ? WHERE sequence = 1", (2 * DAY,))
    assert verify(settings, None, EN)
    assert "Note: 1 message is dated in the future: " in capsys.readouterr().out


def test_a_torn_file_is_told(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A backup has no forecast."""
    torn = tmp_path / "saved.db"
    data = bytearray(Path(settings.data, "salon.db").read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    torn.write_bytes(data)
    assert not verify(settings, torn, EN)
    told = capsys.readouterr().out
    assert told.startswith("Wrong: Its structure is damaged: ")
    assert "Stop the server, copy the data directory" in told
    assert "disk will" not in told


def test_an_older_backup_is_checked_as_far_as_it_can_be(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says so."""
    released = Path(__file__).parents[2] / "released" / "salon-0.1.db"
    assert verify(settings, released, EN)
    assert "It is from an older version" in capsys.readouterr().out


def test_what_is_no_database_is_refused(settings: Settings, writing: apsw.Connection, tmp_path: Path) -> None:
    """Or not there, or of a later version."""
    (tmp_path / "letter").write_text("Dear Bob, " * 500, "utf-8")
    with pytest.raises(NotADatabase):
        verify(settings, tmp_path / "letter", EN)
    with pytest.raises(NoBackup):
        verify(settings, tmp_path / "missing", EN)
    with pytest.raises(NoDatabase):
        verify(Settings(data=str(tmp_path)), None, EN)
    writing.pragma("user_version", 999)
    with pytest.raises(NewerDatabase):
        verify(settings, None, EN)
