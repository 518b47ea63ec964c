"""Ranks in a command of several changes: each counts for the next, and what accounts keep follows."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core import ownership_refusals, refusals
from salon.core.commands import ChangeModes, JoinChannel
from salon.core.events import Event
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.ranks import Rank, Right
from salon.core.replies import Outcome


@pytest.fixture
def room() -> Chatroom:
    """Return a room in which ann's account (1) owns #a; ben (2) and cleo, a guest, are in it."""
    room = Chatroom()
    for nick in ("ann", "ben", "cleo"):
        person = room.enter(nick)
        if nick != "cleo":
            room.log_in(person)
        room.run(person, JoinChannel("#a"))
    return room


def change(room: Chatroom, nick: str, letters: str, *parameters: str) -> list[Outcome]:
    """Have somebody change modes; return what came of it."""
    return room.run(room.person(nick), ChangeModes("#a", changes(letters, *parameters)))


def kept(outcomes: list[Outcome]) -> list[Event]:
    """Return what accounts keep by that."""
    return [its for its in outcomes if isinstance(its, RankKept | ChannelOwnerChanged)]


def test_what_is_given_and_taken_at_once_is_not_kept(room: Chatroom) -> None:
    """What it all comes to is what counts; of a guest nothing is kept."""
    assert kept(change(room, "ann", "+o-o", "ben", "ben")) == []
    assert kept(change(room, "ann", "+oh", "ben", "ben")) == [RankKept(1, 2, 6)]
    assert kept(change(room, "ann", "+o", "cleo")) == []
    assert kept(change(room, "ben", "-o", "ben")) == [RankKept(1, 2, 2)]


def test_whoever_hands_over_has_no_more_rights_in_the_same_command(room: Chatroom) -> None:
    """The giver is an operator from then on."""
    outcomes = change(room, "ann", "+qav", "ben", "cleo", "cleo")
    assert refusals.RankTooLow("#a", Right.GOVERN) in outcomes
    assert room.ranks("#a") == {"ann": Rank.OPERATOR, "ben": Rank.FOUNDER, "cleo": Rank.VOICE}
    owner, *ranks = kept(outcomes)
    assert isinstance(owner, ChannelOwnerChanged)
    assert (owner.owner, owner.account, owner.person) == (2, "ben", room.person("ben").id)
    assert ranks == [RankKept(1, 1, 4)]


def test_a_founder_without_o_gives_no_o_away(room: Chatroom) -> None:
    """What was laid down is not kept for the giver."""
    change(room, "ann", "-o", "ann")
    assert kept(change(room, "ann", "+q", "ben"))[1:] == []
    assert room.ranks("#a")["ann"] is Rank.MEMBER


def test_what_cannot_be(room: Chatroom) -> None:
    """A founder lays nothing down, and a guest owns nothing; of others, -q is nothing."""
    assert change(room, "ann", "-q", "ann") == [ownership_refusals.OwnerKeepsRank("#a")]
    assert change(room, "ann", "+q", "cleo") == [ownership_refusals.OwnerNeedsAccount("#a", "cleo")]
    assert change(room, "ann", "-q", "ben") == []
    assert change(room, "ann", "+q", "zoe") == [refusals.NoSuchNick("zoe")]


def test_nobody_leads_an_owned_channel(room: Chatroom) -> None:
    """Who gets o where the founder is away does not become it."""
    channel = room.channel("#a")
    change(room, "ann", "+o", "ben")
    assert (channel.owner, channel.main_administrator) == (1, 0)


def test_the_list_is_full(room: Chatroom) -> None:
    """Nobody gets what could not be kept."""
    room.state.rules = Chatroom(list_entries=1).state.rules
    dan = room.enter("dan")
    room.log_in(dan)
    room.run(dan, JoinChannel("#a"))
    outcomes = change(room, "ann", "+vv", "ben", "dan")
    assert outcomes[0] == ownership_refusals.AccessListFull("#a", 1)
    assert room.ranks("#a")["dan"] is Rank.MEMBER
