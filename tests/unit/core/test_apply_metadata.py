"""What people and channels say of themselves, as events change it."""

from harness.chatroom import Chatroom
from salon.core.commands import Quit
from salon.core.metadata_commands import SetMetadata


def test_a_guests_end_with_the_visit() -> None:
    """And how often they changed them."""
    room = Chatroom()
    ann = room.enter("ann")
    room.run(ann, SetMetadata("*", "status", "tea"))
    assert dict(room.state.metadata.of(ann.list_owner)) == {"status": "tea"}
    room.run(ann, Quit("bye"))
    assert room.state.metadata.people == {}
    assert room.state.metadata._changed == {}


def test_a_channels_end_with_it() -> None:
    """Something was set, so it does not go at once; what is said of it is gone when it is founded anew."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    room.run(ann, SetMetadata("#a", "status", "open"))
    channel = room.channel("#a")
    assert dict(room.state.metadata.of_channel(channel.id)) == {"status": "open"}
    room.run(ann, Quit("bye"))
    assert room.state.sleeping.get(channel.id) is channel
    room.now += 90_000_000
    room.enter("ben", "#a")
    assert room.channel("#a") is channel
    assert room.state.metadata.channels == {}
