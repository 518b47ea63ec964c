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
    RenameChannel,
    SetTopic,
)
from salon.core.events import (
    ChannelEmptied,
    ChannelFounded,
    ChannelRefounded,
    ChannelRenamed,
    ClosureChanged,
    MemberJoined,
    MessagePosted,
    TopicChanged,
)
from salon.core.queries.history import HistoryQuery
from salon.core.queries.past import ReadHistory, history_query
from salon.core.ranks import Rank
from salon.core.replies import EmptyChannelEntered
from salon.core.state import Channel, Person

BEN = "192.0.2.2"
"""Where the second comes from who enters a chatroom."""

DAY = 86_400_000


def emptied(letters: str = "", *parameters: str, **rules: Any) -> tuple[Chatroom, Person]:
    """Return a room whose channel ann has left, with what she set and said; and ben, who was not in it."""
    room = Chatroom(**rules)
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    if letters:
        room.run(ann, ChangeModes("#a", changes(letters, *parameters)))
    room.run(ann, SetTopic("#a", "à propos"))
    room.run(ann, PostMessage("#a", "entre nous"))
    room.now += 10
    assert room.run(ann, PartChannel("#a"))[-1] == ChannelEmptied(1, room.now, asleep=True)
    return room, ben


def came(room: Chatroom, person: Person) -> MemberJoined:
    """Return the event that somebody comes in, and leads the channel."""
    return MemberJoined(person.source, 1, "#a", person.real_name, Rank.OPERATOR.bit, room.now, main=True)


def look(its: Channel | None) -> tuple[str, str, int, list[str], str]:
    """Return what stands in a channel: its modes, lists and topic."""
    assert its is not None
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
    assert room.run(ann, way)[-1:] == [ChannelEmptied(1, room.now, asleep=True)]
    (channel,) = room.state.sleeping
    assert channel.emptied == room.now


@pytest.mark.parametrize("later", [0, DAY - 1])
def test_in_time_all_is_as_it_was(later: int) -> None:
    """Whoever may enter finds modes, lists, topic and date."""
    room, ben = emptied("+lkbeIm-t", "5", "key", "x", "y", "z")
    slept = room.state.find_sleeping("#a")
    left, room.now = look(slept), room.now + later
    refounded = ChannelRefounded(1, fresh=False, since=3, time=room.now, place=BEN)
    told = EmptyChannelEntered("#a", fresh=False, goes_on=True)
    assert room.run(ben, JoinChannel("#a", "key")) == [refounded, came(room, ben), told]
    channel = room.channel("#a")
    assert channel is slept
    assert look(channel) == left
    assert (channel.emptied, channel.created) == (0, room.now - later - 10)
    assert not list(room.state.sleeping)


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
    ("letters", "parameters", "topic"),
    [
        ("", [], "à propos"),
        ("+mC-n", [], "à propos"),
        ("+l", ["1"], "à propos"),
        ("+b", ["ben"], "à propos"),
        ("+i", [], ""),
        ("+iI", ["ben"], ""),
        ("+k", ["key"], ""),
        ("+s", [], ""),
    ],
)
def test_then_it_is_as_new(letters: str, parameters: list[str], topic: str) -> None:
    """With the topic only if it was set while the channel was open; and with a new date."""
    room, ben = emptied(letters, *parameters)
    room.now += DAY
    happened = room.run(ben, JoinChannel("#a"))
    assert happened[0] == ChannelRefounded(1, fresh=True, since=3, time=room.now, place=BEN)
    assert happened[-2:] == [came(room, ben), EmptyChannelEntered("#a", fresh=True, goes_on=False)]
    assert look(room.channel("#a")) == ("nt", "", 0, [], topic)
    assert (room.channel("#a").closure, room.channel("#a").created) == (0, room.now)


