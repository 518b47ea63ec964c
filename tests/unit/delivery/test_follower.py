"""Batches of a log that is written elsewhere: each once, in order, whatever way it comes."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from salon.core.asks import Batch, Entry
from salon.delivery.follower import Follower


class Heard:
    """A hearer that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def take(self, session: int, outcome: Any, now: int) -> None:
        """Keep an outcome."""
        self.told.append((session, outcome, now))

    def finish(self, entry: Entry) -> None:
        """Keep the end of an entry."""
        self.told.append(entry)

    def committed(self, batch: Batch) -> None:
        """Keep the end of a batch."""
        self.told.append(batch.position)


class Kept:
    """A log that tells what is after a position when the test has it do so."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, Callable[[Sequence[Batch]], None]]] = []

    def read(self, after: int, found: Callable[[Sequence[Batch]], None], /) -> None:
        """Begin to read."""
        self.asked.append((after, found))

    def find(self, *batches: Batch) -> None:
        """End what was begun."""
        _, found = self.asked.pop(0)
        found(batches)


@pytest.fixture
def heard() -> Heard:
    """Return what hears the follower."""
    return Heard()


@pytest.fixture
def kept() -> Kept:
    """Return the log."""
    return Kept()


@pytest.fixture
def follower(heard: Heard, kept: Kept) -> Follower:
    """Return a follower at the start of the log."""
    return Follower(heard, kept.read)


def batch(position: int, epoch: int = 0) -> Batch:
    """Return a batch in which nothing happened."""
    return Batch(epoch=epoch, position=position, time=0, entries=[])


def test_the_next_is_taken_at_once(follower: Follower, heard: Heard) -> None:
    """And once, however often it comes."""
    for position in (1, 1, 2, 1, 2):
        follower.take(batch(position))
    assert heard.told == [1, 2]
    assert follower.position == 2


def test_a_gap_is_read_from_the_log(follower: Follower, heard: Heard, kept: Kept) -> None:
    """Once at a time; what is told meanwhile is found there as well."""
    follower.take(batch(1))
    follower.take(batch(3))
    follower.take(batch(4))
    assert [after for after, _ in kept.asked] == [1]
    kept.find(batch(2), batch(3), batch(4))
    assert heard.told == [1, 2, 3, 4]


def test_what_the_log_tells_again_is_not_taken_again(follower: Follower, heard: Heard, kept: Kept) -> None:
    """It may have come by itself while the log was read."""
    follower.take(batch(2))
    follower.take(batch(1))
    kept.find(batch(1), batch(2))
    assert heard.told == [1, 2]


def test_an_earlier_leader_is_not_believed(follower: Follower, heard: Heard) -> None:
    """Its batches are no longer of the log, whatever their place."""
    follower.take(batch(1, epoch=2))
    follower.take(batch(2, epoch=1))
    follower.take(batch(2, epoch=2))
    assert (heard.told, follower.epoch) == ([1, 2], 2)


def test_a_beat_heals_the_loss_of_the_last(follower: Follower, heard: Heard, kept: Kept) -> None:
    """Nothing comes after it that would show the gap."""
    follower.beat(0)
    assert not kept.asked
    follower.beat(1)
    kept.find(batch(1))
    assert heard.told == [1]
    follower.beat(1)
    assert not kept.asked
