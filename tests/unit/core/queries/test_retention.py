"""How long messages are kept."""

from harness.chatroom import Chatroom, changes
from salon.core.channel_history import Retention
from salon.core.commands import ChangeModes, PartChannel, PostMessage
from salon.core.queries.retention import is_any_limited, retention_of


def test_the_shorter_of_two_holds() -> None:
    """The server's rule, and the wish of a channel."""
    room = Chatroom(retention=Retention(30, 0))
    ann = room.enter("ann", "#a")
    assert retention_of(room.state.rules, room.channel("#a")) == Retention(30, 0)
    room.run(ann, ChangeModes("#a", changes("+H", "7d:500")))
    assert retention_of(room.state.rules, room.channel("#a")) == Retention(7, 500)
    room.run(ann, ChangeModes("#a", changes("+H", "forever:90d")))
    assert retention_of(room.state.rules, room.channel("#a")) == Retention(30, 0)


def test_where_all_is_kept_nothing_is_to_do() -> None:
    """One channel is enough, though it sleeps; or that no history is kept."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    assert not is_any_limited(room.state)
    room.run(ann, ChangeModes("#a", changes("+H", "joined")))
    assert not is_any_limited(room.state)
    room.run(ann, ChangeModes("#a", changes("+H", "9")))
    assert is_any_limited(room.state)
    room.run(ann, PostMessage("#a", "x"))
    room.run(ann, PartChannel("#a"))
    assert room.state.sleeping
    assert is_any_limited(room.state)
    assert is_any_limited(Chatroom(keeps_history=False).state)
    assert is_any_limited(Chatroom(retention=Retention(0, 5)).state)
