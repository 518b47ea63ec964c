"""Who may connect, and what those are told who may not."""

import pytest

from harness.dialect_people import PUBLIC
from harness.world import Client, World
from salon.core.apply import apply
from salon.core.server_bans import ServerBanLifted, ServerBanSet
from salon.core.state import Session
from salon.gateways.addresses import Addresses, cloak
from salon.gateways.admission import Admission
from salon.wire.irc.session import IrcSession
from salon.wire.session import Wire

SECRET = b"secret"
ADDRESS = "192.0.2.7"
REFUSED = (
    "Too many connections from your address: close one, or try again in some seconds; or your address is "
    "banned"
)


@pytest.fixture
def world() -> World:
    """Return a server."""
    return World()


@pytest.fixture
def admission(world: World) -> Admission:
    """Return the admission of a server that lets one address connect once."""
    return Admission(world.hub, Addresses(1), SECRET)


@pytest.fixture
def irc(world: World) -> Wire:
    """Return the wire `irc`."""
    return Wire("irc", lambda session: IrcSession(world.irc, session, world.seconds))


def test_one_connection_makes_room_for_another(admission: Admission) -> None:
    """Other addresses have their own."""
    assert admission.admit(ADDRESS)
    assert not admission.admit(ADDRESS)
    assert admission.admit("192.0.2.8")
    admission.release(ADDRESS)
    assert admission.admit(ADDRESS)


def test_a_banned_address_is_refused_before_anything_is_made(world: World, admission: Admission) -> None:
    """It is counted by itself, and holds no place."""
    apply(world.state, ServerBanSet("192.0.2.0/24", network=True, nick="root", time=1))
    assert not admission.admit(ADDRESS)
    assert admission.admit("198.51.100.7")
    assert admission.refused == {"banned": 1}
    apply(world.state, ServerBanLifted("192.0.2.0/24", network=True))
    assert admission.admit(ADDRESS)


@pytest.mark.parametrize("secure", [False, True])
def test_a_session_has_a_host_that_hides_the_address(
    world: World, admission: Admission, irc: Wire, secure: bool
) -> None:
    """The core knows both, and whether anyone on the way can read it."""
    session = admission.open(irc, Client(world), ADDRESS, secure=secure)
    assert (session.core.address, session.core.host) == (ADDRESS, cloak(ADDRESS, SECRET))
    assert session.core.secure is secure


def test_a_refusal_is_in_the_words_of_the_wire(world: World, admission: Admission, irc: Wire) -> None:
    """Without the greeting, which is for those who are welcome; and nothing of it is in the chat."""
    told = admission.refusal(irc).decode()
    assert told == f"ERROR :Closing link: {REFUSED}\r\n"
    dialect = Wire("public", lambda session: PUBLIC(world.state, str, session, world.seconds))
    greeting = dialect.make(Session(0)).take_output()
    assert greeting
    told = admission.refusal(dialect).decode()
    assert greeting.decode() not in told
    assert told.splitlines()[-1].endswith(REFUSED)
    assert not world.state.sessions
