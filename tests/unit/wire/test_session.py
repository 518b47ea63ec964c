"""What every wire offers, on each of the wires that there are."""

from typing import Any

import pytest

from harness.dialect_people import BONJOUR, annuaire, connect_public, world_with_room
from harness.world import Client, MakeDialect, World
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.relais import RelaisSession
from salon.wire.session import Pieces

DIALECTS: dict[str, MakeDialect] = {
    "annuaire": annuaire,
    "bonjour": BONJOUR,
    "chaines": ChainesSession,
    "relais": RelaisSession,
}


@pytest.fixture(params=["irc", "public", *DIALECTS])
def client(request: pytest.FixtureRequest) -> Client:
    """Return a connection of each wire, which has said nothing."""
    world = world_with_room()
    if request.param == "irc":
        return world.connect()
    return (
        connect_public(world) if request.param == "public" else world.connect_dialect(DIALECTS[request.param])
    )


def test_output_is_taken_once(client: Client) -> None:
    """What was taken is forgotten."""
    wire: Any = client.link.wire
    wire.say_goodbye("Excess Flood")
    assert wire.take_output()
    assert wire.take_output() == b""


def test_one_form_is_one_object(client: Client) -> None:
    """A hub groups sessions by it, so it has to be the same for as long as nothing changes it."""
    wire = client.link.wire
    assert wire.form is wire.form
    assert wire.form_in(1) is wire.form_in(1)
    assert wire.forms_changed is False


def test_a_piece_that_is_split_anywhere_makes_the_same_requests(client: Client) -> None:
    """Bytes come as the network has them."""
    wire, data = client.link.wire, b"NICK ann\r\nPING 1\r\n"
    whole = [request.size for request in wire.receive_data(data, 0)]
    split = [request.size for byte in data for request in wire.receive_data(bytes([byte]), 0)]
    assert whole == split


def test_what_nobody_asked_for_waits_for_nobody(client: Client) -> None:
    """A session that has just begun is to be answered with nothing more, and does not end."""
    wire = client.link.wire
    assert not wire.later
    assert wire.closing == ""


def test_pieces_of_any_size_are_a_stream() -> None:
    """Unless a wire says otherwise."""
    assert Pieces() == Pieces(most=0, alone=b"")


def test_irc_is_a_stream() -> None:
    """As TCP has it; there is nothing to keep apart."""
    assert World().connect().link.wire.pieces is None


def test_a_form_renders_what_a_session_hears() -> None:
    """The bytes of the form are those that arrive."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a")
    channel = ben.person.channels
    ann.send("PRIVMSG #a :salut")
    (event,) = world.said
    assert ben.link.wire.form_in(next(iter(channel))).render(event) == ben.received
