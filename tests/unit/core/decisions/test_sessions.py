"""Connections that are ended from another one."""

from collections.abc import Sequence

import pytest

from harness.chatroom import Chatroom
from harness.dialect_people import enter_relais
from harness.irc_accounts import connect_to_account, join_with_account
from harness.snapshot import contradictions
from harness.staying import enter_and_stay, return_to
from harness.world import World
from salon.core import account_refusals
from salon.core.account_events import CodeKind, PasswordReplaced
from salon.core.apply import apply
from salon.core.commands import (
    ChangePassword,
    EndOtherSessions,
    EndSession,
    IssueCode,
    ResetPassword,
    SetAccountPassword,
    SetAway,
)
from salon.core.events import AwayChanged, PersonLeft, SessionDetached, SessionOpened
from salon.core.needs import Hashed
from salon.core.presence_events import PresenceKept
from salon.core.replies import SessionsEnded
from salon.core.rules import AccountPolicy
from salon.core.state import Session


@pytest.fixture
def room() -> Chatroom:
    """Return a room with bob, a guest, and ann, whose account stays, on two connections."""
    room = Chatroom(accounts=AccountPolicy(plaintext_passwords="allow", password_min_length=1))
    room.enter("bob", "#a")
    enter_and_stay(room, "ann", "#a")
    return_to(room, "ann")
    return room


def of(room: Chatroom, nick: str) -> list[Session]:
    """Return somebody's connections, the first one first."""
    return list(room.person(nick).sessions.values())


def ended(outcome: Sequence[object]) -> list[int]:
    """Return which connections were ended."""
    return [event.session for event in outcome if isinstance(event, SessionDetached)]


def test_one_ends_another_connection_of_ones_own(room: Chatroom) -> None:
    """The person stays, by the other one."""
    first, second = of(room, "ann")
    outcome = room.run(second, EndSession(first.id))
    assert outcome[0] == SessionsEnded(1)
    assert ended(outcome) == [first.id]
    assert of(room, "ann") == [second]
    assert contradictions(room.state) == []


def test_one_ends_all_others(room: Chatroom) -> None:
    """Of which there may be none."""
    first, second = of(room, "ann")
    third = return_to(room, "ann")[0]
    outcome = room.run(second, EndOtherSessions())
    assert outcome[0] == SessionsEnded(2)
    assert ended(outcome) == [first.id, third.id]
    assert room.run(second, EndOtherSessions()) == [SessionsEnded(0)]


def test_away_is_what_the_rest_are(room: Chatroom) -> None:
    """Once, and only where that changes."""
    first, second = of(room, "ann")
    third = return_to(room, "ann")[0]
    room.run(second, SetAway("asleep"))
    room.run(third, SetAway("out"))
    assert room.person("ann").away is None
    outcome = room.run(second, EndSession(first.id))
    assert [event.text for event in outcome if isinstance(event, AwayChanged)] == ["out"]
    assert [event for event in room.run(third, EndSession(second.id)) if isinstance(event, AwayChanged)] == []


def test_the_last_connection_of_an_account_that_stays(room: Chatroom) -> None:
    """Its person is absent then; a guest leaves."""
    owner = Session(99, administrator=True)
    for session in of(room, "ann"):
        outcome = room.run(owner, EndSession(session.id))
    assert any(isinstance(event, PresenceKept) and event.absent for event in outcome)
    assert of(room, "ann") == []
    (bob,) = of(room, "bob")
    assert any(isinstance(event, PersonLeft) for event in room.run(owner, EndSession(bob.id)))
    assert room.state.find_person("bob") is None
    assert contradictions(room.state) == []


def test_others_connections_are_not_ones_own(room: Chatroom) -> None:
    """Nor is one that is nobody's; an operator ends them."""
    ann, bob, arriving = of(room, "ann")[0], of(room, "bob")[0], room.connect()
    for number in (ann.id, arriving.id, 7_777):
        assert room.run(bob, EndSession(number)) == [account_refusals.NoSuchSession(number)]
    room.person("bob").modes = "o"
    assert ended(room.run(bob, EndSession(ann.id))) == [ann.id]
    assert room.run(bob, EndSession(arriving.id))[1].source is None  # type: ignore[union-attr]
    assert arriving.id not in room.state.sessions


