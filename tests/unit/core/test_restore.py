"""What an earlier run left, as events: a state that they are applied to is what it was."""

from harness.snapshot import contradictions, snapshot
from salon.core import events
from salon.core.machines import Machine
from salon.core.names import casemapping
from salon.core.restore import restore
from salon.core.rules import Rules
from salon.core.state import State, Topic

MASK = events.ListedMask("x!*@*", "ann!~a@h", 3)
LEFT = [
    events.ServerStarted(2, 12, 9),
    events.ChannelRestored(
        *(4, "#Été", 1000, "à propos", "ann!~a@h", 2000),
        modes={"t": "", "k": "key", "l": "7", "i": ""},
        lists={"b": (MASK,)},
        emptied=3000,
        since=7,
    ),
    events.MachineListed("pc.test", "ann", "192.0.2.1", online=True, time=5),
]


def restored() -> State:
    """Return a state after a start."""
    state = State(Rules(server="salon.test"), casemapping("rfc8265"))
    restore(state, LEFT)
    return state


def test_what_was_left_is_there() -> None:
    """Channels are empty and kept; numbers go on where they were."""
    state = restored()
    channel = state.channels[4]
    assert state.find_channel("#été") is channel
    assert (channel.kept, channel.emptied, channel.since, dict(channel.members)) == (True, 3000, 7, {})
    assert (channel.flags, channel.key, channel.limit) == ("it", "key", 7)
    assert channel.topic == Topic("à propos", "ann!~a@h", 2000)
    assert (state.epoch, state.last_sequence, state.last_channel) == (2, 12, 9)
    assert [type(machine) for machine in state.machines.values()] == [Machine]
    assert contradictions(state) == []
    assert snapshot(state) == snapshot(restored())


def test_numbers_of_people_are_new_at_each_start() -> None:
    """So that nobody is taken for a guest of an earlier run."""
    assert restored().last_person == 2 << 32
