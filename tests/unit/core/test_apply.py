"""What each event does to the state. That replayed events come to the same is proved in the model."""

from typing import NoReturn

import pytest

from harness.chatroom import NOW, Chatroom, changes
from harness.snapshot import contradictions, snapshot
from salon.core import events
from salon.core.apply import apply
from salon.core.commands import (
    ChangeModes,
    ChangeNick,
    Invite,
    JoinChannel,
    Kick,
    Monitor,
    PartChannel,
    PostMessage,
    Quit,
    RenameChannel,
    SetTopic,
)
from salon.core.decisions.bans import is_silenced
from salon.core.events import ModeChange, PersonArrived
from salon.core.ranks import Rank
from salon.core.sources import source_of
from salon.core.state import Channel, Topic

OPERATOR = (ModeChange("o", adding=True), ModeChange("w", adding=True))


@pytest.fixture
def room() -> Chatroom:
    """Return a room with two people in one channel."""
    room = Chatroom()
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    return room


def test_a_person_of_another_node_has_no_session_here() -> None:
    """An event may come from elsewhere; the person is on the server all the same."""
    room = Chatroom()
    apply(room.state, PersonArrived(source_of(7, "far", "~f", "away.test"), "Far", NOW, "i"))
    person = room.state.find_person("FAR")
    assert person is not None
    assert (person.sessions, person.modes, room.state.last_person) == ({}, "i", 7)


def test_who_leaves_is_gone_everywhere(room: Chatroom) -> None:
    """From channels, invitations, what they monitored; and remembered for WHOWAS, newest first."""
    ann, ben = room.enter("cleo", "#c"), room.state.people[2]
    cleo = ann
    room.run(ben, JoinChannel("#b"))
    room.run(ben, Invite("cleo", "#b"))
    room.run(cleo, Monitor(added=("ann", "zoe")))
    room.run(cleo, Quit("tired"))
    assert room.state.find_person("cleo") is None
    assert room.channel("#b").invited == set()
    assert (room.state.monitors, room.state.monitored_by) == ({}, {})
    assert [gone.source.nick for gone in room.state.departed] == ["cleo"]
    assert contradictions(room.state) == []


def test_a_nick_frees_the_old_one(room: Chatroom) -> None:
    """The old one may be taken, and is remembered; whatever was monitored stays."""
    ann = room.state.people[1]
    room.run(ann, ChangeNick("Zoé"))
    assert (ann.nick, ann.source.mask) == ("Zoé", "Zoé!~u@host1.test")
    assert room.state.find_person("ann") is None
    assert room.state.find_person("ZOÉ") is ann
    assert [gone.source.nick for gone in room.state.departed] == ["ann"]
    room.enter("ann")
    assert contradictions(room.state) == []


def test_a_new_nick_is_judged_anew(room: Chatroom) -> None:
    """That a ban does not hold for the old one is forgotten, and one of the new one holds."""
    ben, channel = room.state.people[2], room.channel("#a")
    room.run(room.state.people[1], ChangeModes("#a", changes("+b", "bob!*@*")))
    assert not is_silenced(room.state, channel, ben)
    room.now += 1
    room.run(ben, ChangeNick("bob"))
    assert is_silenced(room.state, channel, ben)
    ben.modes = "o"  # a server operator is let go of the nick
    room.run(ben, ChangeNick("ben"))
    assert not is_silenced(room.state, channel, ben)


def test_modes_stand_in_one_order(room: Chatroom) -> None:
    """However they came; those with a parameter stand apart."""
    ann, channel = room.state.people[1], room.channel("#a")
    room.run(ann, ChangeModes("#a", changes("+smkl-nt", "key", "7")))
    assert (channel.flags, channel.key, channel.limit) == ("ms", "key", 7)
    room.run(ann, ChangeModes("#a", changes("+i-kl", "*")))
    assert (channel.flags, channel.key, channel.limit) == ("ims", "", 0)


def test_lists_hold_who_and_when(room: Chatroom) -> None:
    """And an empty list is none."""
    ann, channel = room.state.people[1], room.channel("#a")
    room.run(ann, ChangeModes("#a", changes("+bbI", "x", "y", "z")))
    entry = channel.lists["b"]["x!*@*"]
    assert (entry.mask, entry.source, entry.time) == ("x!*@*", ann.source.mask, NOW)
    room.run(ann, ChangeModes("#a", changes("-bb", "x", "y")))
    assert channel.lists.keys() == {"I"}


def test_ranks_are_kept_apart(room: Chatroom) -> None:
    """One is given and taken without the others."""
    ann, ben = room.state.people[1], room.state.people[2]
    room.run(ann, ChangeModes("#a", changes("+vo", "ben", "ben")))
    assert room.member("#a", ben).ranks == Rank.VOICE.bit | Rank.OPERATOR.bit
    room.run(ann, ChangeModes("#a", changes("-o", "ben")))
    assert room.member("#a", ben).ranks == Rank.VOICE.bit


