"""Connections that are ended from another one."""

from collections.abc import Sequence

import pytest

from harness.chatroom import Chatroom
from harness.snapshot import contradictions
from harness.staying import enter_and_stay, return_to
from salon.core import account_refusals
from salon.core.apply import apply
from salon.core.commands import EndOtherSessions, EndSession, SetAway
from salon.core.events import AwayChanged, PersonLeft, SessionDetached, SessionOpened
from salon.core.presence_events import PresenceKept
from salon.core.replies import SessionsEnded
from salon.core.rules import AccountPolicy
from salon.core.state import Session


@pytest.fixture
def room() -> Chatroom:
    """Return a room with bob, a guest, and ann, whose account stays, on two connections."""
    room = Chatroom(accounts=AccountPolicy(plaintext_passwords="allow"))
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
