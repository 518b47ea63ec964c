"""Coming in, nicks, being away, modes of one's own, monitored nicks, leaving."""

import pytest

from harness.chatroom import Chatroom, changes
from salon.core import account_refusals, events, refusals
from salon.core.apply import apply
from salon.core.commands import (
    ChangeModes,
    ChangeNick,
    ChangeRealName,
    ChangeUserModes,
    JoinChannel,
    Monitor,
    PartChannel,
    Quit,
    Register,
    Resume,
    SetAway,
)
from salon.core.decisions.people import nick_refusal
from salon.core.events import ModeChange, MonitorChanged, UserModesChanged
from salon.core.names import NameProblem
from salon.core.needs import Answer, VerifyPassword
from salon.core.presence_events import SessionAwayChanged
from salon.core.ranks import Rank
from salon.core.replies import AlreadyAway
from salon.core.state import Person, Session

LOOK_ALIKE = "\u0430nn"
"""The nick ann with a Cyrillic first letter."""


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann in it."""
    room = Chatroom(monitor_entries=2, real_name_length=10, away_length=5)
    room.enter("ann")
    return room


def ann_of(room: Chatroom) -> Person:
    """Return ann."""
    return room.state.people[1]


# --- coming in ---------------------------------------------------------------------------------


def test_coming_in(room: Chatroom) -> None:
    """People are numbered on; they are seen at their session's host; a long real name is shortened."""
    session = room.connect()
    arrived, attached = room.run(session, Register("Amélie", "~a", "é" * 9, "iw"))
    source = events.Source(2, "Amélie", "~a", "host2.test", mask="Amélie!~a@host2.test")
    assert arrived == events.PersonArrived(source, "ééé…", room.now, "iw")
    assert attached == events.SessionAttached(session.id, source, room.now)
    assert room.run(session, Register("other", "~a", "x")) == [refusals.AlreadyRegistered()]


@pytest.mark.parametrize(
    ("nick", "refusal"),
    [
        ("ANN", refusals.NickInUse("ANN")),
        (LOOK_ALIKE, refusals.NickLooksAlike(LOOK_ALIKE, "ann")),
        ("", refusals.NickInvalid("", NameProblem.EMPTY)),
        ("a b", refusals.NickInvalid("a b", NameProblem.FORBIDDEN_CHARACTER)),
        ("x" * 33, refusals.NickInvalid("x" * 33, NameProblem.TOO_LONG)),
        ("123", refusals.NickInvalid("123", NameProblem.DIGITS_ONLY)),
        ("SaslServ", account_refusals.NameWithheld("SaslServ")),
        ("NICKserv", account_refusals.NameWithheld("NICKserv")),
        ("NickS\u0435rv", account_refusals.NameWithheld("NickS\u0435rv")),
        ("Ch\u0430nServ", account_refusals.NameWithheld("Ch\u0430nServ")),
        ("\uff2eickServ", account_refusals.NameWithheld("\uff2eickServ")),
    ],
)
def test_nicks_that_one_cannot_have(room: Chatroom, nick: str, refusal: refusals.Refusal) -> None:
    """At the door and later, and when only asked."""
    assert room.run(room.connect(), Register(nick, "~x", "x")) == [refusal]
    assert room.run(room.enter("ben"), ChangeNick(nick)) == [refusal]
    assert nick_refusal(room.state, nick) == refusal


@pytest.fixture
def guarded() -> Chatroom:
    """Return a room that one enters by IRC with a password only."""
    return Chatroom(passwords={"irc": "hash"})


def connect_by(room: Chatroom, wire: str) -> Session:
    """Open a connection that speaks a wire."""
    session = room.connect()
    session.wire = wire
    return session


def test_registration_may_ask_for_a_password(guarded: Chatroom) -> None:
    """It is verified outside; the same command is decided again with the answer."""
    session = connect_by(guarded, "irc")
    command = Register("ben", "~b", "Ben", "i", password="guess")
    assert guarded.need(session, command) == VerifyPassword("hash", "server", session.address)
    assert guarded.answered(session, command, False) == [refusals.WrongServerPassword()]
    assert session.person is None
    arrived, _ = guarded.answered(session, command, True)
    assert isinstance(arrived, events.PersonArrived)
    assert session.person is not None


def test_no_password_is_a_wrong_one(guarded: Chatroom) -> None:
    """To give none does not get past the question."""
    session = connect_by(guarded, "irc")
    need = VerifyPassword("hash", "server", session.address)
    assert guarded.need(session, Register("ben", "~b", "Ben")) == need


def test_the_password_is_that_of_one_wire(guarded: Chatroom) -> None:
    """Those whose wire has none register without."""
    arrived, _ = guarded.run(connect_by(guarded, "public"), Register("ben", "~b", "Ben"))
    assert isinstance(arrived, events.PersonArrived)


def test_a_nick_may_be_gone_when_the_password_is_verified(guarded: Chatroom) -> None:
    """It is asked again."""
    session, command = connect_by(guarded, "irc"), Register("ben", "~b", "Ben")
    answer = Answer(guarded.need(session, command), True)
    guarded.enter("ben")
    assert guarded.run(session, command, answer) == [refusals.NickInUse("ben")]


