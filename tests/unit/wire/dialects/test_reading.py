"""How far somebody has read; on the wires: `tests/spec/dialects/test_unread.py`."""

import pytest

from harness.chatroom import Chatroom
from harness.staying import enter_and_stay
from salon.core.commands import MarkRead
from salon.core.queries.past import ReadUnread
from salon.core.replies import UnreadShown
from salon.wire.dialects.reading import SELDOM, Reading, word_unread


def test_channels_are_marked_that_were_read() -> None:
    """When asked for; when speaking, now and then; and at the end."""
    room = Chatroom()
    ann = enter_and_stay(room, "ann", "#a", "#b")
    first, second = ann.channels.values()
    reading = Reading()
    reading.begin(7)
    assert reading.count(first) == ReadUnread(first.id, 7)
    assert reading.speak(ann, first, 10) == []
    assert reading.read(ann, first, 10) == [MarkRead("#a", 10)]
    assert reading.speak(ann, first, 10 + SELDOM - 1) == []
    assert reading.speak(ann, first, 10 + SELDOM) == [MarkRead("#a", 10 + SELDOM)]
    assert reading.leave(ann, 99) == [MarkRead("#a", 99)]
    reading.catch_up(second.id)
    assert reading.leave(ann, 99) == [MarkRead("#a", 99), MarkRead("#b", 99)]
    reading.begin(8)
    assert reading.leave(ann, 99) == []


def test_nothing_is_kept_of_guests() -> None:
    """Their visit ends with them."""
    room = Chatroom()
    ben = room.enter("ben", "#a")
    (channel,) = ben.channels.values()
    assert Reading().read(ben, channel, 10) == []


@pytest.mark.parametrize(
    ("count", "more", "text"),
    [
        (0, False, "a: nothing new"),
        (3, False, "a: 3 new, 1 with your name"),
        (3, True, "a: more than 3 new, 1 of the last ones with your name"),
    ],
)
def test_how_much_is_said(count: int, *, more: bool, text: str) -> None:
    """By the name of the channel."""
    assert word_unread(UnreadShown("#a", count, 1, more), str) == text
