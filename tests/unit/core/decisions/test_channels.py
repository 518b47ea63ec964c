"""Entering, leaving, inviting, putting out, topics, names of channels."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core import events, refusals
from salon.core.apply import apply
from salon.core.commands import (
    ChangeModes,
    Invite,
    JoinChannel,
    Kick,
    PartAllChannels,
    PartChannel,
    RenameChannel,
    SetAway,
    SetTopic,
)
from salon.core.events import (
    ChannelFounded,
    MemberJoined,
    MemberKicked,
    MemberParted,
    PersonInvited,
    TopicChanged,
)
from salon.core.names import NameProblem
from salon.core.ranks import Rank, Right
from salon.core.state import Person


@pytest.fixture
def room() -> Chatroom:
    """Return a room with a channel of ann, who is founder, and ben; cleo is outside."""
    room = Chatroom(channels_per_person=3)
    room.enter("ann", "#a")
    room.enter("ben", "#a")
    room.enter("cleo")
    return room


def people(room: Chatroom) -> list[Person]:
    """Return ann, ben and cleo."""
    return list(room.state.people.values())


def make_operator(person: Person) -> Person:
    """Make somebody a server operator, by no rule at all."""
    person.modes = "o"
    return person


# --- JOIN --------------------------------------------------------------------------------------


def test_the_first_comer_founds(room: Chatroom) -> None:
    """The channel is spelt as the founder did, and numbered on."""
    *_, cleo = people(room)
    assert room.run(cleo, JoinChannel("#Été")) == [
        ChannelFounded(2, "#Été", room.now, "192.0.2.3"),
        MemberJoined(cleo.source, 2, "#Été", cleo.real_name, Rank.OPERATOR.bit, room.now, main=True),
    ]
    assert room.channel("#été").flags == "nt"


def test_those_who_follow_are_members(room: Chatroom) -> None:
    """In the channel's own spelling; who is in already is in."""
    *_, cleo = people(room)
    assert room.run(cleo, JoinChannel("#A")) == [
        MemberJoined(cleo.source, 1, "#a", cleo.real_name, 0, room.now)
    ]
    assert room.run(cleo, JoinChannel("#a")) == []


def test_who_comes_in_away_says_so(room: Chatroom) -> None:
    """With the text."""
    *_, cleo = people(room)
    room.run(cleo, SetAway("au lit"))
    (joined,) = room.run(cleo, JoinChannel("#a"))
    assert isinstance(joined, MemberJoined)
    assert joined.away == "au lit"


def test_names_of_channels_have_rules(room: Chatroom) -> None:
    """They are asked only where a channel would come to be."""
    *_, cleo = people(room)
    for name, problem in (
        ("a", NameProblem.FORBIDDEN_START),
        ("#", NameProblem.EMPTY),
        ("#a b", NameProblem.FORBIDDEN_CHARACTER),
        ("#" + "x" * 64, NameProblem.TOO_LONG),
    ):
        assert room.run(cleo, JoinChannel(name)) == [refusals.ChannelNameInvalid(name, problem)]


def test_there_is_a_limit_of_channels(room: Chatroom) -> None:
    """For founders and others; not for what one is in already."""
    ann, *_, cleo = people(room)
    for name in ("#b", "#c"):
        room.run(ann, JoinChannel(name))
    room.run(cleo, JoinChannel("#d"))
    assert room.run(ann, JoinChannel("#e")) == [refusals.TooManyChannels("#e", 3)]
    assert room.run(ann, JoinChannel("#d")) == [refusals.TooManyChannels("#d", 3)]
    assert room.run(ann, JoinChannel("#c")) == []


@pytest.mark.parametrize(
    ("letters", "parameters", "refusal"),
    [
        ("+b", ["cleo"], refusals.Banned("#a")),
        ("+i", [], refusals.InviteNeeded("#a")),
        ("+k", ["key"], refusals.WrongKey("#a")),
        ("+l", ["2"], refusals.ChannelFull("#a", 2)),
        ("+l", ["3"], None),
        ("+be", ["cleo", "cleo"], None),
        ("+b", ["~m:cleo"], None),
        ("+iI", ["cleo"], None),
        ("+s", [], None),
    ],
)
def test_the_ways_to_be_kept_out(
    room: Chatroom, letters: str, parameters: list[str], refusal: refusals.Refusal | None
) -> None:
    """Each mode keeps out whom it should; an invitation by name and a server operator's rank open all."""
    ann, _, cleo = people(room)
    room.run(ann, ChangeModes("#a", changes(letters, *parameters)))
    came = [MemberJoined(cleo.source, 1, "#a", cleo.real_name, 0, room.now)]
    assert room.decide(cleo, JoinChannel("#a")) == (came if refusal is None else [refusal])
    room.run(ann, Invite("cleo", "#a"))
    assert room.decide(cleo, JoinChannel("#a")) == came
    room.channel("#a").invited.clear()
    assert room.decide(make_operator(cleo), JoinChannel("#a")) == came