# --- closures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("letters", ["+i", "+s"])
def test_emptying_ends_a_closure(letters: str) -> None:
    """The modes come back in time, and begin another one."""
    room, ben = emptied(letters)
    assert [channel.closure for channel in room.state.sleeping] == [0]
    happened = room.run(ben, JoinChannel("#a"))
    assert happened[1] == ClosureChanged(1, 3)
    assert (room.channel("#a").closure, room.member("#a", ben).closure) == (3, 3)


def test_a_key_holds_a_closure_together() -> None:
    """Whoever has it was let in to what was said behind it: in time, and not after."""
    for later, closure in ((0, 1), (DAY, 0)):
        room, ben = emptied("+k", "key")
        assert [channel.closure for channel in room.state.sleeping] == [1]
        room.now += later
        room.run(ben, JoinChannel("#a", "key"))
        assert (room.channel("#a").closure, room.member("#a", ben).closure) == (closure, closure)


def test_messages_and_topics_say_in_which_closure() -> None:
    """0 while the channel is open."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    for letters, closed in (("+m", 0), ("+i", 3), ("+s-i", 3), ("-s", 0)):
        room.run(ann, ChangeModes("#a", changes(letters)))
        (posted,) = room.run(ann, PostMessage("#a", "x"))
        (topic,) = room.run(ann, SetTopic("#a", letters))
        assert isinstance(posted, MessagePosted)
        assert isinstance(topic, TopicChanged)
        assert (posted.closed, topic.closed) == (closed, closed), letters


def test_nobody_wipes_a_past_by_closing_and_opening() -> None:
    """No mark moves: what was open stays so, for everybody."""
    room, ben = emptied()
    room.run(ben, JoinChannel("#a"))
    room.run(ben, ChangeModes("#a", changes("+i")))
    room.run(ben, ChangeModes("#a", changes("-i")))
    room.run(ben, PartChannel("#a"))
    room.run(ben, JoinChannel("#a"))
    query = history_query(room.state, ben, ReadHistory("#a", 5))
    assert isinstance(query, HistoryQuery)
    assert (query.after, query.closed_from) == (0, room.state.last_sequence + 1)


# --- power -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [False, True])
def test_an_older_past_is_not_renamed_away(kept: bool) -> None:
    """Whoever founds it again leads it from then on, and no one but a server operator may rename it."""
    room = Chatroom(keep_empty_channels=kept)
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    room.run(ann, PostMessage("#a", "salut"))
    room.run(ann, PartChannel("#a"))
    room.run(ben, JoinChannel("#a"))
    assert room.channel("#a").since == 2
    assert room.run(ben, RenameChannel("#a", "#b")) == [refusals.PastIsOlder("#a", "#b")]
    ben.modes = "o"
    assert isinstance(room.run(ben, RenameChannel("#a", "#b"))[0], ChannelRenamed)


def test_where_nothing_was_said_there_is_no_past() -> None:
    """A channel that stayed for the owner's sake may be renamed by whoever comes first."""
    room = Chatroom(keep_empty_channels=True)
    ann = room.enter("ann", "#a")
    room.run(ann, PartChannel("#a"))
    assert len(room.run(ann, JoinChannel("#a"))) == 2
    assert isinstance(room.run(ann, RenameChannel("#a", "#b"))[0], ChannelRenamed)


def test_a_sleeping_name_is_in_use() -> None:
    """For a new name; a look-alike of it is free, and then it does not wake."""
    room, ben = emptied()
    room.run(ben, JoinChannel("#b"))
    assert room.run(ben, RenameChannel("#b", "#A")) == [refusals.ChannelNameInUse("#b", "#A")]
    assert isinstance(room.run(ben, JoinChannel("#\u0430"))[0], ChannelFounded)
    assert room.run(ben, JoinChannel("#a")) == [refusals.ChannelLooksAlike("#a")]


# --- who comes -------------------------------------------------------------------------------------


