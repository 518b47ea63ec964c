"""What was posted last under ids of the senders' own."""

import pytest

from salon.core import recent_ids
from salon.core.recent_ids import ENTRIES, Posted, RecentIds
from salon.delivery.decider import FULL_OUTCOMES


def test_what_was_noted_is_found() -> None:
    """And nothing else."""
    ids = RecentIds()
    ids.note("a 1", 7, 1_000)
    assert ids.find("a 1") == Posted(7, 1_000)
    assert ids.find("a 2") is None


def test_the_last_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many at least, and up to twice as many; whenever some go, it is another generation."""
    monkeypatch.setattr(recent_ids, "ENTRIES", 3)
    ids = RecentIds()
    for number in range(1, 101):
        before, known = ids.generation, {one for one in range(number) if ids.find(str(one))}
        ids.note(str(number), number, 0)
        now = {one for one in range(number + 1) if ids.find(str(one))}
        assert now >= set(range(max(number - 2, 1), number + 1))
        assert len(now) <= 6
        if known - now:
            assert ids.generation == before + 1


def test_more_than_two_batches_are_known() -> None:
    """What no reader finds yet is here: the batch that is at the disk, and the one that grows."""
    assert ENTRIES > 2 * FULL_OUTCOMES
