"""Who may see what people and channels say of themselves."""

from harness.chatroom import Chatroom, changes
from salon.core.commands import ChangeModes, JoinChannel, Monitor
from salon.core.metadata_commands import SetMetadata
from salon.core.queries.metadata import find_target, values_for


def test_what_a_target_means() -> None:
    """Oneself, somebody, or a channel that one may know of."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    assert find_target(room.state, ann, "*") is ann
    assert find_target(room.state, ann, "BEN") is ben
    assert find_target(room.state, ben, "#A") is room.channel("#a")
    room.run(ann, ChangeModes("#a", changes("+s")))
    assert find_target(room.state, ben, "#a") is None
    assert find_target(room.state, ben, "nobody") is None


def test_who_sees_a_person() -> None:
    """Who is in a channel with them, or whose connection watches them; and they themselves."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    room.run(ann, SetMetadata("*", "status", "tea"))
    session = next(iter(ben.sessions))

    def seen() -> dict[str, str]:
        return dict(values_for(room.state, session, ben, ann))

    assert seen() == {}
    room.run(ben, Monitor(added=("Ann",)))
    assert seen() == {"status": "tea"}
    room.run(ben, Monitor(clear=True))
    assert seen() == {}
    room.run(ben, JoinChannel("#a"))
    assert seen() == {"status": "tea"}
    assert dict(values_for(room.state, 0, ann, ann)) == {"status": "tea"}
