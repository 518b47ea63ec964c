"""What follows when somebody's connections come and go, or are away."""

from typing import Any

import pytest

from harness.chatroom import Chatroom, changes
from harness.irc_accounts import connect_to_account, join_with_account
from harness.snapshot import contradictions
from harness.staying import account_of, enter_and_stay, return_to
from harness.world import OPERATOR, World
from salon.core import events
from salon.core.commands import (
    BecomeOperator,
    ChangeModes,
    ChangeRealName,
    ChangeUserModes,
    JoinChannel,
    Kick,
    Kill,
    LogIn,
    LogOut,
    PartChannel,
    PostMessage,
    Quit,
    Register,
    Resume,
    SetAway,
    SuspendAccount,
)
from salon.core.decisions.presence import absent_at_start
from salon.core.events import AwayChanged, ModeChange, PersonLeft, SessionAttached, SessionDetached
from salon.core.presence_events import (
    MembershipEnded,
    MembershipKept,
    PresenceEnded,
    PresenceKept,
    SessionAwayChanged,
)
from salon.core.replies import AlreadyAway, PersonIsAway
from salon.core.rules import AccountPolicy
from salon.core.state import Absence, Person, Session


@pytest.fixture
def room() -> Chatroom:
    """Return a room with bob, a guest who leads it, and ann, whose account stays."""
    room = Chatroom(accounts=AccountPolicy(plaintext_passwords="allow", password_min_length=1))
    room.enter("bob", "#a")
    enter_and_stay(room, "ann", "#a")
    return room


def one_more(room: Chatroom, name: str = "ann") -> Session:
    """Connect to an account once more."""
    return return_to(room, name)[0]


def end(room: Chatroom, person: Person) -> list[Any]:
    """End a person's connections, one after the other; return what came of the last."""
    outcome: list[Any] = []
    for number in list(person.sessions):
        outcome = room.run(room.state.sessions[number], Quit("bye"))
    assert contradictions(room.state) == []
    return outcome


def kinds(outcome: list[Any]) -> list[type[Any]]:
    """Return the classes of what came of something."""
    return [type(each) for each in outcome]


# --- being away -----------------------------------------------------------------------------------


def test_a_person_is_away_when_all_connections_are(room: Chatroom) -> None:
    """And back with the first that is."""
    ann = room.person("ann")
    (first,) = ann.sessions.values()
    second = one_more(room)
    assert room.run(first, SetAway("tea")) == [SessionAwayChanged(first.id, "tea"), AlreadyAway("tea")]
    assert ann.away is None
    assert room.run(second, SetAway("out"))[1:] == [AwayChanged(ann.source, "out", room.now)]
    assert room.run(first, SetAway("lunch"))[1:] == [AwayChanged(ann.source, "lunch", room.now)]
    assert room.run(first, SetAway("lunch")) == [AlreadyAway("lunch")]
    assert room.run(second, SetAway())[1:] == [AwayChanged(ann.source, None, room.now)]
    assert room.run(first, SetAway()) == [SessionAwayChanged(first.id, None), AlreadyAway(None)]


def test_the_connections_that_are_left_may_all_be_away(room: Chatroom) -> None:
    """Whether the other ended, was resumed, or logged out."""
    ann = room.person("ann")
    (first,) = ann.sessions.values()
    room.run(first, SetAway("tea"))
    for command in (Quit("bye"), LogOut()):
        second = one_more(room)
        assert ann.away is None
        assert room.run(second, command)[-1] == AwayChanged(ann.source, "tea", room.now)
    third = room.connect()
    assert AwayChanged not in kinds(room.run(third, Resume(first.id)))
    assert third.away == "tea"
    assert contradictions(room.state) == []


def test_a_connection_with_nobody_behind_it_counts_as_none(room: Chatroom) -> None:
    """It says nothing over what another has said; alone, it leaves the server's text."""
    ann = room.person("ann")
    (first,) = ann.sessions.values()
    second = one_more(room)
    room.run(first, SetAway("tea"))
    assert room.run(second, SetAway("*"))[1:] == [AwayChanged(ann.source, "tea", room.now)]
    room.run(first, SetAway("*"))
    assert ann.away == "tea"
    bob = room.person("bob")
    room.run(bob, SetAway("*"))
    assert bob.away == "Not connected"