def test_a_nick_that_one_cannot_have_costs_no_verifying(guarded: Chatroom) -> None:
    """It is refused before, for verifying is work."""
    session = connect_by(guarded, "irc")
    assert guarded.run(session, Register("123", "~b", "Ben")) == [
        refusals.NickInvalid("123", NameProblem.DIGITS_ONLY)
    ]


# --- changes of oneself ------------------------------------------------------------------------


def test_another_nick(room: Chatroom) -> None:
    """Another spelling of one's own is one; the same is none. What else others see stays."""
    ann = ann_of(room)
    old = ann.source
    assert room.run(ann, ChangeNick("ann")) == []
    (changed,) = room.run(ann, ChangeNick("ANN"))
    new = events.Source(1, "ANN", "~u", "host1.test", mask="ANN!~u@host1.test")
    assert changed == events.NickChanged(old, new, room.now)
    assert len(room.run(ann, ChangeNick(LOOK_ALIKE))) == 1


def test_another_real_name(room: Chatroom) -> None:
    """It is not cut: the client has to know."""
    ann = ann_of(room)
    assert room.run(ann, ChangeRealName("é" * 6)) == [refusals.RealNameInvalid(10)]
    assert room.run(ann, ChangeRealName("")) == [refusals.RealNameInvalid(10)]
    assert room.run(ann, ChangeRealName("é" * 5)) == [events.RealNameChanged(ann.source, "é" * 5, room.now)]
    assert ann.real_name == "é" * 5


def test_away_and_back(room: Chatroom) -> None:
    """A long text is shortened, with a mark; an empty one means back."""
    ann = ann_of(room)
    assert room.run(ann, SetAway("au lit")) == [
        SessionAwayChanged(1, "au…"),
        events.AwayChanged(ann.source, "au…", room.now),
    ]
    assert ann.away == "au…"
    assert room.run(ann, SetAway("au lit")) == [AlreadyAway("au…")]
    assert room.run(ann, SetAway()) == [
        SessionAwayChanged(1, None),
        events.AwayChanged(ann.source, None, room.now),
    ]
    assert ann.away is None
    assert room.run(ann, SetAway()) == [AlreadyAway(None)]


def own(letters: str) -> tuple[ModeChange, ...]:
    """Return changes of user modes."""
    return tuple(ModeChange(letter, adding=letters[0] == "+") for letter in letters[1:])


def test_modes_of_ones_own(room: Chatroom) -> None:
    """What is so already is no change; nobody becomes an operator so, but anybody ceases to be one."""
    ann = ann_of(room)
    assert room.run(ann, ChangeUserModes("ANN", own("+iwo"))) == [
        UserModesChanged(ann.source, own("+iw"), room.now)
    ]
    assert room.run(ann, ChangeUserModes("ann", own("+io"))) == []
    assert room.run(ann, ChangeUserModes("ann", own("-B"))) == []
    ann.modes = "io"
    assert room.run(ann, ChangeUserModes("ann", own("-io") + own("+i"))) == [
        UserModesChanged(ann.source, own("-io") + own("+i"), room.now)
    ]
    assert ann.modes == "i"


def test_unknown_modes_are_named(room: Chatroom) -> None:
    """All at once, after the others, which are changed all the same."""
    ann = ann_of(room)
    assert room.run(ann, ChangeUserModes("ann", own("+xiy"))) == [
        UserModesChanged(ann.source, own("+i"), room.now),
        refusals.UnknownUserMode("xy"),
    ]


def test_modes_of_others_are_theirs(room: Chatroom) -> None:
    """Nobody's but one's own can be asked for or changed."""
    ben = room.enter("ben")
    assert room.run(ben, ChangeUserModes("ann", own("+i"))) == [refusals.NotYourModes()]
    assert room.run(ben, ChangeUserModes("zoe", ())) == [refusals.NotYourModes()]


# --- MONITOR -----------------------------------------------------------------------------------


def test_monitoring(room: Chatroom) -> None:
    """Names are folded, with their spelling beside; what is monitored already is not added again."""
    ann = ann_of(room)
    assert room.run(ann, Monitor(added=("Ben", "BEN"))) == [MonitorChanged(1, (("ben", "Ben"),), ())]
    assert room.run(ann, Monitor(added=("ben",))) == []
    assert room.run(ann, Monitor(added=("a", "b", "c"))) == [
        MonitorChanged(1, (("a", "a"),), ()),
        refusals.MonitorListFull(("b", "c"), 2),
    ]
    assert room.run(ann, Monitor(removed=("BEN", "ben", "zoe"))) == [MonitorChanged(1, (), ("ben",))]
    assert room.run(ann, Monitor(clear=True)) == [MonitorChanged(1, (), ("a",))]
    assert room.run(ann, Monitor(clear=True)) == []
    assert (room.state.monitors, room.state.monitored_by) == ({}, {})


