"""The writer's thread: order, failure, end."""

import logging
import threading
from collections.abc import Callable, Sequence

import pytest

from harness.storing import Loop, said
from salon.core.events import Event
from salon.storage.port import DatabaseBusy, DiskFull, Keeping, Messages, StorageError, Stored
from salon.storage.writer import PATIENCE_SECONDS, Writer


class Batch:
    """A batch that tells when and where it is written."""

    def __init__(self, write: Callable[[], None]) -> None:
        self._write = write

    def write(self) -> None:
        """Do as told."""
        self._write()


class Recorder:
    """A storage that notes what it is asked, by which thread; `failing` maps a sequence to its failure."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object, str]] = []
        self.failing: dict[int, Exception] = {}
        self.steps = 0
        self.may_write = threading.Event()
        self.may_write.set()

    def _ask(self, what: str, value: object) -> None:
        self.asked.append((what, value, threading.current_thread().name))

    def load(self) -> Stored:
        """Never asked by a writer."""
        raise NotImplementedError

    def reader(self) -> Messages:
        """Never asked by a writer."""
        raise NotImplementedError

    def close(self) -> None:
        """Never asked by a writer."""
        raise NotImplementedError

    def prepare(self, events: Sequence[Event]) -> Batch:
        """Make a batch that is known by the sequence of its first message."""
        sequence: int = events[0].sequence  # type: ignore[attr-defined]
        self._ask("prepare", sequence)

        def write() -> None:
            assert self.may_write.wait(10)
            self._ask("write", sequence)
            if sequence in self.failing:
                raise self.failing[sequence]

        return Batch(write)

    def expire(self, keeping: Keeping) -> None:
        """Pass it on."""
        raise NotImplementedError

    def tidy(self, *, idle: bool) -> bool:
        """Note it, and whether there was nothing else to do; there is more for as many times as told."""
        self._ask("tidy", idle)
        if -1 in self.failing:
            raise self.failing[-1]
        self.steps -= 1
        return self.steps > 0


Answers = list[tuple[int, StorageError | None]]


class Bench:
    """A writer between a recorder and a loop."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.storage = Recorder()
        self.loop = Loop()
        self.answers: Answers = []
        self.writer = Writer(self.storage, self.loop.call_soon_threadsafe, lambda: self.seconds)

    def commit(self, sequence: int) -> None:
        """Commit a message."""
        self.writer.commit([said(sequence)], lambda error: self.answers.append((sequence, error)))


def test_a_batch_is_made_here_and_written_there() -> None:
    """The caller's thread prepares, the writer's writes and tidies, the loop's has the answer."""
    bench = Bench()
    bench.commit(1)
    assert bench.answers == []
    bench.loop.run(1)
    assert bench.answers == [(1, None)]
    bench.writer.close()
    here = threading.current_thread().name
    assert bench.storage.asked == [
        ("prepare", 1, here),
        ("write", 1, "salon-writer"),
        ("tidy", True, "salon-writer"),
    ]


def test_upkeep_goes_on_while_there_is_more_of_it() -> None:
    """Without another batch, and behind those that wait."""
    bench = Bench()
    bench.storage.steps = 4
    bench.storage.may_write.clear()
    bench.commit(1)
    bench.commit(2)
    bench.storage.may_write.set()
    bench.loop.run(2)
    bench.writer.close()
    asked = [(what, value) for what, value, thread in bench.storage.asked if thread == "salon-writer"]
    assert asked[:4] == [("write", 1), ("tidy", False), ("write", 2), ("tidy", True)]
    assert set(asked[4:]) <= {("tidy", True)}


def test_batches_are_written_and_answered_in_order() -> None:
    """While one batch is at the disk the others wait, in the order in which they came; upkeep knows it."""
    bench = Bench()
    bench.storage.may_write.clear()
    for sequence in range(1, 6):
        bench.commit(sequence)
    bench.storage.may_write.set()
    bench.loop.run(5)
    bench.writer.close()
    assert bench.answers == [(sequence, None) for sequence in range(1, 6)]
    theirs = [(what, value) for what, value, _ in bench.storage.asked if what != "prepare"]
    assert theirs == [
        step for sequence in range(1, 6) for step in (("write", sequence), ("tidy", sequence == 5))
    ]


def test_after_a_failure_nothing_is_written_any_more() -> None:
    """Every later batch is answered with the error of the first that failed."""
    bench = Bench()
    failure = bench.storage.failing[2] = DiskFull(path="/x")
    bench.storage.may_write.clear()
    for sequence in (1, 2, 3):
        bench.commit(sequence)
    bench.storage.may_write.set()
    bench.loop.run(3)
    bench.commit(4)
    bench.loop.run(1)
    bench.writer.close()
    assert bench.answers == [(1, None), (2, failure), (3, failure), (4, failure)]
    assert [value for what, value, _ in bench.storage.asked if what == "write"] == [1, 2]
    assert [value for what, value, _ in bench.storage.asked if what == "tidy"] == [False]


