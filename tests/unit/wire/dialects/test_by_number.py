"""What is asked for of a message by its number; on the wires: `tests/spec/dialects/test_by_number.py`."""

from harness.chaines_people import enter
from harness.world import World
from salon.core.commands import EditMessage, PostMessage, RedactMessage
from salon.core.message_commands import React
from salon.wire.dialects import by_number
from salon.wire.dialects.session import DialectSession


def test_each_command_is_of_the_message() -> None:
    """By its name of today; a number that is none says so."""
    alice = enter(World(), "alice", "jardin")
    talk = alice.link.wire
    assert isinstance(talk, DialectSession)
    channel = talk.state.find_channel("#jardin")
    assert channel is not None
    talk.numbers.number(channel.id, 70)
    assert by_number.edit(talk, channel, "1", "x y") == [EditMessage("#jardin", 70, "x y")]
    assert by_number.delete(talk, channel, "1") == [RedactMessage("#jardin", 70)]
    assert by_number.reply(talk, channel, "1", "x") == [
        PostMessage("#jardin", "x", answers=70, only_as_reply=True)
    ]
    assert by_number.react(talk, channel, "1", "x", adding=False) == [React("#jardin", 70, "x", adding=False)]
    for number in ("2", "0", "x", "9" * 40):
        assert by_number.delete(talk, channel, number) == []
    assert len(talk.take_output().decode().splitlines()) == 4
