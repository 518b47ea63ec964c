"""What each event of somebody's presence does to the state."""

from harness.chatroom import Chatroom
from harness.staying import account_of, enter_and_stay
from salon.core.apply import apply
from salon.core.presence_events import (
    MembershipRestored,
    Persistence,
    PersistenceChanged,
    PresenceEnded,
    PresenceKept,
    SessionAwayChanged,
)
from salon.core.state import Absence


def kept(account: int, time: int, *, absent: bool = True) -> PresenceKept:
    """Return that an account is absent, or not."""
    return PresenceKept(account, "~u", "host", "Real", "", "", time, absent, 3)


def test_a_connection_is_away() -> None:
    """By itself; what that makes of its person is decided."""
    room = Chatroom()
    session = room.connect()
    apply(room.state, SessionAwayChanged(session.id, "tea"))
    assert session.away == "tea"


def test_who_went_first_stands_in_front() -> None:
    """Also where somebody was back meanwhile."""
    room = Chatroom()
    for nick in ("ann", "bob"):
        enter_and_stay(room, nick)
    for event in (kept(1, 5), kept(2, 6), kept(1, 7)):
        apply(room.state, event)
    assert list(room.state.absent.items()) == [(2, Absence(6, 3)), (1, Absence(7, 3))]
    apply(room.state, kept(2, 8, absent=False))
    apply(room.state, PresenceEnded(1))
    assert room.state.absent == {}


def test_an_account_stays_or_not() -> None:
    """As it was chosen last."""
    room = Chatroom()
    enter_and_stay(room, "ann")
    apply(room.state, PersistenceChanged(1, Persistence.OFF))
    assert account_of(room.state, "ann").persistence is Persistence.OFF


def test_a_membership_is_what_it_was() -> None:
    """With what the member may see of the past, without a rank."""
    room = Chatroom()
    ann, bob = enter_and_stay(room, "ann"), room.enter("bob", "#a")
    channel = room.channel("#a")
    apply(room.state, MembershipRestored(ann.id, channel.id, 4, 2))
    member = channel.members[ann.id]
    assert (member.joined, member.closure, member.ranks, ann.channels) == (4, 2, 0, {channel.id: channel})
    assert list(channel.members) == [bob.id, ann.id]
