"""Whom bans from the server keep out, at each place where somebody comes in."""

from harness.chatroom import Chatroom
from salon.core.apply import apply
from salon.core.ban_refusals import NickBanned, ServerBanned
from salon.core.commands import ChangeNick, OpenSession, Register, RegisterAccount
from salon.core.context import Context
from salon.core.decisions.admission import ban_of_account, ban_of_arrival, ban_of_nick
from salon.core.decisions.logins import log_in_to
from salon.core.events import SessionDetached, SessionOpened
from salon.core.server_bans import ServerBanSet
from salon.core.state import Session


def room_with(*masks: str, network: bool = False) -> Chatroom:
    """Return a room with ann in it, and bans that hold."""
    room = Chatroom()
    room.enter("ann")
    for mask in masks:
        spelt = room.state.server_bans.spell(mask, network=network)
        assert spelt is not None
        apply(room.state, ServerBanSet(spelt, network, "root", 1, reason="spam"))
    return room


def test_an_arrival() -> None:
    """By the nick, the user name, the shown host, and the address."""
    tried = {"ben": True, "~u@*": True, "*@host2.test": True, "*@192.0.2.2": True, "x": False}
    for mask, hit in tried.items():
        room = room_with(mask)
        session = room.connect()
        assert (ban_of_arrival(room.state, session, "ben", "~u", None) is not None) is hit
        refused = room.run(session, Register("ben", "~u", "Ben"))
        assert (refused == [ServerBanned(0, "spam")]) is hit
    room = room_with("192.0.2.0/24", network=True)
    assert room.run(room.connect(), Register("ben", "~u", "Ben")) == [ServerBanned(0, "spam")]


def test_another_nick() -> None:
    """Nobody becomes whom a ban hits."""
    room = room_with("bad*")
    ann = room.person("ann")
    (session,) = ann.sessions.values()
    assert ban_of_nick(room.state, ann, session, "good") is None
    assert room.run(ann, ChangeNick("badly")) == [NickBanned("badly", 0, "spam")]


def test_an_account() -> None:
    """Nobody logs in to it, nor makes one of its name."""
    room = room_with("~a:ben*")
    ann = room.person("ann")
    account = room.log_in(ann)
    assert ban_of_account(room.state, "ann") is None
    assert ban_of_account(room.state, "Benny") == ServerBanned(0, "spam")
    account.name = "ben"
    session = room.connect()
    assert log_in_to(room.state, account, Context(room.now, session)) == [ServerBanned(0, "spam")]
    assert room.run(session, RegisterAccount("benno", "sesame")) == [ServerBanned(0, "spam")]


def test_a_connection_that_was_about_to_be_made() -> None:
    """It ends with its beginning; the owner's never does."""
    room = room_with("198.51.100.0/24", network=True)
    opening = OpenSession("198.51.100.7", wire="irc")
    outcome = room.run(Session(9), opening)
    assert [type(its) for its in outcome] == [SessionOpened, SessionDetached]
    owner = OpenSession("198.51.100.7", wire="admin", administrator=True)
    assert [type(its) for its in room.run(Session(10), owner)] == [SessionOpened]