def test_two_sessions_monitor_the_same_nick(room: Chatroom) -> None:
    """When one stops, the other goes on."""
    ben = room.enter("ben")
    for person in (ann_of(room), ben):
        room.run(person, Monitor(added=("zoe",)))
    room.run(ben, Monitor(clear=True))
    assert room.state.monitors == {"zoe": {1: None}}


# --- leaving -----------------------------------------------------------------------------------


def test_leaving(room: Chatroom) -> None:
    """With a reason, first the connection; one that was nobody leaves alone, and once."""
    ann, nobody = ann_of(room), room.connect()
    assert room.run(nobody, Quit("bye")) == [events.SessionDetached(nobody.id, None, "bye", room.now)]
    assert room.run(nobody, Quit("bye")) == []
    assert room.run(ann, Quit("bye")) == [
        events.SessionDetached(1, ann.source, "bye", room.now),
        events.PersonLeft(ann.source, "bye", room.now),
    ]
    assert (room.state.people, room.state.sessions, room.state.attached) == ({}, {}, 0)


def test_a_person_leaves_with_the_last_session(room: Chatroom) -> None:
    """Whichever that is; to be killed ends them all."""
    ann, second = ann_of(room), room.connect()
    apply(room.state, events.SessionAttached(second.id, ann.source, room.now))
    assert room.run(room.state.sessions[1], Quit("bye")) == [
        events.SessionDetached(1, ann.source, "bye", room.now)
    ]
    assert list(ann.sessions) == [second.id]
    assert [type(event).__name__ for event in room.run(second, Quit("bye"))] == [
        "SessionDetached",
        "PersonLeft",
    ]


def test_resuming(room: Chatroom) -> None:
    """One session takes the place of another; the person stays, with channels and ranks."""
    ann, second = ann_of(room), room.connect()
    room.run(ann, JoinChannel("#a"))
    attached, detached = room.run(second, Resume(1, since=7))
    assert attached == events.SessionAttached(second.id, ann.source, room.now)
    assert isinstance(detached, events.SessionDetached)
    assert (detached.session, detached.successor, detached.since) == (1, second.id, 7)
    assert list(ann.sessions) == list(room.state.sessions) == [second.id]
    assert (second.person, room.state.attached) == (ann, 1)
    (channel,) = ann.channels.values()
    assert channel.main_administrator == ann.id
    third = room.connect()
    assert room.run(third, Resume(1)) == [refusals.NothingToResume()]
    assert room.run(third, Resume(third.id)) == [refusals.NothingToResume()]
    assert room.run(second, Resume(third.id)) == [refusals.AlreadyRegistered()]


def test_a_machine_is_listed_by_the_session_that_goes_on(room: Chatroom) -> None:
    """From the same address; from another one the entry ages."""
    ann, second, third = ann_of(room), room.connect(), room.connect()
    second.address = ann.sessions[1].address
    apply(room.state, events.MachineListed("host", "ann", second.address, True, room.now, 1, ann.id))
    _, listed, _ = room.run(second, Resume(1))
    assert listed == events.MachineListed("host", "ann", second.address, True, room.now, second.id, ann.id)
    assert second.machine == "host"
    third.address = "192.0.2.99"
    assert len(room.run(third, Resume(second.id))) == 2


@pytest.mark.parametrize("mask", ["+b ben", "+b ~m:ben"])
def test_who_is_silenced_keeps_the_nick(room: Chatroom, mask: str) -> None:
    """Else a ban or mute would not find them; with a rank or an exception it does not hold."""
    ann, ben = ann_of(room), room.enter("ben", "#b")
    room.run(ann, JoinChannel("#a"))
    room.run(ben, JoinChannel("#a"))
    letters, parameter = mask.split()
    room.run(ann, ChangeModes("#a", changes(letters, parameter)))
    refusal = refusals.BannedFromNickChange("bob", "#a")
    assert room.run(ben, ChangeNick("bob")) == [refusal]
    assert room.run(ben, ChangeNick("ann")) == [refusals.NickInUse("ann")]
    room.give("#a", ben, Rank.VOICE)
    assert room.decide(ben, ChangeNick("bob")) != [refusal]
    room.member("#a", ben).ranks = 0
    assert room.run(ben, ChangeNick("bob")) == [refusal]
    room.run(ann, ChangeModes("#a", changes("+e", "~m:ben" if "~m" in mask else "ben")))
    assert room.decide(ben, ChangeNick("bob")) != [refusal]
    room.run(ann, ChangeModes("#a", changes("-e", "~m:ben" if "~m" in mask else "ben")))
    assert room.run(ben, ChangeNick("bob")) == [refusal]
    room.run(ben, PartChannel("#a"))
    assert isinstance(room.run(ben, ChangeNick("bob"))[0], events.NickChanged)


def test_a_server_operator_takes_any_nick(room: Chatroom) -> None:
    """A ban does not hold a server operator."""
    ann, ben = ann_of(room), room.enter("ben")
    room.run(ann, JoinChannel("#a"))
    room.run(ben, JoinChannel("#a"))
    room.run(ann, ChangeModes("#a", changes("+b", "ben")))
    ben.modes = "o"
    assert isinstance(room.run(ben, ChangeNick("bob"))[0], events.NickChanged)
