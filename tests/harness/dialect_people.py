"""People of the dialects in a world in memory: each connected, and come in as its document says."""

from collections.abc import Callable
from functools import partial

import pytest

from harness.world import DialectClient, World
from salon.core.events import ChannelFounded
from salon.core.state import Session, State
from salon.texts.marks import Translate
from salon.wire.dialects.annuaire import AnnuaireSession
from salon.wire.dialects.bonjour import BonjourSession, Manners
from salon.wire.dialects.public import PublicSession, Room, RoomForm
from salon.wire.dialects.relais import RelaisSession

PING_SECONDS = 60.0
MISSED_PINGS = 3
IDLE_SECONDS = 0.15


def world_with_room(translate: Translate = str, **rules: object) -> World:
    """Return a world with the room of `public`, as a server has it from its start."""
    world = World(rules={"rooms": frozenset({"#public"}), **rules}, translate=translate)
    world.decider.announce(ChannelFounded(1, "#public", world.now))
    world.settle()
    return world


def room(translate: Translate = str) -> Room:
    """Return what the sessions of `public` share."""
    return Room("#public", PING_SECONDS, MISSED_PINGS, RoomForm(translate))


def annuaire(state: State, translate: Translate, session: Session, now: float) -> AnnuaireSession:
    """Return a session of `annuaire`."""
    return AnnuaireSession(state, translate, session, now, IDLE_SECONDS)


PUBLIC = partial(PublicSession, room=room())
BONJOUR = partial(BonjourSession, manners=Manners("au revoir", IDLE_SECONDS))


def connect_public(world: World) -> DialectClient:
    """Open a connection to `public`; its first line is still to be taken."""
    return world.connect_dialect(PUBLIC)


def connect_relais(world: World) -> DialectClient:
    """Open a connection to `relais`; its first line is still to be taken."""
    return world.connect_dialect(RelaisSession)


def connect_bonjour(world: World, closing_phrase: str = "au revoir") -> DialectClient:
    """Open a connection to `bonjour`."""
    return world.connect_dialect(partial(BonjourSession, manners=Manners(closing_phrase, IDLE_SECONDS)))


def connect_annuaire(world: World, address: str = "192.0.2.1") -> DialectClient:
    """Open a connection to `annuaire`."""
    return world.connect_dialect(annuaire, address)


def ask_annuaire(world: World, request: str, address: str = "192.0.2.1") -> list[str]:
    """Ask the directory as its document's client does: in one piece, and read until the server closes."""
    client = connect_annuaire(world, address)
    assert client.send_bytes(request.encode()) == []
    world.pass_time(IDLE_SECONDS + 0.01)
    assert client.closed
    return client.take()


def enter_public(world: World, name: str) -> DialectClient:
    """Come in to `public`; what anybody heard of it is thrown away."""
    return _enter(world, connect_public, "/pseudo", name)


def enter_relais(world: World, name: str) -> DialectClient:
    """Come in to `relais`; what anybody heard of it is thrown away."""
    return _enter(world, connect_relais, name)


def person(name: str, enter: Callable[[World, str], DialectClient]) -> object:
    """Return a fixture: somebody of this name, who has come in to the world of a test."""

    @pytest.fixture(name=name)
    def come_in(world: World) -> DialectClient:
        """Return somebody of the wire."""
        return enter(world, name)

    return come_in


def _enter(world: World, connect: Callable[[World], DialectClient], *lines: str) -> DialectClient:
    client = connect(world)
    client.send(*lines)
    assert client.link.core.person is not None, f"{lines[-1]} was not let in"
    world.forget_output()
    return client
