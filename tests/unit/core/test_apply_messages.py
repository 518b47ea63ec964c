"""What the state knows of messages that were changed."""

from harness.chatroom import NOW, Chatroom
from salon.core.apply import apply
from salon.core.message_events import MessageEdited, MessageRedacted


def test_it_knows_which_were_changed_of_late() -> None:
    """By editing and by deletion."""
    room = Chatroom()
    source = room.enter("ann", "#a").source
    apply(room.state, MessageEdited(source, 3, "#a", 1, 0, "text", NOW))
    apply(room.state, MessageRedacted(source, 3, "#a", 1, 0, "", NOW))
    assert [room.state.recent_changes.times(number) for number in (3, 4)] == [2, 0]
