"""A channel that had emptied: who may enter it first, what of it they find, and what they are told."""

from typing import Any

import pytest

from harness.chatroom import Chatroom, changes
from salon.core import refusals
from salon.core.commands import (
    ChangeModes,
    Invite,
    JoinChannel,
    Kick,
    PartChannel,
    PostMessage,
    Quit,
    SetTopic,
)
from salon.core.events import ChannelEmptied, ChannelFounded, ChannelRefounded, MemberJoined
from salon.core.ranks import Rank
from salon.core.replies import ChannelChangedHands, Outcome
from salon.core.state import Person

BEN = "192.0.2.2"
"""Where the second comes from who enters a chatroom."""

DAY = 86_400_000


def emptied(letters: str = "", *parameters: str, **rules: Any) -> tuple[Chatroom, Person]:
    """Return a room whose channel ann has left, with what she set and said; and ben, who was not in it."""
    room = Chatroom(**rules)
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    room.run(ann, SetTopic("#a", "à propos"))
    room.run(ann, PostMessage("#a", "entre nous"))
    if letters:
        room.run(ann, ChangeModes("#a", changes(letters, *parameters)))
    room.now += 10
    assert room.run(ann, PartChannel("#a"))[1:] == [ChannelEmptied(1, room.now)]
    return room, ben


def came(room: Chatroom, person: Person) -> MemberJoined:
    """Return the event that somebody comes in, as founder."""
    return MemberJoined(person.source, 1, "#a", person.real_name, Rank.FOUNDER.bit, room.now)


def look(room: Chatroom) -> tuple[str, str, int, list[str], str]:
    """Return what stands in the channel: its modes, lists and topic."""
    its = room.channel("#a")
    topic = its.topic.text if its.topic else ""
    return its.flags, its.key, its.limit, sorted("".join(its.lists)), topic


