"""The readers' threads: each question has its answer."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from harness.storing import Loop, said, write
from salon.core.events import ChannelFounded, Event, MessagePosted
from salon.core.needs import FoundMessage
from salon.core.queries.history import HistoryQuery
from salon.storage.messages import SqliteReader
from salon.storage.port import DatabaseDamaged, Durability, StorageError
from salon.storage.readers import Readers
from salon.storage.sqlite import SqliteStorage

NEWEST = HistoryQuery(conversation=1, limit=1)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqliteStorage]:
    """Open a storage with five lines in one channel."""
    opened = SqliteStorage(tmp_path / "salon.db", Durability.PROCESS)
    opened.load()
    write(opened, ChannelFounded(1, "#1", 5), *(said(sequence) for sequence in range(1, 6)))
    yield opened
    opened.close()


def test_more_questions_than_threads_are_all_answered(storage: SqliteStorage) -> None:
    """Each question is answered on the loop's thread, with its own bounds."""
    loop = Loop()
    readers = Readers(storage, loop.call_soon_threadsafe)
    answers: dict[int, list[int]] = {}

    def ask(before: int) -> None:
        def found(events: list[Event] | StorageError) -> None:
            assert threading.current_thread() is threading.main_thread()
            assert not isinstance(events, StorageError)
            answers[before] = [event.sequence for event in events if isinstance(event, MessagePosted)]

        readers.read(HistoryQuery(conversation=1, before=before, limit=2), found)

    for before in range(1, 6):
        ask(before)
    loop.run(5)
    readers.close()
    assert answers == {1: [], 2: [1], 3: [1, 2], 4: [2, 3], 5: [3, 4]}


@pytest.mark.parametrize("failure", [DatabaseDamaged(path="x", reason="y"), ValueError("surprise")], ids=repr)
def test_a_failure_is_an_answer(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """Whoever asks is told why there is no answer, and the next question is answered."""

    def fail(*_: object, **__: object) -> None:
        raise failure

    loop = Loop()
    readers = Readers(storage, loop.call_soon_threadsafe, threads=1)
    answers: list[list[Event] | StorageError] = []
    with monkeypatch.context() as patch:
        patch.setattr(SqliteReader, "read", fail)
        readers.read(NEWEST, answers.append)
        loop.run(1)
    readers.read(NEWEST, answers.append)
    loop.run(1)
    readers.close()
    assert isinstance(answers[0], StorageError)
    assert answers[0] is failure or not isinstance(failure, StorageError)
    assert str(failure) in str(answers[0])
    assert not isinstance(answers[1], StorageError)


def test_closing_waits_for_what_was_asked(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """When `close` returns, each answer is with the loop."""
    may_read = threading.Event()
    read = SqliteReader.read

    def wait_and_read(reader: SqliteReader, query: HistoryQuery) -> list[Event]:
        assert may_read.wait(10)
        return read(reader, query)

    monkeypatch.setattr(SqliteReader, "read", wait_and_read)
    loop = Loop()
    readers = Readers(storage, loop.call_soon_threadsafe)
    answers: list[list[Event] | StorageError] = []
    for _ in range(20):
        readers.read(NEWEST, answers.append)
    threading.Timer(0.05, may_read.set).start()
    readers.close()
    assert loop.waiting == 20
    loop.run(20)
    assert len(answers) == 20


def test_a_message_is_found(storage: SqliteStorage) -> None:
    """By its sender's own id; None: there is none."""
    write(storage, structs.replace(said(6), once="0123 1"))
    loop, answers = Loop(), list[object]()
    readers = Readers(storage, loop.call_soon_threadsafe)
    readers.find("0123 1", answers.append)
    loop.run(1)
    readers.find("0123 2", answers.append)
    loop.run(1)
    readers.close()
    event = said(6)
    found = FoundMessage(6, event.time, event.kind, event.rank, event.text, event.tags)
    assert answers == [found, None]