def test_invitations_end_when_it_falls_asleep() -> None:
    """The list of one's invitations must not tell of it."""
    room = Chatroom()
    ann, ben = room.enter("ann", "#a"), room.enter("ben")
    room.run(ann, ChangeModes("#a", changes("+i")))
    room.run(ann, Invite("ben", "#a"))
    room.run(ann, PartChannel("#a"))
    assert ben.invitations == {}
    assert isinstance(room.run(ben, JoinChannel("#a"))[0], ChannelRefounded)


def test_server_operators_find_it_as_it_is() -> None:
    """Past ban, key and +i, in time."""
    room, ben = emptied("+ikb", "key", "ben")
    ben.modes = "o"
    left = look(room.state.find_sleeping("#a"))
    room.run(ben, JoinChannel("#a"))
    assert look(room.channel("#a")) == left


def test_who_was_silenced_speaks_again() -> None:
    """Nothing of the lists is remembered."""
    room, ben = emptied("+b-n", "~m:ben")
    assert room.decide(ben, PostMessage("#a", "salut")) == [refusals.NoSuchChannel("#a")]
    room.now += DAY
    room.enter("cleo", "#a")
    assert len(room.run(ben, JoinChannel("#a"))) == 1
    assert not isinstance(room.run(ben, PostMessage("#a", "salut"))[0], refusals.Refusal)


def test_the_owner_says_for_how_long() -> None:
    """0: as soon as it empties."""
    room, ben = emptied("+k", "key", empty_channel_seconds=0)
    assert came(room, ben) in room.run(ben, JoinChannel("#a"))
    room, ben = emptied("+k", "key", empty_channel_seconds=2)
    room.now += 1_999
    assert room.run(ben, JoinChannel("#a")) == [refusals.WrongKey("#a")]


def test_a_room_is_the_servers_own() -> None:
    """Nobody founds it, however long nobody was there; but a closure ends with its last member."""
    room = Chatroom(rooms=frozenset({"#a"}))
    ann = room.enter("ann", "#a")
    ann.modes = "o"
    room.run(ann, PostMessage("#a", "salut"))
    room.run(ann, ChangeModes("#a", changes("+i")))
    assert room.run(ann, PartChannel("#a"))[1:] == [ClosureChanged(1, 0)]
    room.now += DAY
    closed, joined = room.run(ann, JoinChannel("#a"))
    assert closed == ClosureChanged(1, 2)
    assert isinstance(joined, MemberJoined)
    assert (joined.ranks, joined.main) == (0, False)


# --- how many there may be -----------------------------------------------------------------------


def test_there_is_a_limit_of_channels_for_all_together() -> None:
    """Neither those that sleep count, nor the server's own; to wake one is to found one."""
    room = Chatroom(channels=2, rooms=frozenset({"#room", "#other"}))
    ann, ben = room.enter("ann", "#room", "#a"), room.enter("ben", "#b")
    room.run(ann, PostMessage("#a", "salut"))
    assert room.run(ben, JoinChannel("#c")) == [refusals.NoMoreChannels("#c", 2)]
    room.run(ann, PartChannel("#a"))
    assert isinstance(room.run(ben, JoinChannel("#c"))[0], ChannelFounded)
    assert room.run(ann, JoinChannel("#a")) == [refusals.NoMoreChannels("#a", 2)]
    room.run(ben, PartChannel("#b"))
    assert isinstance(room.run(ann, JoinChannel("#a"))[0], ChannelRefounded)


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
    assert isinstance(room.run(ben, JoinChannel("#b"))[0], ChannelFounded)
    assert room.run(ben, JoinChannel("#a")) == [refusals.TooManyFounded("#a", 2)]
    assert isinstance(room.run(zoe, JoinChannel("#a"))[0], ChannelRefounded)


def test_the_limit_for_an_address_does_not_hold_for_all() -> None:
    """Server operators found as they like; 0 is no limit."""
    room = Chatroom(channels_per_address=1)
    ann = room.enter("ann", "#a")
    ann.modes = "o"
    assert isinstance(room.run(ann, JoinChannel("#b"))[0], ChannelFounded)
    room = Chatroom(channels_per_address=0)
    room.enter("ann", "#a", "#b", "#c")
