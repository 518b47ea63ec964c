"""Erasing a person: asked first, and told what is gone."""

import io
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from harness.storing import write
from salon.admin.erasing import copies_with, erase_person
from salon.admin.talk import EXIT_DONE, EXIT_REFUSED, Talk
from salon.core.account_events import AccountRegistered, Remains
from salon.server.settings.tree import Settings
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language
from salon.wire.admin import Done, Erase, OneAccount, Refused, Request


def erase(answer: str, monkeypatch: pytest.MonkeyPatch, remains: Remains) -> tuple[int, list[Request]]:
    """Erase ann; return the exit code, and what the server was asked."""
    asked: list[Request] = []

    def ask(request: Request) -> list[Done]:
        asked.append(request)
        return [Done("The account ann has been deleted.")]

    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    talk = Talk(ask, load_language("en"), as_json=False)
    return erase_person(talk, "ann", remains, sure=not answer), asked


@pytest.mark.parametrize(
    ("remains", "told"),
    [
        (Remains.KEEP, "Kept: all messages"),
        (Remains.ANONYMOUS, "deleted*"),
        (Remains.DELETE, "Gone: all messages"),
    ],
)
@pytest.mark.parametrize("answer", ["y\n", "oui\n", ""])
def test_it_is_told_what_is_gone(
    remains: Remains,
    told: str,
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And what is kept, and why."""
    looked: list[Request] = [OneAccount(name="ann")] if answer else []
    assert erase(answer, monkeypatch, remains) == (EXIT_DONE, [*looked, Erase(name="ann", messages=remains)])
    output = capsys.readouterr().out
    assert told in output
    assert "Kept: backups" in output


@pytest.mark.parametrize("answer", ["n\n", "\n", "ann\n"])
def test_nothing_is_done_unless_agreed(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is asked only whether there is such an account."""
    assert erase(answer, monkeypatch, Remains.DELETE) == (EXIT_REFUSED, [OneAccount(name="ann")])


def test_nothing_is_asked_about_an_account_that_does_not_exist(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The refusal is all that is said."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    asked: list[Request] = []

    def ask(request: Request) -> list[Refused]:
        asked.append(request)
        return [Refused("NO_SUCH_ACCOUNT", "No account ann.")]

    talk = Talk(ask, load_language("en"), as_json=False)
    assert erase_person(talk, "ann", Remains.DELETE, sure=False) == EXIT_REFUSED
    assert asked == [OneAccount(name="ann")]
    captured = capsys.readouterr()
    assert captured.out + captured.err == "No account ann.\n"


def test_copies_that_still_hold_the_person_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dated backups, and those from before an upgrade; others are not. What cannot be read may hold them."""
    settings = Settings(data=str(tmp_path))
    (tmp_path / "backups").mkdir()
    with_ann = tmp_path / "backups" / "salon-20260101T000000Z.db"
    without = tmp_path / "backups" / "salon-20260102T000000Z.db"
    broken = tmp_path / "backups" / "salon-20260103T000000Z.db"
    for file, names in ((with_ann, ("Ann", "ben")), (without, ("ben",))):
        with closing(SqliteStorage(file, Durability.PROCESS)) as storage:
            write(storage, *(AccountRegistered(n, name, "", 0) for n, name in enumerate(names, 1)))
    broken.write_bytes(b"nothing of the kind, whatever its name says" * 100)
    assert copies_with(settings, "ann") == [with_ann, broken]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    ask = [Done("The account ann has been deleted.")]
    copies = partial(copies_with, settings)
    talk = Talk(lambda _: ask, load_language("en"), as_json=False, copies=copies)
    erase_person(talk, "ann", Remains.DELETE, sure=False)
    output = capsys.readouterr().out
    assert f"still in this copy: {with_ann}" in output
    assert str(without) not in output