def test_a_connection_may_be_away_before_it_is_somebody(room: Chatroom) -> None:
    """Whoever arrives by it arrives away; whoever is absent does not come back by it."""
    session = room.connect()
    assert room.run(session, SetAway("tea")) == [SessionAwayChanged(session.id, "tea"), AlreadyAway("tea")]
    room.run(session, Register("cleo", "~u", "Cleo"))
    assert room.person("cleo").away == "tea"
    ann = room.person("ann")
    end(room, ann)
    session = room.connect()
    room.run(session, SetAway("*"))
    room.answered(session, LogIn("ann", "secret"), True)
    assert AwayChanged not in kinds(room.run(session, Register("ann", "~u", "Ann")))
    assert (ann.away, len(ann.sessions)) == ("Not connected", 1)
    assert contradictions(room.state) == []


# --- coming and going -----------------------------------------------------------------------------


def test_who_stays_is_away_and_not_gone(room: Chatroom) -> None:
    """Others hear that they are away, and not that they left; they are a member like any other."""
    ann, bob = room.person("ann"), room.person("bob")
    detached, away, kept = end(room, ann)
    assert (type(detached), away) == (SessionDetached, AwayChanged(ann.source, "Not connected", room.now))
    assert kept == PresenceKept(1, "~u", "host2.test", "ann Real", "", "", room.now, True, 0)
    assert room.state.absent == {1: Absence(room.now, 0)}
    assert ann.id in room.channel("#a").members
    posted, told = room.run(bob, PostMessage("ann", "salut"))
    assert isinstance(posted, events.MessagePosted)
    assert told == PersonIsAway("ann", "Not connected")
    assert kinds(room.run(bob, Kick("#a", "ann"))) == [events.MemberKicked, MembershipEnded]


def test_a_text_of_one_s_own_stays(room: Chatroom) -> None:
    """It is what others see, and what lasts."""
    ann = room.person("ann")
    room.run(ann, SetAway("lunch"))
    detached, kept = end(room, ann)
    assert type(detached) is SessionDetached
    assert (kept.away, ann.away) == ("lunch", "lunch")


def test_who_is_back_is_told_what_was_missed(room: Chatroom) -> None:
    """From the first message on that nobody was here to hear; others hear that they are back."""
    ann, bob = room.person("ann"), room.person("bob")
    room.run(bob, PostMessage("ann", "heard"))
    end(room, ann)
    room.run(bob, PostMessage("ann", "missed"))
    session, outcome = return_to(room, "ann")
    assert outcome[0] == AwayChanged(ann.source, None, room.now)
    assert type(outcome[1]) is PresenceKept
    assert outcome[2] == SessionAttached(session.id, ann.source, room.now, missed=2)
    assert (session.person, room.state.absent, room.channel("#a").members.keys() >= {ann.id}) == (
        ann,
        {},
        True,
    )
    assert one_more(room).person is ann
    assert contradictions(room.state) == []


def test_a_guest_who_logs_in_brings_somebody_back(room: Chatroom) -> None:
    """As one who connects does."""
    ann, bob = room.person("ann"), room.person("bob")
    end(room, ann)
    outcome = room.answered(bob, LogIn("ann", "secret"), True)
    moved = next(its for its in outcome if isinstance(its, events.SessionMoved))
    assert (moved.missed, ann.away, room.state.absent) == (1, None, {})
    assert room.channel("#a").main_administrator == ann.id
    assert contradictions(room.state) == []


def test_others_leave_with_their_last_connection() -> None:
    """Guests, accounts that do not stay, and all where nobody may."""
    room = Chatroom(accounts=AccountPolicy(persistence_days=0))
    ann = enter_and_stay(room, "ann", "#a")
    assert kinds(end(room, ann))[1:3] == [PresenceEnded, PersonLeft]
    assert room.state.find_channel("#a") is None


