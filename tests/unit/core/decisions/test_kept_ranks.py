"""What accounts give in channels: on entering, logging in and logging out."""

import pytest

from harness.chatroom import Chatroom
from salon.core.commands import JoinChannel
from salon.core.decisions.kept_ranks import (
    access_full,
    given_by,
    given_on_entry,
    owns_too_many,
    ranks_kept,
    taken_with,
)
from salon.core.events import ModesChanged
from salon.core.ownership_refusals import AccessListFull, OwnsTooMany
from salon.core.ranks import OWNER_RANKS, Rank
from salon.core.rules import AccountPolicy


@pytest.fixture
def room() -> Chatroom:
    """Return a room in which ann's account owns #a, and ben is."""
    room = Chatroom(accounts=AccountPolicy(channels=1), list_entries=2)
    room.log_in(room.enter("ann"))
    room.enter("ben")
    for nick in ("ann", "ben"):
        enter(room, nick)
    return room


def enter(room: Chatroom, nick: str) -> None:
    """Have somebody enter #a."""
    room.run(room.person(nick), JoinChannel("#a"))


def letters(changed: list[ModesChanged]) -> list[str]:
    """Return the changes that were told."""
    return [f"{'+' if its.adding else '-'}{its.letter}" for event in changed for its in event.changes]


def test_what_an_account_gives(room: Chatroom) -> None:
    """The owner's, what is kept, and nothing to a guest or in a guests' channel."""
    state, channel, ann, ben = room.state, room.channel("#a"), room.person("ann"), room.person("ben")
    assert ranks_kept(state, channel, ann) == OWNER_RANKS
    assert state.account_of(ben) is None
    assert ranks_kept(state, channel, ben) == 0
    own = room.log_in(ben)
    channel.account_ranks[own.id] = Rank.VOICE.bit
    assert ranks_kept(state, channel, ben) == Rank.VOICE.bit
    assert letters([*given_on_entry(state, channel, ben, 1)]) == ["+v"]
    channel.owner = 0
    assert ranks_kept(state, channel, ann) == 0


def test_only_what_is_missing_is_given_and_what_is_there_taken(room: Chatroom) -> None:
    """So that no line says what everybody sees."""
    state, ben = room.state, room.person("ben")
    own = room.log_in(ben)
    room.channel("#a").account_ranks[own.id] = Rank.VOICE.bit | Rank.OPERATOR.bit
    room.member("#a", ben).ranks = Rank.VOICE.bit | Rank.HALF_OPERATOR.bit
    assert letters([*given_by(state, own, ben, 1)]) == ["+o"]
    assert letters([*taken_with(state, own, ben, 1)]) == ["-v"]


def test_limits(room: Chatroom) -> None:
    """One channel an account, two accounts a channel, as the settings say."""
    state, ann = room.state, room.state.account_of(room.person("ann"))
    assert ann is not None
    assert owns_too_many(state, ann, "#b") == OwnsTooMany("#b", "ann", 1)
    assert owns_too_many(state, room.log_in(room.person("ben")), "#b") is None
    assert access_full(state, room.channel("#a"), 1) is None
    assert access_full(state, room.channel("#a"), 2) == AccessListFull("#a", 2)