@pytest.mark.parametrize(
    "kept",
    [
        SetTopic("#b", "hello"),
        SetTopic("#b", ""),
        ChangeModes("#b", changes("+i")),
        ChangeModes("#b", changes("+b", "x")),
        RenameChannel("#b", "#B"),
        PostMessage("#b", "salut"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_was_said_or_set_keeps_a_channel(room: Chatroom, kept: SetTopic) -> None:
    """It sleeps when its last member has left."""
    ann = room.state.people[1]
    room.run(ann, JoinChannel("#b"))
    room.run(ann, kept)
    room.run(ann, PartChannel("#b"))
    assert room.state.find_sleeping("#b") is not None


def test_ranks_alone_keep_nothing(room: Chatroom) -> None:
    """They end with the guests who have them."""
    ann, ben = room.state.people[1], room.state.people[2]
    for person in (ann, ben):
        room.run(person, JoinChannel("#b"))
    room.run(ann, ChangeModes("#b", changes("+o", "ben")))
    for person in (ann, ben):
        room.run(person, PartChannel("#b"))
    assert room.state.find_channel("#b") is None
    assert contradictions(room.state) == []


def test_an_emptied_topic_is_none(room: Chatroom) -> None:
    """No topic, rather than an empty one."""
    ann, channel = room.state.people[1], room.channel("#a")
    room.run(ann, SetTopic("#a", "hello"))
    assert channel.topic == Topic("hello", ann.source.mask, NOW)
    room.run(ann, SetTopic("#a", ""))
    assert channel.topic is None


def test_a_renamed_channel_frees_its_name(room: Chatroom) -> None:
    """Everything else stays."""
    ann, channel = room.state.people[1], room.channel("#a")
    room.run(ann, RenameChannel("#a", "#Neu"))
    assert room.state.find_channel("#a") is None
    assert room.state.find_channel("#NEU") is channel
    assert list(channel.members) == [1, 2]


def test_who_leaves_is_not_looked_for_everywhere(room: Chatroom) -> None:
    """A server may have very many channels: only those count that the person was in, or invited to."""

    class Unwalkable(dict[int, Channel]):
        def __iter__(self) -> NoReturn:
            raise AssertionError

        values = items = keys = __iter__

    ann, ben = room.state.people[1], room.state.people[2]
    room.run(ann, JoinChannel("#b"))
    room.run(ann, Invite("ben", "#b"))
    channels, room.state.channels = room.state.channels, Unwalkable(room.state.channels)
    room.run(ben, Quit("tired"))
    room.state.channels = channels
    assert contradictions(room.state) == []


def test_invitations_end_with_the_channel(room: Chatroom) -> None:
    """Somebody may be invited to a channel that is gone before they come."""
    ann, ben = room.state.people[1], room.state.people[2]
    room.run(ann, JoinChannel("#b"))
    room.run(ann, Invite("ben", "#b"))
    assert list(ben.invitations.values()) == [room.channel("#b")]
    room.run(ann, PartChannel("#b"))
    assert ben.invitations == {}
    assert contradictions(room.state) == []


def test_an_invitation_is_good_once(room: Chatroom) -> None:
    """It is gone when it was used, and not there again after a kick."""
    ann = room.state.people[1]
    room.run(ann, ChangeModes("#a", changes("+i")))
    cleo = room.enter("cleo")
    room.run(ann, Invite("cleo", "#a"))
    assert room.channel("#a").invited == {cleo.id}
    room.run(cleo, JoinChannel("#a"))
    assert room.channel("#a").invited == set()
    room.run(ann, Kick("#a", "cleo"))
    room.run(cleo, JoinChannel("#a"))
    assert cleo.channels == {}


def test_modes_of_people_are_counted(room: Chatroom) -> None:
    """At arrival, at each change, at the end."""
    ann = room.state.people[1]
    apply(room.state, events.UserModesChanged(ann.source, (ModeChange("i", adding=True),), NOW))
    apply(room.state, events.OperatorGranted(ann.source, "root", OPERATOR, NOW))
    assert (ann.modes, ann.operator) == ("iow", "root")
    assert room.state.mode_counts == {"B": 0, "i": 1, "o": 1, "w": 1}
    apply(room.state, events.UserModesChanged(ann.source, (ModeChange("o", adding=False),), NOW))
    assert (ann.modes, ann.operator) == ("iw", "")
    room.run(ann, Quit(""))
    assert not any(room.state.mode_counts.values())


def test_a_bot_says_so_in_its_source(room: Chatroom) -> None:
    """Mode B, for every event from then on."""
    ann = room.state.people[1]
    apply(room.state, events.UserModesChanged(ann.source, (ModeChange("B", adding=True),), NOW))
    assert ann.source.bot
    apply(room.state, events.UserModesChanged(ann.source, (ModeChange("B", adding=False),), NOW))
    assert not ann.source.bot


def test_wallops_leave_no_trace(room: Chatroom) -> None:
    """They are heard, not kept."""
    before = snapshot(room.state)
    apply(room.state, events.WallopsSent(room.state.people[1].source, "hello", NOW))
    assert snapshot(room.state) == before


def test_who_speaks_is_not_idle(room: Chatroom) -> None:
    """Whatever is said, to whomever."""
    room.now += 5_000
    ann, ben = room.state.people[1], room.state.people[2]
    room.run(ann, PostMessage("ben", "salut"))
    assert (ann.spoke, ben.spoke) == (NOW + 5_000, NOW)


def test_connections_of_people_are_counted_until_they_end(room: Chatroom) -> None:
    """So that it is known how many have not said yet who they are."""
    assert room.state.attached == len(room.state.sessions) == 2
    room.run(room.state.people[1], Quit("tired"))
    assert room.state.attached == len(room.state.sessions) == 1


def test_a_ban_holds_for_whoever_was_judged_before_it(room: Chatroom) -> None:
    """What was found out about a member holds as long as the lists stay as they are."""
    ann, ben = room.state.people[1], room.state.people[2]
    channel = room.channel("#a")
    room.run(ann, ChangeModes("#a", changes("+b", "zoe!*@*")))
    assert not is_silenced(room.state, channel, ben)
    room.run(ann, ChangeModes("#a", changes("+b", "ben!*@*")))
    assert is_silenced(room.state, channel, ben)
    room.run(ann, ChangeModes("#a", changes("-b", "ben!*@*")))
    assert not is_silenced(room.state, channel, ben)
