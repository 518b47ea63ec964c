"""When a closure begins and ends: what latecomers see of the past hangs on it."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core.channel_history import ChannelHistory, Past, Retention
from salon.core.commands import ChangeModes, PartChannel
from salon.core.decisions.closures import after_change, after_emptying, is_closing
from salon.core.events import ClosureChanged


@pytest.mark.parametrize(
    ("flags", "key", "past", "closing"),
    [
        ("nt", "", Past.ALL, False),
        ("ti", "", Past.ALL, True),
        ("s", "", Past.ALL, True),
        ("nt", "key", Past.ALL, True),
        ("", "", Past.ALL, False),
        ("nt", "", Past.JOINED, True),
        ("nt", "", Past.NONE, True),
    ],
)
def test_what_closes_a_channel(flags: str, key: str, past: Past, closing: bool) -> None:
    """Modes by which it is not for everybody, a key, and a past that newcomers do not see."""
    history = ChannelHistory(past, Retention(30, 500))
    assert is_closing(flags, key, history) is closing
    assert is_closing(set(flags), key, history) is closing


def test_a_closure_begins_with_the_next_message() -> None:
    """It goes on while the channel stays closed, whatever closes it, and ends with the last of that."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    channel = room.channel("#a")
    begun = ClosureChanged(channel.id, room.state.last_sequence + 1)
    assert list(after_change(room.state, channel, closed=True)) == [begun]
    assert list(after_change(room.state, channel, closed=False)) == []
    assert begun in room.run(ann, ChangeModes("#a", changes("+i")))
    assert list(after_change(room.state, channel, closed=True)) == []
    assert list(after_change(room.state, channel, closed=False)) == [ClosureChanged(channel.id, 0)]


@pytest.mark.parametrize(("modes", "ends"), [("+i", True), ("+s", True), ("+k", False), ("", False)])
def test_a_closure_ends_with_the_last_member(modes: str, ends: bool) -> None:
    """Unless whoever comes next needs the key; where there is none, nothing ends."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    if modes:
        room.run(ann, ChangeModes("#a", changes(modes, *(["secret"] if "k" in modes else []))))
    channel = room.channel("#a")
    assert list(after_emptying(channel)) == ([ClosureChanged(channel.id, 0)] if ends else [])
    outcomes = room.run(ann, PartChannel("#a", ""))
    assert (ClosureChanged(channel.id, 0) in outcomes) is ends
