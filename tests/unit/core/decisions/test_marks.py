"""Who may mark what; on the wire: `tests/spec/ircv3/test_read_marker.py`."""

from harness.chatroom import Chatroom
from salon.core.commands import MarkRead
from salon.core.message_events import ConversationRead
from salon.core.message_refusals import NothingToMark
from salon.core.replies import MarkerShown


def test_a_mark_is_one_s_own() -> None:
    """It is asked for, set, and moves forward, but not beyond now."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben", "#b")
    assert room.run(ann, MarkRead("#a")) == [MarkerShown("#a", None)]
    assert room.run(ann, MarkRead("#b", 5)) == [NothingToMark("#b")]
    (read,) = room.run(ann, MarkRead("#A", room.now + 5))
    assert isinstance(read, ConversationRead)
    assert (read.owner, read.target, read.read) == (-ann.id, "#a", room.now)
    assert room.run(ann, MarkRead("#a", 5)) == [MarkerShown("#a", room.now)]
    room.run(ann, MarkRead("ben", 7))
    assert room.run(ben, MarkRead("ann")) == [MarkerShown("ann", None)]
