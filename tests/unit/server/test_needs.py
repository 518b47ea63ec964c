"""Who finds out what the core has to know."""

from typing import Any
from unittest.mock import Mock

import pytest

from harness.storing import Loop
from salon.accounts.passwords import PasswordWorker, hash_password
from salon.accounts.registrations import Registrations
from salon.accounts.tries import PasswordTries
from salon.core.commands import (
    BecomeOperator,
    Command,
    LogInByScram,
    PostMessage,
    PostMessageOnce,
    Reload,
    Restart,
    StopServer,
)
from salon.core.events import MessageKind
from salon.core.needs import (
    CountTry,
    EndServer,
    FindMessage,
    FoundMessage,
    LoadConfiguration,
    Need,
    Result,
    StartAgain,
    VerifyPassword,
)
from salon.mail.postman import Postman
from salon.server.lookups import Lookups
from salon.server.needs import Needs

FOUND = FoundMessage(7, 1_000, MessageKind.PRIVMSG, 0, "salut", "")


class Outside:
    """All that needs are met with."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.passwords = PasswordWorker()
        self.problem = ""
        self.ends: list[str] = []
        self.answers: list[Result] = []
        later: Any = self.loop.call_soon_threadsafe
        self.needs = Needs(
            PasswordTries(self.passwords, later, lambda: 0.0),
            self.passwords,
            Registrations(lambda: 0.0),
            later,
            Lookups(later, lambda _seconds, _call: Mock(), lambda: 0.0),
            Postman(None, {"en": str}, later, lambda _seconds, _call: None, lambda: 0, lambda: 0.0),
            lambda need, answer: answer(FOUND if getattr(need, "once", "") == "known" else False),
            lambda: self.problem,
            lambda: self.ends.append("restart"),
            lambda: self.ends.append("stop"),
        )

    def meet(self, need: Need, command: Command) -> None:
        """Have a need of a command met."""
        self.needs.meet(need, command, self.answers.append)


@pytest.mark.parametrize(("password", "verified"), [("right", True), ("wrong", False)])
def test_a_password_is_verified_elsewhere(password: str, verified: bool) -> None:
    """It is that of the command; the answer comes on the loop's thread."""
    outside = Outside()
    outside.meet(
        VerifyPassword(hash_password("right"), "operator", "192.0.2.1"), BecomeOperator("root", password)
    )
    assert outside.answers == []
    outside.loop.run(1)
    outside.passwords.close()
    assert outside.answers == [verified]


@pytest.mark.parametrize("right", [True, False])
def test_a_try_is_counted(*, right: bool) -> None:
    """Of which the core knows whether it is right; the answer comes later all the same."""
    outside = Outside()
    outside.meet(CountTry(right, "account al", "192.0.2.1"), LogInByScram("al", "message", b"proof"))
    assert outside.answers == []
    outside.loop.run(1)
    assert outside.answers == [right]


@pytest.mark.parametrize("problem", ["", "line 3"])
def test_the_configuration_is_read_later(problem: str) -> None:
    """The answer says what is wrong with it, or nothing."""
    outside = Outside()
    outside.problem = problem
    outside.meet(LoadConfiguration(), Reload())
    assert outside.answers == []
    outside.loop.run(1)
    assert outside.answers == [problem]


@pytest.mark.parametrize(
    ("need", "command", "end"),
    [(StartAgain(), Restart(), "restart"), (EndServer(), StopServer("pw"), "stop")],
)
def test_an_end_is_asked_for(need: Need, command: Command, end: str) -> None:
    """Nothing comes back of it."""
    outside = Outside()
    outside.meet(need, command)
    assert outside.ends == [end]
    assert outside.loop.waiting == 0
    assert outside.answers == []


def test_a_need_that_nobody_meets_is_a_bug() -> None:
    """Which is said at once: its session would wait for ever."""

    class Unheard(Need, frozen=True):
        """Something new."""

    with pytest.raises(TypeError, match="Unheard"):
        Outside().meet(Unheard(), Restart())


@pytest.mark.parametrize(("once", "found"), [("known", FOUND), ("new", False)])
def test_a_message_is_found(once: str, found: Result) -> None:
    """By the id that its sender gave it."""
    outside = Outside()
    outside.meet(FindMessage(once, 0), PostMessageOnce(PostMessage("#c", "x"), "0" * 32))
    outside.passwords.close()
    assert outside.answers == [found]
