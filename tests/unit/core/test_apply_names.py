"""Forbidden names, in the state."""

from harness.chatroom import Chatroom
from salon.core.apply import apply
from salon.core.commands import RenameChannel
from salon.core.events import RulesChanged
from salon.core.forbidden_names import ChannelNameAllowed, ChannelNameForbidden
from salon.core.rules import ChannelPolicy, Rules


def test_channels_of_a_forbidden_name_are_marked() -> None:
    """Those that are there; no longer once it is allowed, or they have another name; the server's never."""
    room = Chatroom(rooms=frozenset({"#ab"}))
    ann = room.enter("ann", "#aa", "#ab", "#b")
    apply(room.state, ChannelNameForbidden("#a*", "root", 5))
    assert [its.name for its in room.state.channels.values() if its.forbidden] == ["#aa"]
    ann.modes += "o"
    room.run(ann, RenameChannel("#aa", "#c", ""))
    assert not room.channel("#c").forbidden
    apply(room.state, ChannelNameForbidden("#b", "root", 5))
    apply(room.state, ChannelNameAllowed("#b"))
    assert not room.channel("#b").forbidden


def test_a_reload_counts() -> None:
    """What the configuration forbids now."""
    room = Chatroom()
    room.enter("ann", "#a")
    apply(room.state, RulesChanged(Rules(server="s.test", channel_policy=ChannelPolicy(("a",)))))
    assert room.channel("#a").forbidden
    apply(room.state, RulesChanged(Rules(server="s.test")))
    assert not room.channel("#a").forbidden
