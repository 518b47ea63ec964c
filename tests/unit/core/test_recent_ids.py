"""What was posted last under ids of the senders' own."""

import pytest

from salon.core import recent_ids
from salon.core.events import MessageKind
from salon.core.recent_ids import ENTRIES, Posted, RecentIds, words_of
from salon.delivery.decider import FULL_OUTCOMES


def test_what_was_noted_is_found() -> None:
    """And nothing else."""
    ids = RecentIds()
    ids.note("a 1", Posted(7, 1_000, b"x"))
    assert ids.find("a 1") == Posted(7, 1_000, b"x")
    assert ids.find("a 2") is None


def test_the_last_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many at least, and up to twice as many; whenever some go, it is another generation."""
    monkeypatch.setattr(recent_ids, "ENTRIES", 3)
    ids = RecentIds()
    for number in range(1, 101):
        before, known = ids.generation, {one for one in range(number) if ids.find(str(one))}
        ids.note(str(number), Posted(number, 0, b""))
        now = {one for one in range(number + 1) if ids.find(str(one))}
        assert now >= set(range(max(number - 2, 1), number + 1))
        assert len(now) <= 6
        if known - now:
            assert ids.generation == before + 1


def test_what_stands_for_words() -> None:
    """Other words, kinds and audiences have other digests; a text that cannot be encoded has one, too."""
    said = [
        (MessageKind.PRIVMSG, 0, "a"),
        (MessageKind.PRIVMSG, 0, "b"),
        (MessageKind.NOTICE, 0, "a"),
        (MessageKind.PRIVMSG, 3, "a"),
        (MessageKind.PRIVMSG, 0, "\udc80"),
    ]
    assert len({words_of(*its) for its in said}) == len(said)
    assert words_of(*said[0]) == words_of(*said[0])


def test_more_than_two_batches_are_known() -> None:
    """What no reader finds yet is here: the batch that is at the disk, and the one that grows."""
    assert ENTRIES > 2 * FULL_OUTCOMES
