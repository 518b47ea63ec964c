"""Reading the past for the hub."""

import logging

import pytest

from salon.core.events import MessageKind
from salon.core.needs import FindActs, FindMessage, FoundActs, FoundMessage, Result, TryLater
from salon.core.queries.history import HistoryQuery
from salon.server.history import finding, reading
from salon.storage.port import DatabaseDamaged, StorageError


class Readers:
    """Readers that answer as they are told."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.asked: list[HistoryQuery] = []

    def find(self, once: str, done: object) -> None:
        """Answer at once."""
        del once
        assert callable(done)
        done(self.answer)

    def acts(self, need: FindActs, done: object) -> None:
        """Answer at once."""
        del need
        assert callable(done)
        done(self.answer)

    def read(self, query: HistoryQuery, done: object) -> None:
        """Answer at once."""
        self.asked.append(query)
        assert callable(done)
        done(self.answer)


QUERY = HistoryQuery(conversation=7, limit=5)
FOUND = FoundMessage(7, 1_000, MessageKind.PRIVMSG, 0, "salut", "")


def test_what_was_read_is_handed_on() -> None:
    """As it is."""
    readers, found = Readers([]), list[object]()
    reading(readers, readers)(QUERY, found.append)  # type: ignore[arg-type]
    assert (readers.asked, found) == ([QUERY], [[]])


def test_what_cannot_be_read_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    """The owner learns of it; whoever asked is told that it failed."""
    error: StorageError = DatabaseDamaged(path="salon.db", reason="torn")
    found = list[object]()
    failing = Readers(error)
    reading(failing, failing)(QUERY, found.append)  # type: ignore[arg-type]
    assert found == [None]
    assert [(record.levelno, "torn" in record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, True)
    ]


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        (FOUND, FOUND),
        (None, False),
        (DatabaseDamaged(path="salon.db", reason="torn"), TryLater(1)),
    ],
)
def test_what_is_found_is_an_answer(found: object, answer: Result) -> None:
    """Also that there is nothing, and that nobody can say."""
    answers = list[Result]()
    need = FindMessage("0123 1", 0)
    finding(Readers(found))(need, answers.append)  # type: ignore[arg-type]
    assert answers == [answer]


@pytest.mark.parametrize(
    ("found", "answer"),
    [((), FoundActs(())), (DatabaseDamaged(path="salon.db", reason="torn"), TryLater(1))],
)
def test_acts_that_are_found_are_an_answer(found: object, answer: Result) -> None:
    """Also that there are none, and that nobody can say."""
    answers = list[Result]()
    finding(Readers(found))(FindActs(1, 5, 0), answers.append)  # type: ignore[arg-type]
    assert answers == [answer]
