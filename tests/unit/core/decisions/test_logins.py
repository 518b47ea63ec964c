"""What follows when somebody logs in to an account that is here already."""

import pytest

from harness.chatroom import Chatroom
from salon.core import account_refusals
from salon.core.commands import LogIn, Quit, Register, RegisterAccount
from salon.core.decisions.logins import MOVED, renamed_away
from salon.core.events import NickChanged, OperatorGranted, PersonLeft, SessionLoggedIn, SessionMoved
from salon.core.needs import Hashed
from salon.core.replies import LoginDone
from salon.core.rules import AccountPolicy
from salon.core.state import Person


@pytest.fixture
def room() -> Chatroom:
    """Return a room with ann, who has an account, and bob, a guest."""
    room = Chatroom(accounts=AccountPolicy(plaintext_passwords="allow", password_min_length=1))
    room.answered(room.enter("ann", "#a"), RegisterAccount("ann", "secret"), Hashed("hash"))
    room.enter("bob", "#a", "#b")
    return room


def log_in(room: Chatroom, actor: Person, name: str) -> list[object]:
    """Log in, with the right password."""
    return list(room.answered(actor, LogIn(name, "secret"), True))


def test_a_guest_becomes_one_more_connection_of_a_person(room: Chatroom) -> None:
    """The guest leaves, and the channels of the person are the connection's."""
    ann, bob = room.person("ann"), room.person("bob")
    ann_s, bob_s, session = ann.source, bob.source, next(iter(bob.sessions))
    moved, left, *_rest, done = log_in(room, bob, "ann")
    assert moved == SessionMoved(session, bob_s, ann_s, room.now)
    assert left == PersonLeft(bob_s, MOVED, room.now, by_server=True)
    assert done == LoginDone("ann")
    assert (len(ann.sessions), room.state.find_person("bob")) == (2, None)
    assert room.state.find_channel("#b") is None


def test_who_is_logged_in_already_is_told_so(room: Chatroom) -> None:
    """To the same account one logs in once more, on the same connection; for another one has to log out."""
    ann = room.person("ann")
    assert log_in(room, ann, "ann") == [SessionLoggedIn(next(iter(ann.sessions)), "ann"), LoginDone("ann")]
    session = room.connect()
    room.answered(session, RegisterAccount("cleo", "secret"), Hashed("hash"))
    assert log_in(room, ann, "cleo") == [account_refusals.AlreadyLoggedIn("ann")]


def test_an_operator_s_account_makes_an_operator(room: Chatroom) -> None:
    """At the arrival, too."""
    account = room.state.accounts.find("ann")
    assert account is not None
    account.operator = True
    session = room.connect()
    for number in list(room.person("ann").sessions):
        room.run(room.state.sessions[number], Quit("bye"))
    room.answered(session, LogIn("ann", "secret"), True)
    outcome = room.run(session, Register("ann", "~u", "Ann", modes="w"))
    assert isinstance(outcome[-1], OperatorGranted)
    assert room.person("ann").modes == "ow"


def test_a_name_that_the_server_gives_is_nobody_s(room: Chatroom) -> None:
    """Neither of a person nor of an account."""
    bob = room.person("bob")
    room.enter(f"Guest{bob.id}")
    (changed,) = renamed_away(room.state, bob, room.now)
    assert isinstance(changed, NickChanged)
    assert changed.nick == f"Guest{bob.id + 1}"
