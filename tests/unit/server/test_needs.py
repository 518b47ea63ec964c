"""Who finds out what the core has to know."""

import logging
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest

from harness.storing import Loop, said
from salon.accounts.passwords import PasswordWorker, hash_password
from salon.accounts.tries import PasswordTries
from salon.core.commands import BecomeOperator, Command, ReadHistory, Reload, Restart
from salon.core.needs import FetchHistory, LoadConfiguration, Need, Result, StartAgain, VerifyPassword
from salon.core.queries.history import HistoryQuery
from salon.server.lookups import Lookups
from salon.server.needs import Needs
from salon.storage.port import DatabaseDamaged
from salon.storage.readers import Found


class Readers:
    """Keeps the questions, for the test to answer."""

    def __init__(self) -> None:
        self.asked: list[HistoryQuery] = []
        self.found: list[Found] = []

    def read(self, query: HistoryQuery, done: Found) -> None:
        """Take a question."""
        self.asked.append(query)
        self.found.append(done)


class Gate:
    """Keeps what is to be called when all is committed."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def afterwards(self, call: Callable[[], None]) -> None:
        """Take a call."""
        self.calls.append(call)


class Outside:
    """All that needs are met with."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.passwords = PasswordWorker()
        self.readers = Readers()
        self.gate = Gate()
        self.problem = ""
        self.restarts = 0
        self.answers: list[Result] = []
        readers: Any = self.readers
        later: Any = self.loop.call_soon_threadsafe
        self.needs = Needs(
            PasswordTries(self.passwords, later, lambda: 0.0),
            readers,
            self.gate.afterwards,
            later,
            Lookups(later, lambda _seconds, _call: Mock(), lambda: 0.0),
            lambda: self.problem,
            self.restart,
            self.restart,
        )

    def restart(self) -> None:
        """Count."""
        self.restarts += 1

    def meet(self, need: Need, command: Command) -> None:
        """Have a need of a command met."""
        self.needs.meet(need, command, self.answers.append)


HISTORY = FetchHistory(7, 5, since=3, before=9)
READ = ReadHistory("#a", 5)


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


def test_history_is_read_when_all_is_committed() -> None:
    """With its bounds; what was read is handed on as it happened, nothing of it changed or left out."""
    outside = Outside()
    outside.meet(HISTORY, READ)
    assert outside.readers.asked == []
    outside.gate.calls.pop()()
    assert outside.readers.asked == [HistoryQuery(conversation=7, limit=5, after=2, before=9)]
    events = [said(1, channel=7), said(3, channel=7, rank=1)]
    outside.readers.found.pop()([*events])
    assert outside.answers == [tuple(events)]


def test_history_that_cannot_be_read_is_empty(caplog: pytest.LogCaptureFixture) -> None:
    """The chat goes on, and the owner learns of it."""
    outside = Outside()
    outside.meet(HISTORY, READ)
    outside.gate.calls.pop()()
    outside.readers.found.pop()(DatabaseDamaged(path="salon.db", reason="torn"))
    assert outside.answers == [()]
    assert [(record.levelno, "torn" in record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, True)
    ]


@pytest.mark.parametrize("problem", ["", "line 3"])
def test_the_configuration_is_read_later(problem: str) -> None:
    """The answer says what is wrong with it, or nothing."""
    outside = Outside()
    outside.problem = problem
    outside.meet(LoadConfiguration(), Reload())
    assert outside.answers == []
    outside.loop.run(1)
    assert outside.answers == [problem]


def test_a_restart_is_asked_for() -> None:
    """Nothing comes back of it."""
    outside = Outside()
    outside.meet(StartAgain(), Restart())
    assert outside.restarts == 1
    assert outside.loop.waiting == 0
    assert outside.answers == []


def test_a_need_that_nobody_meets_is_a_bug() -> None:
    """Which is said at once: its session would wait for ever."""

    class Unheard(Need, frozen=True):
        """Something new."""

    with pytest.raises(TypeError, match="Unheard"):
        Outside().meet(Unheard(), Restart())
