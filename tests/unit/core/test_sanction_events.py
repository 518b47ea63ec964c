"""What somebody is told who is banned or muted."""

from harness.chatroom import Chatroom
from salon.core.apply import apply
from salon.core.events import is_durable
from salon.core.sanction_events import PersonSanctioned


def test_nothing_changes_by_being_told() -> None:
    """The ban itself stands in the modes of the channel, and is what a restart knows."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben", "#a")
    told = PersonSanctioned(ann.source, 1, "#a", ben.id, muting=False, until=0, reason="spam")
    assert not is_durable(told)
    apply(room.state, told)
    assert ben.id in room.channel("#a").members
    assert room.channel("#a").lists == {}