def test_the_owners_own_connections_are_nobodys_to_end(room: Chatroom) -> None:
    """Nor does whoever is nobody yet end any."""
    apply(room.state, SessionOpened(50, "", "", secure=True, wire="admin", administrator=True))
    assert room.run(Session(99, administrator=True), EndSession(50)) == [account_refusals.NoSuchSession(50)]
    (bob,) = of(room, "bob")
    assert room.run(room.connect(), EndSession(bob.id)) == [account_refusals.NoSuchSession(bob.id)]


# --- another password -------------------------------------------------------------------------------


@pytest.fixture
def owner() -> Session:
    """Return a connection of the owner's."""
    return Session(99, administrator=True)


def reset(room: Chatroom, owner: Session, actor: Session) -> list[object]:
    """Reset ann's password by a code; return what came of it."""
    room.answered(owner, IssueCode(CodeKind.PASSWORD, "ann"), "c0de")
    return [*room.answered(actor, ResetPassword("ann", "c0de", "new"), Hashed("new hash"))]


def test_whoever_took_an_account_over_is_out_once_it_is_reset(room: Chatroom, owner: Session) -> None:
    """By whoever is one of its connections, a guest, or nobody yet."""
    first, second = of(room, "ann")
    assert ended(reset(room, owner, second)) == [first.id]
    (guest,) = room.enter("cleo").sessions.values()
    assert ended(reset(room, owner, guest)) == [second.id]
    assert of(room, "ann") == [guest]
    proved, arriving = room.connect(), room.connect()
    proved.account = "ann"
    assert ended(reset(room, owner, arriving)) == [guest.id]
    assert (proved.account, arriving.account) == ("", "ann")
    assert of(room, "ann") == []
    assert contradictions(room.state) == []


def test_a_guest_who_resets_is_whoever_is_here_then(room: Chatroom, owner: Session) -> None:
    """The person is away once if the guest is, and not because of those that end."""
    first, second = of(room, "ann")
    (guest,) = room.enter("cleo").sessions.values()
    room.run(guest, SetAway("tea"))
    outcome = reset(room, owner, guest)
    assert [event.text for event in outcome if isinstance(event, AwayChanged)] == ["tea"]
    assert ended(outcome) == [first.id, second.id]
    assert room.person("ann").away == "tea"


def test_the_owner_ends_all(room: Chatroom, owner: Session) -> None:
    """An operator who sets their own password stays."""
    outcome = room.answered(owner, SetAccountPassword("ann", "other"), Hashed("other hash"))
    assert len(ended(outcome)) == 2
    session, _ = return_to(room, "ann")
    return_to(room, "ann")
    session.person.modes = "o"  # type: ignore[union-attr]
    room.answered(session, SetAccountPassword("ann", "other"), Hashed("other hash"))
    assert of(room, "ann") == [session]


@pytest.mark.parametrize(
    ("policy", "changed", "resets"), [("reset", 0, 1), ("always", 1, 1), ("never", 0, 0)]
)
def test_the_owner_of_the_server_chooses(policy: str, changed: int, resets: int) -> None:
    """Connections that stay are told."""
    room = Chatroom(
        accounts=AccountPolicy(
            plaintext_passwords="allow",
            password_min_length=1,
            password_ends_connections=policy,  # type: ignore[arg-type]
        )
    )
    enter_and_stay(room, "ann")
    return_to(room, "ann")
    outcome = room.answered(of(room, "ann")[0], ChangePassword("old", "new"), Hashed("new hash"))
    assert len(ended(outcome)) == changed
    assert sum(isinstance(event, PasswordReplaced) for event in outcome) == 1 - changed
    return_to(room, "ann")
    before = len(of(room, "ann"))
    outcome = reset(room, Session(99, administrator=True), of(room, "ann")[0])  # type: ignore[assignment]
    assert len(ended(outcome)) == (before - 1) * resets
    assert sum(isinstance(event, PasswordReplaced) for event in outcome) == 1 - resets


def test_others_are_told_of_a_change() -> None:
    """On every wire; whoever changed it knows."""
    world = World()
    alice = join_with_account(world, "alice")
    other, carol = connect_to_account(world, "alice"), enter_relais(world, "carol")
    carol.send("/login alice sesame-8")
    world.forget_output()
    told = "The password of your account has been changed. If that was not you, ask an operator of the server"
    lines = alice.send("NS SETPASS sesame-8 other-08")
    assert len(lines) == 1
    assert [told in line for line in (*other.take(), *carol.take())] == [True, True]
