"""Whether an account stays while nobody is connected, and for how long."""

import pytest

from harness.chatroom import Chatroom
from harness.ruling import rules_with
from harness.snapshot import contradictions
from harness.staying import enter_and_stay
from salon.core import account_refusals
from salon.core.apply import apply
from salon.core.commands import Quit, SetPersistence, ShowPersistence
from salon.core.decisions.persistence import DAY, MOST_AT_ONCE, end_absences
from salon.core.events import PersonLeft, RulesChanged
from salon.core.presence_events import (
    MembershipKept,
    Persistence,
    PersistenceChanged,
    PresenceEnded,
    PresenceKept,
)
from salon.core.replies import PersistenceShown
from salon.core.rules import AccountPolicy


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann, whose account stays, and bob, a guest."""
    room = Chatroom()
    enter_and_stay(room, "ann", "#a")
    room.enter("bob", "#a")
    return room


def test_one_chooses(room: Chatroom) -> None:
    """What lasts then begins or ends; nothing happens where it was so."""
    ann = room.person("ann")
    on, off = (
        PersistenceShown(Persistence.ON, effective=True),
        PersistenceShown(Persistence.OFF, effective=False),
    )
    assert room.run(ann, SetPersistence(Persistence.ON)) == [on]
    changed = PersistenceChanged(1, Persistence.OFF)
    assert room.run(ann, SetPersistence(Persistence.OFF)) == [changed, PresenceEnded(1), off]
    default, shown = room.run(ann, SetPersistence(Persistence.DEFAULT))
    assert (default, shown) == (
        PersistenceChanged(1, Persistence.DEFAULT),
        PersistenceShown(Persistence.DEFAULT, effective=False),
    )
    _, kept, membership, shown = room.run(ann, SetPersistence(Persistence.ON))
    assert isinstance(kept, PresenceKept)
    assert membership == MembershipKept(1, room.channel("#a").id, 0, 0)
    assert room.run(ann, ShowPersistence()) == [shown] == [on]


def test_it_takes_an_account(room: Chatroom) -> None:
    """A guest's channels end with the guest."""
    bob = room.person("bob")
    for command in (ShowPersistence(), SetPersistence(Persistence.ON)):
        assert room.run(bob, command) == [account_refusals.NotLoggedIn()]


def test_nobody_stays_where_the_owner_does_not_want_it() -> None:
    """What was chosen is kept for when that changes."""
    room = Chatroom(accounts=AccountPolicy(persistence_days=0))
    ann = enter_and_stay(room, "ann")
    assert room.run(ann, ShowPersistence()) == [PersistenceShown(Persistence.ON, effective=False)]


def leave_all(room: Chatroom, count: int) -> None:
    """Let so many people come who stay, and lose their connections, one a day."""
    for number in range(count):
        person = enter_and_stay(room, f"p{number}", "#a")
        room.now += DAY
        room.run(person, Quit("bye"))


def happen(room: Chatroom) -> list[str]:
    """Let absences end; return who left."""
    gone = []
    for event in end_absences(room.state, room.now):
        apply(room.state, event)
        if isinstance(event, PersonLeft):
            gone.append(event.source.nick)
    assert contradictions(room.state) == []
    return gone


def test_an_absence_ends(room: Chatroom) -> None:
    """For those who went first; nothing lasts of them."""
    leave_all(room, 3)
    room.now += 88 * DAY - 1
    assert happen(room) == []
    room.now += 1
    assert happen(room) == ["p0"]
    assert [room.state.accounts.get(number).name for number in room.state.absent] == ["p1", "p2"]  # type: ignore[union-attr]


def test_some_absences_end_at_a_time(room: Chatroom) -> None:
    """However many are due: as when the owner wants that nobody stays any more."""
    leave_all(room, MOST_AT_ONCE + 1)
    apply(room.state, RulesChanged(rules_with(accounts=AccountPolicy(persistence_days=0))))
    assert len(happen(room)) == MOST_AT_ONCE
    assert len(happen(room)) == 1
    assert happen(room) == []
    assert [its.nick for its in room.state.people.values()] == ["ann", "bob"]