def test_the_key_opens(room: Chatroom) -> None:
    """That very key, and only what is locked asks for one."""
    ann, _, cleo = people(room)
    room.run(ann, ChangeModes("#a", changes("+k", "Key")))
    assert room.decide(cleo, JoinChannel("#a", "key")) == [refusals.WrongKey("#a")]
    assert len(room.run(cleo, JoinChannel("#a", "Key"))) == 1
    assert len(room.run(cleo, JoinChannel("#new", "Key"))) == 2


@pytest.mark.parametrize(
    ("letters", "parameters", "kept_out"),
    [("+i", [], False), ("+l", ["1"], False), ("+k", ["key"], True), ("+b", ["cleo"], True)],
)
def test_an_emptied_channel(room: Chatroom, letters: str, parameters: list[str], kept_out: bool) -> None:
    """Its first comer founds it again; nobody is there to invite or to make room, but a key and bans hold."""
    ann, ben, cleo = people(room)
    room.run(ann, ChangeModes("#a", changes(letters, *parameters)))
    for person in (ann, ben):
        room.run(person, PartChannel("#a"))
    room.run(cleo, JoinChannel("#a"))
    assert bool(cleo.channels) is not kept_out
    assert kept_out or room.ranks("#a") == {"cleo": Rank.FOUNDER}


# --- PART --------------------------------------------------------------------------------------


def test_leaving_one_channel(room: Chatroom) -> None:
    """With its reason; who leaves last takes a channel along that was good for nothing."""
    *_, cleo = people(room)
    room.run(cleo, JoinChannel("#b"))
    assert room.run(cleo, PartChannel("#B", "tired")) == [
        MemberParted(cleo.source, 2, "#b", "tired", room.now),
        events.ChannelDropped(2),
    ]


def test_leaving_all_channels(room: Chatroom) -> None:
    """One after the other; who is in none leaves none."""
    _, ben, cleo = people(room)
    room.run(ben, JoinChannel("#b"))
    left = room.run(ben, PartAllChannels())
    assert [type(event).__name__ for event in left] == ["MemberParted", "MemberParted", "ChannelDropped"]
    assert ben.channels == {}
    assert room.run(cleo, PartAllChannels()) == []


# --- TOPIC -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", Rank)
def test_who_may_set_the_topic(room: Chatroom, rank: Rank) -> None:
    """With +t half-operators and up; without, every member."""
    ben = people(room)[1]
    room.give("#a", ben, rank)
    done = room.decide(ben, SetTopic("#a", "x"))
    assert (done == [refusals.RankTooLow("#a", Right.TOPIC)]) is (rank < Rank.HALF_OPERATOR)
    room.channel("#a").flags = "n"
    assert isinstance(room.run(ben, SetTopic("#a", "x"))[0], TopicChanged)


def test_a_topic_has_a_number_in_the_history(room: Chatroom) -> None:
    """A longer one is shortened, behind a whole character."""
    ann, *_ = people(room)
    assert room.run(ann, SetTopic("#A", "é" * 300)) == [
        TopicChanged(ann.source, 1, "#a", "é" * 193 + "…", room.state.last_sequence, room.now)
    ]


def test_an_operator_of_the_server_sets_any_topic(room: Chatroom) -> None:
    """From outside, too."""
    cleo = make_operator(people(room)[2])
    assert isinstance(room.run(cleo, SetTopic("#a", "x"))[0], TopicChanged)


# --- INVITE ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", Rank)
def test_who_may_invite(room: Chatroom, rank: Rank) -> None:
    """Every member, but with +i half-operators and up; only their invitations open doors."""
    _, ben, cleo = people(room)
    room.give("#a", ben, rank)
    ranked = rank >= Rank.HALF_OPERATOR
    invited = PersonInvited(ben.source, 1, "#a", cleo.id, "cleo", room.now, opens=ranked)
    assert room.decide(ben, Invite("CLEO", "#A")) == [invited]
    room.channel("#a").flags = "int"
    assert room.decide(ben, Invite("cleo", "#a")) == (
        [invited] if ranked else [refusals.RankTooLow("#a", Right.INVITE)]
    )


def test_whom_one_cannot_invite(room: Chatroom) -> None:
    """Who is in, and who is nowhere."""
    ann, *_ = people(room)
    assert room.run(ann, Invite("BEN", "#a")) == [refusals.AlreadyInChannel("ben", "#a")]
    assert room.run(ann, Invite("zoe", "#a")) == [refusals.NoSuchNick("zoe")]


# --- KICK --------------------------------------------------------------------------------------


@pytest.mark.parametrize("own", Rank)
@pytest.mark.parametrize("theirs", Rank)
def test_who_may_kick_whom(room: Chatroom, own: Rank, theirs: Rank) -> None:
    """Half-operators and up, whoever stands strictly below."""
    ann, ben, _ = people(room)
    room.give("#a", ann, own)
    room.give("#a", ben, theirs)
    if own is theirs is Rank.FOUNDER:
        return  # there is one
    done = room.decide(ann, Kick("#a", "ben", "why not"))
    if own < Rank.HALF_OPERATOR:
        assert done == [refusals.RankTooLow("#a", Right.KICK)]
    elif theirs >= own:
        assert done == [refusals.TargetOutranks("#a", "ben")]
    else:
        assert isinstance(done, list)
        assert done[0] == MemberKicked(ann.source, 1, "#a", ben.id, "ben", "why not", room.now)


