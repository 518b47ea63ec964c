"""Who has a rank in a channel by account, and who may see that."""

import pytest

from harness.chatroom import Chatroom
from salon.core.commands import ChangeModes, JoinChannel, PartChannel, SetAccess
from salon.core.events import ModeChange
from salon.core.queries.access import Access, access_of, may_know_of, may_see_access, owner_of, standing_in
from salon.core.ranks import Rank


@pytest.fixture
def room() -> Chatroom:
    """Return a room in which ann's account owns #a, which is secret; she is not in it."""
    room = Chatroom()
    ann = room.enter("ann")
    for nick in ("ben", "cleo"):
        room.enter(nick)
    for nick in ("ann", "ben", "cleo"):
        room.log_in(room.person(nick))
    room.run(ann, JoinChannel("#a"))
    room.run(ann, ChangeModes("#a", (ModeChange("s", adding=True),)))
    room.run(ann, SetAccess("#a", "cleo", Rank.VOICE))
    room.run(ann, SetAccess("#a", "ben", Rank.HALF_OPERATOR))
    room.run(ann, PartChannel("#a"))
    return room


def test_the_list(room: Chatroom) -> None:
    """The owner is first, then the highest rank."""
    channel = room.channel("#a")
    assert owner_of(room.state, channel) == "ann"
    assert access_of(room.state, channel) == [
        Access("ann", Rank.FOUNDER),
        Access("ben", Rank.HALF_OPERATOR),
        Access("cleo", Rank.VOICE),
    ]


def test_who_may_see_it(room: Chatroom) -> None:
    """By account, in the channel or not: whoever may take a rank."""
    state, channel = room.state, room.channel("#a")
    dan = room.enter("dan")
    people = {nick: room.person(nick) for nick in ("ann", "ben", "cleo", "dan")}
    assert [nick for nick, its in people.items() if may_see_access(state, channel, its)] == ["ann", "ben"]
    assert [nick for nick, its in people.items() if may_know_of(state, channel, its)] == [
        "ann",
        "ben",
        "cleo",
    ]
    assert standing_in(state, channel, dan) is Rank.MEMBER
    dan.modes = "o"
    assert may_see_access(state, channel, dan)


def test_a_guests_channel_has_none() -> None:
    """Neither an owner nor a list."""
    room = Chatroom()
    room.enter("ann", "#a")
    assert (owner_of(room.state, room.channel("#a")), access_of(room.state, room.channel("#a"))) == ("", [])
