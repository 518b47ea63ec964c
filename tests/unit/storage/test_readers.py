"""The readers' threads: each question has its answer."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.storing import Loop, said, write
from salon.core.events import ChannelFounded
from salon.storage.port import DatabaseDamaged, Durability, StorageError, StoredMessage
from salon.storage.readers import Readers
from salon.storage.sqlite import SqliteReader, SqliteStorage


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
        def found(lines: list[StoredMessage] | StorageError) -> None:
            assert threading.current_thread() is threading.main_thread()
            assert not isinstance(lines, StorageError)
            answers[before] = [line.sequence for line in lines]

        readers.latest(1, found, before=before, limit=2)

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
    answers: list[list[StoredMessage] | StorageError] = []
    with monkeypatch.context() as patch:
        patch.setattr(SqliteReader, "latest", fail)
        readers.latest(1, answers.append, limit=1)
        loop.run(1)
    readers.latest(1, answers.append, limit=1)
    loop.run(1)
    readers.close()
    assert isinstance(answers[0], StorageError)
    assert answers[0] is failure or not isinstance(failure, StorageError)
    assert str(failure) in str(answers[0])
    assert not isinstance(answers[1], StorageError)


def test_closing_waits_for_what_was_asked(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """When `close` returns, each answer is with the loop."""
    may_read = threading.Event()
    read = SqliteReader.latest

    def wait_and_read(reader: SqliteReader, channel: int, *, limit: int, **_: object) -> list[StoredMessage]:
        assert may_read.wait(10)
        return read(reader, channel, limit=limit)

    monkeypatch.setattr(SqliteReader, "latest", wait_and_read)
    loop = Loop()
    readers = Readers(storage, loop.call_soon_threadsafe)
    answers: list[list[StoredMessage] | StorageError] = []
    for _ in range(20):
        readers.latest(1, answers.append, limit=1)
    threading.Timer(0.05, may_read.set).start()
    readers.close()
    assert loop.waiting == 20
    loop.run(20)
    assert len(answers) == 20
