"""Erasing a person: asked first, and told what is gone."""

import io

import pytest

from salon.admin.erasing import erase_person
from salon.admin.talk import EXIT_DONE, EXIT_REFUSED, Talk
from salon.core.account_events import Remains
from salon.texts.language import load_language
from salon.wire.admin import Done, Erase, Request


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
    assert erase(answer, monkeypatch, remains) == (EXIT_DONE, [Erase(name="ann", messages=remains)])
    output = capsys.readouterr().out
    assert told in output
    assert "Kept: backups" in output


@pytest.mark.parametrize("answer", ["n\n", "\n", "ann\n"])
def test_nothing_is_done_unless_agreed(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is not even asked."""
    assert erase(answer, monkeypatch, Remains.DELETE) == (EXIT_REFUSED, [])