@pytest.mark.parametrize("command", [Kill("ann", "out"), SuspendAccount("ann")])
def test_an_operator_s_word_ends_it(room: Chatroom, command: Any) -> None:
    """Whether the person is connected or not."""
    ann, bob = room.person("ann"), room.person("bob")
    room.answered(bob, BecomeOperator("root", "secret"), True)
    end(room, ann)
    outcome = room.run(bob, command)
    assert {PresenceEnded, PersonLeft} <= set(kinds(outcome))
    assert (room.state.find_person("ann"), room.state.absent) == (None, {})
    assert contradictions(room.state) == []


def test_what_a_password_of_the_configuration_gave_ends_with_the_connection(room: Chatroom) -> None:
    """The host as well; what an account gives stays."""
    ann = room.person("ann")
    room.answered(ann, BecomeOperator("alice", "secret"), True)
    assert (ann.is_operator, ann.source.host) == (True, "staff.test")
    kept = end(room, ann)[-1]
    assert (ann.is_operator, ann.source.host, kept.host, kept.modes) == (
        False,
        "host2.test",
        "host2.test",
        "w",
    )


# --- what lasts -----------------------------------------------------------------------------------


def test_it_lasts_where_somebody_is(room: Chatroom) -> None:
    """From the JOIN to the PART, with what they may see of the past."""
    ann, bob = room.person("ann"), room.person("bob")
    room.run(bob, PostMessage("#a", "salut"))
    assert room.run(ann, JoinChannel("#b"))[2:] == [MembershipKept(1, room.state.last_channel, 1, 0)]
    assert MembershipEnded(1, room.channel("#b").id) in room.run(ann, PartChannel("#b"))
    assert MembershipKept not in kinds(room.run(bob, JoinChannel("#c")))


def test_a_closure_that_ends_with_the_entry_is_no_part_of_it(room: Chatroom) -> None:
    """What lasts is what the member has."""
    ann, bob = room.person("ann"), room.person("bob")
    room.run(bob, JoinChannel("#k"))
    room.channel("#k").kept = True
    room.run(bob, ChangeModes("#k", changes("+k", "key")))
    room.run(bob, PartChannel("#k"))
    outcome = room.run(ann, JoinChannel("#k", "key"))
    kept = next(its for its in outcome if isinstance(its, MembershipKept))
    member = room.member("#k", ann)
    assert (kept.joined, kept.closure) == (member.joined, member.closure)


def test_what_others_see_lasts(room: Chatroom) -> None:
    """Modes, for whoever is invisible is to be so after a restart; and the real name."""
    ann = room.person("ann")
    kept = room.run(ann, ChangeUserModes("ann", (ModeChange("i", adding=True),)))[-1]
    assert isinstance(kept, PresenceKept)
    assert (kept.modes, kept.absent) == ("i", False)
    kept = room.run(ann, ChangeRealName("Anne"))[-1]
    assert isinstance(kept, PresenceKept)
    assert (kept.real_name, kept.modes) == ("Anne", "i")


def test_logging_in_and_out_begins_and_ends_it(room: Chatroom) -> None:
    """With all channels that one is in then."""
    ann = room.person("ann")
    assert PresenceEnded(1) in room.run(ann, LogOut())
    outcome = room.answered(ann, LogIn("ann", "secret"), True)
    assert [its for its in outcome if isinstance(its, MembershipKept)] == [
        MembershipKept(1, room.channel("#a").id, 0, 0)
    ]
    end(room, ann)
    assert account_of(room.state, "ann").person is ann
    assert contradictions(room.state) == []


def test_who_was_connected_is_absent_since_the_start(room: Chatroom) -> None:
    """It is not known since when; who had gone before is absent since then."""
    end(room, room.person("ann"))
    room.state.absent[1] = Absence(0, 7)
    (kept,) = absent_at_start(room.state, 99)
    assert (kept.time, kept.heard, kept.absent) == (99, 7, True)
    room.state.absent[1] = Absence(5, 7)
    assert list(absent_at_start(room.state, 99)) == []


def test_an_operators_name_makes_no_operator_of_the_account() -> None:
    """Whoever knows the password of the configuration under the account's name is one while connected."""
    world = World()
    alice = join_with_account(world, "alice")
    alice.send("PERSISTENCE SET ON", f"OPER alice {OPERATOR}")
    person = alice.person
    assert person.is_operator
    alice.send("QUIT")
    assert not person.is_operator
    assert not connect_to_account(world, "alice").person.is_operator
