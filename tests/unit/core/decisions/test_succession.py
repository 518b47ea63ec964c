"""Who comes after whom, and what becomes of an empty channel."""

import pytest

from harness.chatroom import Chatroom
from harness.world import World
from salon.core.commands import Command, Kick, Kill, PartChannel, PostMessage, Quit
from salon.core.decisions.succession import server_source
from salon.core.events import (
    ChannelDropped,
    ChannelEmptied,
    MainAdministratorChanged,
    ModeChange,
    ModesChanged,
)
from salon.core.ranks import Rank


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a channel of ann, who is founder, and three who came after."""
    room = Chatroom()
    for nick in ("ann", "ben", "cleo", "dan"):
        room.enter(nick, "#a")
    return room


def test_the_server_speaks_under_its_name(room: Chatroom) -> None:
    """It is nobody."""
    source = server_source(room.state)
    assert (source.person, source.nick, source.mask) == (0, "salon.test", "salon.test")


@pytest.mark.parametrize(
    ("ranks", "heir"),
    [
        ((Rank.MEMBER, Rank.MEMBER, Rank.MEMBER), "ben"),
        ((Rank.MEMBER, Rank.VOICE, Rank.MEMBER), "cleo"),
        ((Rank.VOICE, Rank.OPERATOR, Rank.OPERATOR), "cleo"),
        ((Rank.HALF_OPERATOR, Rank.VOICE, Rank.OPERATOR), "dan"),
    ],
)
@pytest.mark.parametrize("way", [PartChannel("#a"), Quit("bye"), Kick("#a", "ann"), Kill("ann", "x")])
def test_the_highest_inherits(room: Chatroom, way: Command, ranks: tuple[Rank, ...], heir: str) -> None:
    """Among equals the first who came; whichever way the founder goes."""
    ann, *others = room.state.people.values()
    ann.modes = "o"
    for person, rank in zip(others, ranks, strict=True):
        room.give("#a", person, rank)
    *_, given, changed = room.run(ann, way)
    ((number, rank),) = ((p.id, rank) for p, rank in zip(others, ranks, strict=True) if p.nick == heir)
    server = server_source(room.state)
    change = ModeChange("o", adding=True, parameter=heir, person=number)
    assert (given == ModesChanged(server, 1, "#a", (change,), room.now)) is (rank < Rank.OPERATOR)
    assert changed == MainAdministratorChanged(server, 1, "#a", number, heir, room.now)
    assert [nick for nick, rank in room.ranks("#a").items() if rank is Rank.FOUNDER] == [heir]


def test_other_ranks_are_not_handed_on(room: Chatroom) -> None:
    """And where a founder stays, nobody becomes one."""
    ben = room.state.people[2]
    room.give("#a", ben, Rank.OPERATOR)
    assert len(room.run(ben, PartChannel("#a"))) == 1
    assert room.ranks("#a")["ann"] is Rank.FOUNDER


def test_a_channel_without_a_founder_stays_so(room: Chatroom) -> None:
    """Who laid the rank down left it to nobody."""
    ann, ben, *_ = room.state.people.values()
    room.give("#a", ann, Rank.OPERATOR)
    assert len(room.run(ann, PartChannel("#a"))) == 1
    assert len(room.run(ben, PartChannel("#a"))) == 1


def test_the_last_one_out(room: Chatroom) -> None:
    """A channel of which nothing is worth keeping goes; another stays, empty."""
    ann, *others = room.state.people.values()
    for person in others:
        room.run(person, Quit(""))
    assert room.decide(ann, PartChannel("#a"))[1:] == [ChannelDropped(1)]  # type: ignore[index]
    room.run(ann, PostMessage("#a", "salut"))
    assert room.run(ann, PartChannel("#a"))[1:] == [ChannelEmptied(1, room.now, asleep=True)]
    assert room.state.find_channel("#a") is None
    assert room.state.find_sleeping("#A") is not None


def test_who_leaves_all_at_once_hands_over_everywhere(room: Chatroom) -> None:
    """One end of a session, and each of its channels is provided for."""
    eve = room.enter("eve", "#b", "#c")
    room.enter("fay", "#b")
    happened = room.run(eve, Quit("bye"))
    assert [type(event).__name__ for event in happened] == [
        "SessionDetached",
        "PersonLeft",
        "ModesChanged",
        "MainAdministratorChanged",
        "ChannelDropped",
    ]
    assert room.ranks("#b") == {"fay": Rank.FOUNDER}


@pytest.mark.parametrize("kept", [False, True])
def test_silent_channels_stay_by_configuration(kept: bool) -> None:
    """A channel in which nothing was ever said stays only where the owner of the server wants it."""
    world = World(rules={"keep_empty_channels": kept})
    world.join("alice", "#a").send("PART #a")
    assert (world.state.find_channel("#a") is not None) is kept


def test_who_enters_a_silent_channel_founds_it_again() -> None:
    """A channel that stayed has no founder until somebody comes."""
    world = World(rules={"keep_empty_channels": True})
    alice = world.join("alice", "#a")
    alice.send("PART #a")
    bob = world.join("bob", "#a")
    alice.send("JOIN #a")
    assert ":salon.test 353 bob = #a :@bob alice" in bob.send("NAMES #a")


@pytest.mark.parametrize("kept", [False, True])
def test_channels_with_a_past_sleep(kept: bool) -> None:
    """Or stay, where the owner of the server wants it; they are not gone either way."""
    world = World(rules={"keep_empty_channels": kept})
    world.join("alice", "#a").send("PRIVMSG #a :salut", "PART #a")
    assert (world.state.find_channel("#a") is not None) is kept
    assert (world.state.find_sleeping("#a") is not None) is not kept
