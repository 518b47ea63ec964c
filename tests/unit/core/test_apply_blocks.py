"""Whom people block, as events change it."""

from harness.chatroom import Chatroom
from salon.core.apply import apply
from salon.core.block_events import BlockChanged
from salon.core.blocks import Blocked
from salon.core.commands import Quit


def test_a_guests_list_ends_with_the_visit() -> None:
    """With all that is in it."""
    room = Chatroom()
    ann = room.enter("ann")
    for mask, adding in (("x!*@*", True), ("y!*@*", True), ("x!*@*", False)):
        apply(room.state, BlockChanged(ann.source, -ann.id, 0, mask, adding, room.now))
    assert list(room.state.blocks.of(ann.list_owner)) == [Blocked(0, "y!*@*")]
    room.run(ann, Quit("bye"))
    assert room.state.blocks.lists == {}
