"""What the events of whose a channel is do to the state."""

import pytest

from harness.chatroom import Chatroom
from harness.snapshot import contradictions
from salon.core.account_events import AccountRegistered
from salon.core.apply import apply
from salon.core.events import ChannelDropped, ChannelFounded, ChannelRestored, Source
from salon.core.ownership_events import ChannelOwnerChanged, RankKept

SERVER = Source(0, "salon.test", "", "", mask="salon.test")


@pytest.fixture
def room() -> Chatroom:
    """Return a room with two accounts."""
    room = Chatroom()
    for number in (1, 2):
        apply(room.state, AccountRegistered(number, f"a{number}", "hash", 7))
    return room


def pass_to(room: Chatroom, owner: int, since: int = 0) -> None:
    """Let #a belong to an account."""
    apply(room.state, ChannelOwnerChanged(SERVER, 1, "#a", owner, "", 0, since, 9))


def test_a_channel_is_founded_and_counted_as_its_owners(room: Chatroom) -> None:
    """Until it belongs to another, or is gone."""
    apply(room.state, ChannelFounded(1, "#a", 8, owner=1))
    assert (room.channel("#a").owner, room.state.owned) == (1, {1: 1})
    pass_to(room, 2, since=5)
    assert (room.channel("#a").owner, room.channel("#a").since, room.state.owned) == (2, 5, {2: 1})
    apply(room.state, ChannelDropped(1))
    assert room.state.owned == {}


def test_who_led_leads_no_more(room: Chatroom) -> None:
    """What an account owns has no main administrator."""
    ann = room.enter("ann", "#a")
    assert room.channel("#a").main_administrator == ann.id
    pass_to(room, 1)
    assert room.channel("#a").main_administrator == 0


def test_what_accounts_keep_goes_with_the_owner(room: Chatroom) -> None:
    """And makes of the channel one that outlasts its members."""
    apply(room.state, ChannelFounded(1, "#a", 8, owner=1))
    channel = room.channel("#a")
    assert not channel.kept
    apply(room.state, RankKept(1, 2, 4))
    assert (channel.kept, channel.account_ranks) == (True, {2: 4})
    assert (channel.ranks_of_account(1), channel.ranks_of_account(2), channel.ranks_of_account(0)) == (
        20,
        4,
        0,
    )
    apply(room.state, RankKept(1, 2, 0))
    assert channel.account_ranks == {}
    apply(room.state, RankKept(1, 2, 1))
    pass_to(room, 0)
    assert channel.account_ranks == {}


def test_an_owned_channel_is_restored_awake(room: Chatroom) -> None:
    """With its owner, and what accounts keep."""
    apply(
        room.state,
        ChannelRestored(
            *(4, "#x", 1, "", "", 0),
            modes={},
            lists={},
            emptied=9,
            since=0,
            owner=1,
            account_ranks={2: 8},
        ),
    )
    assert (room.channel("#x").owner, room.channel("#x").account_ranks) == (1, {2: 8})
    assert contradictions(room.state) == []