def test_kicks_of_oneself_and_of_those_who_are_not_there(room: Chatroom) -> None:
    """The first is a way to leave; the founder's rank is handed on."""
    ann, ben, _ = people(room)
    assert room.run(ann, Kick("#a", "cleo")) == [refusals.TargetNotInChannel("cleo", "#a")]
    assert room.run(ann, Kick("#a", "zoe")) == [refusals.NoSuchNick("zoe")]
    kicked, given, handed_over = room.run(ann, Kick("#a", "ann"))
    assert isinstance(kicked, MemberKicked)
    assert isinstance(given, events.ModesChanged)
    assert isinstance(handed_over, events.MainAdministratorChanged)
    assert room.ranks("#a") == {"ben": Rank.FOUNDER}
    assert list(ben.channels) == [1]


def test_an_operator_of_the_server_kicks_a_founder(room: Chatroom) -> None:
    """From outside; the reason is shortened."""
    cleo = make_operator(people(room)[2])
    kicked, *_ = room.run(cleo, Kick("#a", "ann", "é" * 300))
    assert isinstance(kicked, MemberKicked)
    assert kicked.reason == "é" * 163 + "…"


# --- RENAME ------------------------------------------------------------------------------------


def test_renaming(room: Chatroom) -> None:
    """To a name that is free, another spelling of its own among them."""
    ann, _, cleo = people(room)
    room.run(cleo, JoinChannel("#taken"))
    for new, outcome in (
        ("#TAKEN", refusals.ChannelNameInUse("#a", "#TAKEN")),
        ("#a", refusals.ChannelNameInUse("#a", "#a")),
        ("x", refusals.NewNameInvalid("#a", "x", NameProblem.FORBIDDEN_START)),
        ("#A", events.ChannelRenamed(ann.source, 1, "#a", "#A", "why", room.now)),
    ):
        assert room.run(ann, RenameChannel("#a", new, "why")) == [outcome]
    assert room.channel("#a").name == "#A"


# --- look-alikes -------------------------------------------------------------------------------

FAKE = "#\u0441afe"
"""#cafe with a Cyrillic first letter."""


def test_a_look_alike_is_not_founded(room: Chatroom) -> None:
    """While there is a channel, no other has a name that looks the same; then it may."""
    cleo = room.state.people[3]
    room.run(cleo, JoinChannel("#cafe"))
    assert room.run(cleo, JoinChannel(FAKE)) == [refusals.ChannelLooksAlike(FAKE)]
    assert isinstance(room.run(cleo, JoinChannel("#caf\u00e9"))[0], ChannelFounded)
    room.run(cleo, PartChannel("#cafe"))
    assert isinstance(room.run(cleo, JoinChannel(FAKE))[0], ChannelFounded)
    assert room.run(cleo, JoinChannel("#Cafe")) == [refusals.ChannelLooksAlike("#Cafe")]


def test_a_look_alike_is_no_new_name(room: Chatroom) -> None:
    """Of another channel; one's own may be spelt anew, and its old name is free then."""
    ann, _, cleo = people(room)
    room.run(cleo, JoinChannel("#cafe"))
    assert room.run(ann, RenameChannel("#a", FAKE)) == [refusals.NewNameLooksAlike("#a", FAKE)]
    assert isinstance(room.run(cleo, RenameChannel("#cafe", FAKE))[0], events.ChannelRenamed)
    assert isinstance(room.run(cleo, RenameChannel(FAKE, "#other"))[0], events.ChannelRenamed)
    assert isinstance(room.run(ann, RenameChannel("#a", "#cafe"))[0], events.ChannelRenamed)


def test_two_channels_of_before_that_look_alike(room: Chatroom) -> None:
    """A database of other rules may hold such: each can go, and takes nothing of the other with it."""
    state, time = room.state, room.now
    for number, name in enumerate(["#cafe", FAKE, "#CAFE"], 7):
        apply(state, ChannelFounded(number, name, time))
    apply(state, events.ChannelDropped(7))
    assert state.find_channel("#cafe") is state.channels[9]
    assert state.channel_look_alikes.find("#cafe") is state.channels[8]
    for number in (8, 9):
        apply(state, events.ChannelDropped(number))
    assert state.channel_look_alikes.find(FAKE) is state.find_channel("#cafe") is None


def test_a_key_may_have_any_letters(room: Chatroom) -> None:
    """A key that is not ASCII is compared like any other."""
    ann, _, cleo = people(room)
    room.run(ann, ChangeModes("#a", changes("+k", "clé")))
    assert room.run(cleo, JoinChannel("#a", "cle")) == [refusals.WrongKey("#a")]
    assert isinstance(room.run(cleo, JoinChannel("#a", "clé"))[0], MemberJoined)