@pytest.mark.parametrize("way", [PartChannel("#a"), Quit("bye"), Kick("#a", "ann")])
def test_when_it_emptied_is_noted(way: PartChannel | Quit | Kick) -> None:
    """Whichever way the last one goes; while somebody is there, there is nothing to note."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben", "#a")
    room.run(ann, PostMessage("#a", "salut"))
    room.run(ben, PartChannel("#a"))
    assert room.channel("#a").emptied == 0
    room.now += 5
    assert room.run(ann, way)[-1:] == [ChannelEmptied(1, room.now)]
    assert room.channel("#a").emptied == room.now


@pytest.mark.parametrize("later", [0, DAY - 1])
def test_in_time_all_is_as_it_was(later: int) -> None:
    """Whoever may enter finds modes, lists and topic, and the past."""
    room, ben = emptied("+lkbeIm-t", "5", "key", "x", "y", "z")
    left, room.now = look(room), room.now + later
    refounded = ChannelRefounded(1, fresh=False, since=0, time=room.now, place=BEN)
    assert room.run(ben, JoinChannel("#a", "key")) == [refounded, came(room, ben)]
    assert look(room) == left
    assert room.channel("#a").emptied == 0
    assert room.channel("#a").since == 0


@pytest.mark.parametrize(
    ("letters", "parameter", "refusal"),
    [("+k", "key", refusals.WrongKey("#a")), ("+b", "ben", refusals.Banned("#a"))],
)
def test_key_and_bans_hold_for_a_time(letters: str, parameter: str, refusal: refusals.Refusal) -> None:
    """To the last moment, and not a moment longer: no name is shut for good."""
    room, ben = emptied(letters, parameter)
    room.now += DAY - 1
    assert room.decide(ben, JoinChannel("#a")) == [refusal]
    room.now += 1
    assert came(room, ben) in room.run(ben, JoinChannel("#a"))


@pytest.mark.parametrize(
    ("letters", "parameters", "hidden"),
    [
        ("", [], False),
        ("+mC-nt", [], False),
        ("+l", ["1"], False),
        ("+b", ["troll"], False),
        ("+b", ["ben"], True),
        ("+i", [], True),
        ("+iI", ["ben"], True),
        ("+k", ["key"], True),
        ("+s", [], True),
    ],
)
def test_then_it_is_as_new(letters: str, parameters: list[str], hidden: bool) -> None:
    """With the past of a channel that was open to whoever came, and without that of one that was not."""
    room, ben = emptied(letters, *parameters)
    room.now += DAY
    happened = room.run(ben, JoinChannel("#a"))
    since = room.state.last_sequence if hidden else 0
    told: list[Outcome] = [ChannelChangedHands("#a", bool(letters), hidden)] if letters else []
    refounded = ChannelRefounded(1, fresh=True, since=since, time=room.now, place=BEN)
    assert happened == [refounded, came(room, ben), *told]
    assert look(room) == ("nt", "", 0, [], "" if hidden else "à propos")
    assert room.channel("#a").since == since
    # What is said from now on is shown to those who come now.
    room.run(ben, PostMessage("#a", "bonjour"))
    assert room.state.last_sequence > since


@pytest.mark.parametrize(
    ("letters", "parameters", "hidden"), [("+i", [], True), ("+iI", ["ben"], False), ("+s", [], False)]
)
def test_past_the_invitations_one_comes_without_the_past(
    letters: str, parameters: list[str], hidden: bool
) -> None:
    """Nobody is there who could invite: who comes so finds the modes, but not what was said."""
    room, ben = emptied(letters, *parameters)
    happened = room.run(ben, JoinChannel("#a"))
    assert happened[0] == ChannelRefounded(
        1, fresh=False, since=room.state.last_sequence if hidden else 0, time=room.now, place=BEN
    )
    assert happened[2:] == ([ChannelChangedHands("#a", fresh=False, hidden=True)] if hidden else [])
    flags, *_, topic = look(room)
    assert (letters[1] in flags, topic) == (True, "" if hidden else "à propos")


def test_who_was_invited_by_name_comes_to_the_past() -> None:
    """In time: later the invitation is gone with the rest."""
    for later, since in ((0, 0), (DAY, 4)):
        room = Chatroom()
        ann, ben = room.enter("ann", "#a"), room.enter("ben")
        room.run(ann, PostMessage("#a", "entre nous"))
        room.run(ann, ChangeModes("#a", changes("+i")))
        for person in (ben, room.enter("cleo")):
            room.run(ann, Invite(person.nick, "#a"))
        room.run(ann, PartChannel("#a"))
        room.now += later
        room.state.last_sequence = 3
        refounded = room.run(ben, JoinChannel("#a"))[0]
        assert refounded == ChannelRefounded(1, fresh=bool(later), since=since, time=room.now, place=BEN)
        assert bool(room.channel("#a").invited) is not bool(later)
        assert bool(room.state.people[3].invitations) is not bool(later)


def test_server_operators_find_it_as_it_is() -> None:
    """Past ban, key and +i, in time."""
    room, ben = emptied("+ikb", "key", "ben")
    ben.modes = "o"
    left = look(room)
    assert len(room.run(ben, JoinChannel("#a"))) == 2
    assert look(room) == left
    assert room.channel("#a").since == 0


def test_the_past_that_was_hidden_stays_so() -> None:
    """Also when later the channel empties again and all that was said since is shown."""
    room, ben = emptied("+i")
    room.run(ben, JoinChannel("#a"))
    since = room.channel("#a").since
    room.run(ben, ChangeModes("#a", changes("-i")))
    room.run(ben, PartChannel("#a"))
    room.now += DAY
    room.run(ben, JoinChannel("#a"))
    assert room.channel("#a").since == since > 0


def test_who_was_silenced_speaks_again() -> None:
    """Nothing of the lists is remembered."""
    room, ben = emptied("+b-n", "~m:ben")
    assert room.decide(ben, PostMessage("#a", "salut")) == [refusals.MayNotSpeak("#a", "b")]
    room.now += DAY
    cleo = room.enter("cleo", "#a")
    room.run(cleo, ChangeModes("#a", changes("-n")))
    assert len(room.run(ben, JoinChannel("#a"))) == 1
    assert not isinstance(room.run(ben, PostMessage("#a", "salut"))[0], refusals.Refusal)


def test_the_owner_says_for_how_long() -> None:
    """0: as soon as it empties."""
    room, ben = emptied("+k", "key", empty_channel_seconds=0)
    assert len(room.run(ben, JoinChannel("#a"))) == 3
    room, ben = emptied("+k", "key", empty_channel_seconds=2)
    room.now += 1_999
    assert len(room.run(ben, JoinChannel("#a"))) == 1


def test_a_room_is_the_servers_own() -> None:
    """Nobody founds it, however long nobody was there."""
    room = Chatroom(rooms=frozenset({"#a"}))
    ann = room.enter("ann", "#a")
    room.run(ann, PostMessage("#a", "salut"))
    assert len(room.run(ann, PartChannel("#a"))) == 1
    room.now += DAY
    (joined,) = room.run(ann, JoinChannel("#a"))
    assert isinstance(joined, MemberJoined)
    assert joined.ranks == 0


# --- how many there may be -----------------------------------------------------------------------


def test_there_is_a_limit_of_channels_for_all_together() -> None:
    """Emptied ones count, the server's own do not; who knows a channel still enters it."""
    room = Chatroom(channels=2, rooms=frozenset({"#room", "#other"}))
    ann, ben = room.enter("ann", "#room", "#a"), room.enter("ben", "#b")
    room.run(ann, PostMessage("#a", "salut"))
    room.run(ann, PartChannel("#a"))
    assert room.run(ben, JoinChannel("#c")) == [refusals.NoMoreChannels("#c", 2)]
    assert len(room.run(ben, JoinChannel("#a"))) == 2
    room.run(ben, PartChannel("#b"))
    assert isinstance(room.run(ann, JoinChannel("#c"))[0], ChannelFounded)


def test_there_is_a_limit_of_channels_for_each_address() -> None:
    """Of all who come from it; one that is gone, or that somebody else has founded again, counts no more."""
    room = Chatroom(channels_per_address=2)
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    next(iter(ben.sessions.values())).address = "192.0.2.1"
    room.run(ben, JoinChannel("#b"))
    for person in (ann, ben):
        assert room.run(person, JoinChannel("#c")) == [refusals.TooManyFounded("#c", 2)]
    zoe = room.enter("zoe", "#c")
    assert zoe.channels
    room.run(ben, PartChannel("#b"))
    assert isinstance(room.run(ann, JoinChannel("#d"))[0], ChannelFounded)
    room.run(ann, PostMessage("#a", "salut"))
    room.run(ann, PartChannel("#a"))
    assert room.run(ben, JoinChannel("#b")) == [refusals.TooManyFounded("#b", 2)]
    room.run(zoe, JoinChannel("#a"))
    assert isinstance(room.run(ben, JoinChannel("#b"))[0], ChannelFounded)


def test_the_limit_for_an_address_does_not_hold_for_all() -> None:
    """Server operators found as they like; 0 is no limit."""
    room = Chatroom(channels_per_address=1)
    ann = room.enter("ann", "#a")
    ann.modes = "o"
    assert isinstance(room.run(ann, JoinChannel("#b"))[0], ChannelFounded)
    room = Chatroom(channels_per_address=0)
    room.enter("ann", "#a", "#b", "#c")
