"""What becomes of something that a password opens."""

import pytest

from harness.chatroom import Chatroom
from salon.core.account_refusals import TooManyWaiting
from salon.core.context import Context
from salon.core.decisions.passwords import verify
from salon.core.needs import Answer, Result, TryLater, VerifyPassword
from salon.core.refusals import Refusal, TooManyTries, WrongServerPassword
from salon.core.state import Session


@pytest.fixture
def actor() -> Session:
    """Return a connection."""
    return Chatroom().connect()


def test_it_is_verified_first(actor: Session) -> None:
    """For the address that the try counts for."""
    context = Context(0, actor)
    assert verify("hash", "oper", context, WrongServerPassword()) == VerifyPassword(
        "hash", "oper", actor.address
    )


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (True, None),
        (False, WrongServerPassword()),
        (TryLater(7), TooManyTries(7)),
        (TryLater(7, busy=True), TooManyWaiting(7)),
    ],
)
def test_what_was_found(actor: Session, result: Result, outcome: Refusal | None) -> None:
    """Right, wrong, or not tried at all for now."""
    need = VerifyPassword("hash", "oper", actor.address)
    assert verify("hash", "oper", Context(0, actor, Answer(need, result)), WrongServerPassword()) == outcome


def test_an_answer_about_another_password_is_none(actor: Session) -> None:
    """It was changed meanwhile: the new one is verified."""
    need = VerifyPassword("old", "oper", actor.address)
    decision = verify("new", "oper", Context(0, actor, Answer(need, result=True)), WrongServerPassword())
    assert decision == VerifyPassword("new", "oper", actor.address)
