"""Whose channels are: claimed, dropped, transferred, inherited; and which ranks accounts keep."""

import pytest

from harness.chatroom import Chatroom, changes
from harness.snapshot import contradictions
from salon.core import account_refusals, ownership_refusals, refusals
from salon.core.apply import apply
from salon.core.commands import (
    ChangeModes,
    ClaimChannel,
    DropChannel,
    JoinChannel,
    PartChannel,
    SetAccess,
    SetTopic,
    TransferChannel,
)
from salon.core.decisions.ownership import pass_on
from salon.core.events import ChannelEmptied, Event, ModeChange
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.ranks import Rank, Right
from salon.core.replies import AccessChanged


@pytest.fixture
def room() -> Chatroom:
    """Return a room in which ann's account, number 1, owns #a, and ben, number 2, is."""
    room = Chatroom()
    for nick in ("ann", "ben"):
        room.log_in(room.enter(nick))
        room.run(room.person(nick), JoinChannel("#a"))
    return room


def test_a_claim_ends_the_power_over_the_past_only_where_there_is_one(room: Chatroom) -> None:
    """A channel in which nothing was said is ruled from its beginning."""
    cleo = room.enter("cleo", "#b")
    room.log_in(cleo)
    room.run(cleo, ClaimChannel("#b"))
    assert (room.channel("#b").owner, room.channel("#b").since) == (3, 0)
    room.run(cleo, DropChannel("#b"))
    room.run(cleo, SetTopic("#b", "x"))
    room.run(cleo, ClaimChannel("#b"))
    assert room.channel("#b").since == room.state.last_sequence + 1
    assert contradictions(room.state) == []


def test_a_server_operator_claims_for_themselves(room: Chatroom) -> None:
    """Also from outside, and whoever led does no more."""
    room.enter("cleo", "#b")
    ann = room.person("ann")
    ann.modes = "o"
    room.run(ann, ClaimChannel("#b"))
    assert (room.channel("#b").owner, room.channel("#b").main_administrator) == (1, 0)
    ann.modes = ""
    assert contradictions(room.state) == []


def test_what_is_asked_from_outside(room: Chatroom) -> None:
    """The owner may, of a secret one too; others do not learn of it."""
    ann, ben, cleo = room.person("ann"), room.person("ben"), room.enter("cleo")
    room.run(ann, ChangeModes("#a", (ModeChange("s", adding=True),)))
    room.run(ann, PartChannel("#a"))
    for command in (DropChannel("#a"), TransferChannel("#a", "ben"), SetAccess("#a", "ben", Rank.VOICE)):
        assert room.run(cleo, command) == [refusals.NoSuchChannel("#a")]
    assert room.run(ben, DropChannel("#a")) == [refusals.RankTooLow("#a", Right.GOVERN)]
    assert room.run(ann, SetAccess("#a", "ben", Rank.VOICE))[-1] == AccessChanged("#a", "ben", Rank.VOICE)
    room.run(ann, TransferChannel("#a", "ben"))
    assert (room.channel("#a").owner, room.channel("#a").account_ranks) == (2, {1: Rank.OPERATOR.bit})
    assert contradictions(room.state) == []


def test_whoever_gives_a_channel_away_is_shown_what_they_keep(room: Chatroom) -> None:
    """To be an operator, even if they were shown as none before."""
    ann = room.person("ann")
    room.run(ann, ChangeModes("#a", changes("-o", "ann")))
    assert not room.member("#a", ann).ranks & Rank.OPERATOR.bit
    room.run(ann, TransferChannel("#a", "ben"))
    assert room.member("#a", ann).ranks & (Rank.OPERATOR.bit | Rank.FOUNDER.bit) == Rank.OPERATOR.bit
    assert contradictions(room.state) == []


def test_a_suspended_account_gets_nothing(room: Chatroom) -> None:
    """It could not use it."""
    account = room.state.accounts.find("ben")
    assert account is not None
    account.suspended = True
    ann = room.person("ann")
    assert room.run(ann, TransferChannel("#a", "ben")) == [account_refusals.AccountUnusable("ben")]
    assert room.run(ann, TransferChannel("#a", "ann")) == [ownership_refusals.ChannelOwned("#a", "ann")]


def test_to_set_what_is_set_changes_nothing(room: Chatroom) -> None:
    """It is said that it is so."""
    ann = room.person("ann")
    room.run(ann, SetAccess("#a", "ben", Rank.VOICE))
    done = [AccessChanged("#a", "ben", Rank.VOICE)]
    assert room.run(ann, SetAccess("#a", "ben", Rank.VOICE)) == done


def test_an_empty_channel_that_is_dropped_sleeps_from_then_on(room: Chatroom) -> None:
    """Its key and bans hold as long as if it had just emptied."""
    ann = room.person("ann")
    room.run(ann, SetTopic("#a", "x"))
    for nick in ("ann", "ben"):
        room.run(room.person(nick), PartChannel("#a"))
    room.now += 1_000_000_000
    changed, slept = room.run(ann, DropChannel("#a"))
    assert isinstance(changed, ChannelOwnerChanged)
    assert slept == ChannelEmptied(1, room.now, asleep=True)
    assert contradictions(room.state) == []


def heirs(room: Chatroom, **ranks: Rank) -> int:
    """Return who owns #a when ann's account is gone, where others keep these ranks."""
    for nick, rank in ranks.items():
        if room.state.accounts.find(nick) is None:
            room.log_in(room.enter(nick))
        room.run(room.person("ann"), SetAccess("#a", nick, rank))
    account = room.state.accounts.find("ann")
    assert account is not None
    for outcome in pass_on(room.state, account, 1):
        if isinstance(outcome, Event):
            apply(room.state, outcome)
    return room.channel("#a").owner


def test_the_highest_kept_rank_inherits(room: Chatroom) -> None:
    """And among equals the oldest account; an account that keeps none inherits nothing."""
    assert heirs(room, ben=Rank.VOICE, cleo=Rank.ADMIN, dan=Rank.ADMIN) == 3


def test_nobody_inherits_where_nobody_keeps_a_rank(room: Chatroom) -> None:
    """It is a guests' channel then."""
    assert heirs(room) == 0


def test_what_an_erased_account_kept_goes(room: Chatroom) -> None:
    """In the channels of others."""
    room.run(room.person("ann"), SetAccess("#a", "ben", Rank.VOICE))
    ben = room.state.accounts.find("ben")
    assert ben is not None
    assert [*pass_on(room.state, ben, 1)] == [RankKept(1, 2, 0)]


def test_a_channel_that_goes_with_its_last_member_passes_to_nobody() -> None:
    """Nothing was said or set in it."""
    room = Chatroom()
    ann = room.enter("ann")
    own = room.log_in(ann)
    room.run(ann, JoinChannel("#a"))
    assert [*pass_on(room.state, own, 1)] == []


def test_what_is_refused_in_an_empty_channel_changes_nothing(room: Chatroom) -> None:
    """Its closure ended with its last member, though its modes hold."""
    ann = room.person("ann")
    room.run(ann, ChangeModes("#a", (ModeChange("i", adding=True),)))
    for nick in ("ann", "ben"):
        room.run(room.person(nick), PartChannel("#a"))
    ann.modes = "o"
    refused = room.run(ann, ChangeModes("#a", (ModeChange("o", adding=True, parameter="zoe"),)))
    assert refused == [refusals.NoSuchNick("zoe")]
