"""What becomes of a channel's modes in the state."""

from harness.chatroom import Chatroom, changes
from salon.core.apply_modes import reset_modes, restore_modes, with_letter
from salon.core.channel_history import ChannelHistory, Past, Retention
from salon.core.commands import ChangeModes
from salon.core.state import Channel


def test_modes_are_set_and_taken() -> None:
    """Each letter with its parameter."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    room.run(ann, ChangeModes("#a", changes("+iljH", "5", "2:10", "none:9")))
    channel = room.channel("#a")
    assert (channel.flags, channel.limit, str(channel.throttle)) == ("int", 5, "2:10")
    assert channel.history == ChannelHistory(Past.NONE, Retention(0, 9))
    room.run(ann, ChangeModes("#a", changes("-iljH")))
    assert (channel.flags, channel.limit, channel.throttle) == ("nt", 0, None)
    assert channel.history == ChannelHistory()


def test_they_are_restored_and_forgotten() -> None:
    """As the storage has them; what is unreadable there, from a later version, is as in a new channel."""
    channel = Channel(1, "#a", "#a", 0, "")
    restore_modes(channel, {"s": "", "k": "key", "l": "3", "j": "5:10", "H": "30d"})
    assert (channel.flags, channel.key, channel.limit, str(channel.throttle)) == ("s", "key", 3, "5:10")
    assert str(channel.history) == "30d"
    reset_modes(channel)
    assert (channel.flags, channel.key, channel.limit, channel.throttle) == ("nt", "", 0, None)
    assert channel.history == ChannelHistory()
    restore_modes(channel, {"H": "for ever"})
    assert channel.history == ChannelHistory()


def test_letters_are_sorted() -> None:
    """Each is there once."""
    assert with_letter("nt", "i", present=True) == "int"
    assert with_letter("int", "i", present=True) == "int"
    assert with_letter("int", "i", present=False) == "nt"