def test_a_failed_upkeep_stops_the_writing() -> None:
    """What was committed before it is acknowledged; what comes after it is not written."""
    bench = Bench()
    failure = bench.storage.failing[-1] = DiskFull(path="/x")
    bench.commit(1)
    bench.loop.run(1)
    bench.commit(2)
    bench.loop.run(1)
    bench.writer.close()
    assert bench.answers == [(1, None), (2, failure)]


def test_a_mistake_in_the_storage_is_answered_too() -> None:
    """An exception that no storage should raise leaves nobody waiting."""
    bench = Bench()
    bench.storage.failing[1] = ValueError("surprise")
    bench.commit(1)
    bench.loop.run(1)
    bench.writer.close()
    ((sequence, error),) = bench.answers
    assert sequence == 1
    assert isinstance(error, StorageError)
    assert "surprise" in str(error)
    assert isinstance(error.__cause__, ValueError)


def test_closing_waits_for_the_last_commit() -> None:
    """When `close` returns, each batch is written and its answer is with the loop."""
    bench = Bench()
    bench.storage.may_write.clear()
    for sequence in range(1, 4):
        bench.commit(sequence)
    threading.Timer(0.05, bench.storage.may_write.set).start()
    bench.writer.close()
    assert [value for what, value, _ in bench.storage.asked if what == "write"] == [1, 2, 3]
    assert bench.loop.waiting == 3
    bench.loop.run(3)
    assert bench.answers == [(1, None), (2, None), (3, None)]


def test_an_event_that_cannot_be_prepared_is_the_callers_mistake() -> None:
    """The exception is raised where the event came from, and the writer goes on."""
    bench = Bench()
    with pytest.raises(IndexError):
        bench.writer.commit([], lambda _: None)
    bench.commit(1)
    bench.loop.run(1)
    bench.writer.close()
    assert bench.answers == [(1, None)]


class Lock:
    """A lock of another program: each write finds it for five more seconds, until it was found `times`."""

    def __init__(self, bench: Bench, times: int) -> None:
        self.left = times
        self._bench = bench
        self._write = bench.storage.prepare

    def prepare(self, events: Sequence[Event]) -> Batch:
        """Make a batch that is in the way of nobody else's."""
        batch = self._write(events)

        def write() -> None:
            if self.left:
                self.left -= 1
                self._bench.seconds += 5
                raise DatabaseBusy(path="/x", seconds=5)
            batch.write()

        return Batch(write)


@pytest.mark.parametrize("times", [1, 11])
def test_a_lock_of_another_program_is_waited_out(
    times: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The batch is written once, as soon as it may be; the owner is told at every turn."""
    caplog.set_level(logging.WARNING)
    bench = Bench()
    monkeypatch.setattr(bench.storage, "prepare", Lock(bench, times).prepare)
    bench.commit(1)
    bench.loop.run(1)
    bench.writer.close()
    assert bench.answers == [(1, None)]
    assert [value for what, value, _ in bench.storage.asked if what == "write"] == [1]
    assert [record.levelname for record in caplog.records] == ["WARNING"] * times
    assert f"/x locked for {5 * times} seconds" in caplog.messages[-1]


def test_a_lock_that_stays_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute the server has waited enough, and says how long."""
    bench = Bench()
    lock = Lock(bench, 1000)
    monkeypatch.setattr(bench.storage, "prepare", lock.prepare)
    bench.commit(1)
    bench.loop.run(1)
    bench.writer.close()
    ((_, error),) = bench.answers
    assert isinstance(error, DatabaseBusy)
    assert error.fields == {"path": "/x", "seconds": 60}
    assert bench.seconds == PATIENCE_SECONDS


def test_who_stops_the_server_does_not_wait_for_a_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end a lock is a failure at once."""
    bench = Bench()
    lock = Lock(bench, 1000)
    monkeypatch.setattr(bench.storage, "prepare", lock.prepare)
    bench.writer._closing = True
    bench.commit(1)
    bench.loop.run(1)
    bench.writer.close()
    ((_, error),) = bench.answers
    assert isinstance(error, DatabaseBusy)
    assert lock.left == 999


def test_upkeep_that_finds_a_lock_is_left_for_later() -> None:
    """A program that copies the log at the same time ends nothing."""
    bench = Bench()
    bench.storage.failing[-1] = DatabaseBusy(path="/x", seconds=5)
    for sequence in (1, 2):
        bench.commit(sequence)
        bench.loop.run(1)
    bench.writer.close()
    assert bench.answers == [(1, None), (2, None)]
