"""What comes of a request, for people and for programs."""

from collections.abc import Iterable

import pytest

from salon.admin.talk import EXIT_DONE, EXIT_REFUSED, Talk
from salon.texts.language import load_language
from salon.wire.admin import Accounts, AnyAnswer, Code, Done, Refused, Request, Row

COUNT = {"connections": 1}


def talk(*answers: AnyAnswer, as_json: bool = False, language: str = "en") -> tuple[Talk, list[Request]]:
    """Return a conversation with a server that answers so, and what it is asked."""
    asked: list[Request] = []

    def ask(request: Request) -> Iterable[AnyAnswer]:
        asked.append(request)
        return answers

    return Talk(ask, load_language(language), as_json=as_json), asked


def test_rows_are_a_table_and_words_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    """In their order; each kind of rows is a table of its own."""
    its, asked = talk(Row("Statistics", COUNT), Done("\x1bdone"), language="fr")
    assert its.do(Accounts()) == EXIT_DONE
    assert asked == [Accounts(language="fr")]
    assert capsys.readouterr().out.splitlines()[1] == "\N{REPLACEMENT CHARACTER}done"


def test_a_refusal_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """It goes to the other stream, and nothing is said to be done."""
    its, _ = talk(Refused("CODE", "No."))
    assert its.do(Accounts(), "Done.") == EXIT_REFUSED
    assert capsys.readouterr() == ("", "No.\n")


def test_what_the_server_has_no_word_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Is said here."""
    its, _ = talk()
    assert its.do(Accounts(), "Done.") == EXIT_DONE
    assert capsys.readouterr().out == "Done.\n"


def test_a_code_is_shown_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """Whose it is, where it is used, and until when."""
    its, _ = talk(Code("c-1", "password", "alice", 1, 1_700_000_000_000, (), "http://salon.test/"))
    its.do(Accounts())
    code, whose, where, irc, others, until = capsys.readouterr().out.splitlines()
    assert code.endswith(": c-1")
    assert "alice" in whose
    assert where.endswith("http://salon.test/")
    assert irc == "On IRC: /msg NickServ CODE c-1 alice NEW-PASSWORD"
    assert others == "On chaines, public and relais: /reset alice c-1 NEW-PASSWORD"
    assert "2023" in until


@pytest.mark.parametrize(
    ("kind", "way", "other"),
    [
        ("invitation", "REGISTER PASSWORD c-1", "/register NAME PASSWORD c-1"),
        ("operator", "CODE c-1", "/code c-1"),
    ],
)
def test_how_a_code_is_used(kind: str, way: str, other: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind has a command of its own."""
    its, _ = talk(Code("c-1", kind, "", 1, 0, ()))
    its.do(Accounts())
    said = capsys.readouterr().out
    assert f"On IRC: /msg NickServ {way}\n" in said
    assert f"On chaines, public and relais: {other}\n" in said


def test_programs_get_each_line_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard output, with the same exit code."""
    its, _ = talk(Row("Statistics", COUNT), Refused("CODE", "No."), as_json=True)
    assert its.do(Accounts(), "Done.") == EXIT_REFUSED
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        '{"answer":"row","kind":"Statistics","row":{"connections":1}}',
        '{"answer":"refused","code":"CODE","text":"No."}',
    ]
    assert said.err == ""
