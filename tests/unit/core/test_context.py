"""What a command is decided in: the answers that count, and those that do not."""

import pytest

from harness.chatroom import NOW, Chatroom
from salon.core.context import Context
from salon.core.needs import (
    Answer,
    AnsweredNeed,
    LoadConfiguration,
    LookUpName,
    VerifyPassword,
)
from salon.core.state import Session

PASSWORD = VerifyPassword("hash", "operator", "192.0.2.1")
NAME = LookUpName("192.0.2.1")


def context(answer: Answer | None = None) -> Context:
    """Return a context with an answer."""
    return Context(NOW, Session(1), answer)


def test_without_an_answer_all_is_still_to_be_found_out() -> None:
    """Which is another thing than a bad answer."""
    assert context().answer_to(PASSWORD) is None
    assert context(Answer(PASSWORD, False)).answer_to(PASSWORD) is False
    assert context(Answer(LoadConfiguration(), "")).answer_to(LoadConfiguration()) == ""


def test_the_answer_is_to_the_need() -> None:
    """A need is a plain value: one that is made again is the same need."""
    assert context(Answer(VerifyPassword("hash", "operator", "192.0.2.1"), True)).answer_to(PASSWORD) is True
    assert context(Answer(LookUpName("192.0.2.1"), "pc.test")).answer_to(NAME) == "pc.test"


@pytest.mark.parametrize(
    "other",
    [
        VerifyPassword("new hash", "operator", "192.0.2.1"),
        LookUpName("hash"),
        LoadConfiguration(),
    ],
    ids=lambda need: type(need).__name__,
)
def test_an_answer_to_another_need_is_none(other: AnsweredNeed) -> None:
    """Be it of the same kind, or have the same fields."""
    assert context(Answer(other, True)).answer_to(PASSWORD) is None


def test_the_person_is_the_sessions() -> None:
    """Whom the table of rules has made sure of."""
    room = Chatroom()
    ann = room.enter("ann")
    (session,) = ann.sessions.values()
    assert Context(NOW, session).person is ann
