"""What follows from the start of the server itself."""

from salon.core.account_events import AccountRegistered
from salon.core.apply import apply
from salon.core.decisions.start import events_at_start
from salon.core.events import (
    ChannelEmptied,
    ChannelFounded,
    ChannelRestored,
    ClosureChanged,
    Event,
    PersonArrived,
    ServerStarted,
    Source,
)
from salon.core.names import casemapping
from salon.core.presence_events import MembershipRestored
from salon.core.restore import restore
from salon.core.rules import ChannelPolicy, Rules
from salon.core.state import State


def left(channel: int, name: str, emptied: int = 0) -> ChannelRestored:
    """Return a channel of an earlier run."""
    return ChannelRestored(channel, name, 0, "", "", 0, {}, {}, emptied, 0)


def start(*before: Event) -> tuple[State, list[Event]]:
    """Start after an earlier run, with two channels of the server's own; return what that brings about."""
    state = State(Rules(server="salon.test", rooms=frozenset({"#one", "#two"})), casemapping("ascii"))
    restore(state, before)
    brought = list[Event]()
    for event in events_at_start(state, ("#One", "#two"), 50):
        apply(state, event)
        brought.append(event)
    return state, brought


def test_the_servers_own_channels_are_founded_once() -> None:
    """With numbers that no other ever had; they are never empty."""
    _, brought = start(ServerStarted(1, 0, 8), left(4, "#one"))
    assert brought == [ChannelFounded(9, "#two", 50)]
    _, brought = start(ServerStarted(1, 0, 8))
    assert brought == [ChannelFounded(9, "#One", 50), ChannelFounded(10, "#two", 50)]


def test_what_lost_its_members_is_empty() -> None:
    """After a crash: since now. What had emptied before stays as it was."""
    state, brought = start(
        ServerStarted(1, 0, 8), left(4, "#a"), left(5, "#b", 30), left(6, "#one"), left(7, "#two")
    )
    assert brought == [ChannelEmptied(4, 50)]
    assert [state.channels[number].emptied for number in (4, 5, 6)] == [50, 30, 0]


def test_no_empty_channel_stays_in_a_closure() -> None:
    """Version 0.1 left some so, and strangers would read it. With a key, the next person has to know it."""
    _, brought = start(
        ServerStarted(1, 0, 8),
        ChannelRestored(4, "#closed", 0, "", "", 0, {"i": ""}, {}, 30, 0, closure=7),
        ChannelRestored(5, "#key", 0, "", "", 0, {"k": "clé"}, {}, 30, 0, closure=7),
        left(6, "#one"),
        left(7, "#two"),
    )
    assert brought == [ClosureChanged(4, 0)]


def test_channels_that_the_configuration_forbids_are_emptied() -> None:
    """People who stay were in them."""
    rules = Rules(server="salon.test", channel_policy=ChannelPolicy(("#a",)))
    state = State(rules, casemapping("ascii"))
    ann = Source(1, "ann", "u", "h", mask="ann!u@h", account="ann", account_id=1)
    restore(
        state,
        [
            ServerStarted(1, 0, 8),
            AccountRegistered(1, "ann", "", 1),
            left(4, "#a"),
            PersonArrived(ann, "Ann", 1),
            MembershipRestored(1, 4, 0, 0),
        ],
    )
    for event in events_at_start(state, (), 50):
        apply(state, event)
    assert not state.channels[4].members if 4 in state.channels else state.sleeping.get(4) is not None
    assert not state.people[1].channels
