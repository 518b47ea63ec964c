"""Which channels somebody is told of, and in which order."""

from harness.chatroom import Chatroom, changes
from salon.core.commands import ChangeModes, SetTopic
from salon.core.queries.channels import ChannelShown, channels_shown


def test_those_with_the_most_members_come_first() -> None:
    """Each with its topic, empty where there is none."""
    room = Chatroom()
    ann = room.enter("ann", "#small", "#large")
    room.enter("ben", "#large")
    room.run(ann, SetTopic("#large", "tea"))
    assert list(channels_shown(room.state, ann)) == [
        ChannelShown("#large", 2, "tea"),
        ChannelShown("#small", 1, ""),
    ]


def test_a_secret_channel_is_a_step_that_shows_nothing() -> None:
    """Its members are told of it, others are not; nobody waits longer for that."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    room.run(ann, ChangeModes("#a", changes("+s")))
    assert list(channels_shown(room.state, ben)) == [None]
    assert list(channels_shown(room.state, ann)) == [ChannelShown("#a", 1, "")]


def test_all_conditions_hold() -> None:
    """A channel that fails one of them is not shown."""
    room = Chatroom()
    ann = room.enter("ann", "#a", "#b", "#c")
    shown = channels_shown(
        room.state, ann, lambda channel: channel.name != "#a", lambda channel: channel.name != "#b"
    )
    assert [channel.name for channel in shown if channel is not None] == ["#c"]
