"""What was said to an account that stays while it was not connected: the wires show it once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.dialect_people import connect_public, connect_relais
from harness.staying import PASSWORD, connect_to, make_account
from harness.tagged_lines import tags
from harness.world import DialectClient, World
from salon.core.events import ChannelFounded
from salon.wire.dialects.chaines.session import ChainesSession

CAPS = "message-tags echo-message draft/message-redaction salon.dev/edit"

Connect = Callable[[World], DialectClient]


def connect_chaines(world: World) -> DialectClient:
    """Open a connection to `chaines`."""
    return world.connect_dialect(ChainesSession)


def log_in(world: World, connect: Connect) -> list[str]:
    """Connect as ann; return what is shown of private messages."""
    client = connect(world)
    lines = client.send(f"/login ann {PASSWORD}")
    assert client.person.account == "ann"
    return [line for line in lines if "bob" in line]


def world_on(database: Path) -> World:
    """Return a world with the room, which it founds where it is not there."""
    world = World(rules={"rooms": frozenset({"#public"})}, database=database)
    if world.state.find_channel("#public") is None:
        world.decider.announce(ChannelFounded(1, "#public", world.now))
        world.settle()
    return world


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("connect", "form"),
    [
        (connect_chaines, "Private message bob: {}"),
        (connect_public, "bob vous a envoyer un message privé : {}"),
        (connect_relais, "bob: {}"),
    ],
)
def test_it_is_shown_once_as_it_is_now(tmp_path: Path, connect: Connect, form: str, restarts: bool) -> None:
    """Not what was deleted, and what was edited in its new words; a second time, nothing."""
    database = tmp_path / "salon.db"
    world = world_on(database)
    make_account(world, "ann")
    connect_to(world, "ann").send("QUIT")
    bob = world.join("bob", caps=CAPS)
    for text in ("gone", "teh", "last"):
        lines = bob.send(f"PRIVMSG ann :{text}")
        number = tags(next(line for line in lines if " PRIVMSG " in line))["msgid"]
        if text == "gone":
            bob.send(f"REDACT ann {number}")
        elif text == "teh":
            bob.send(f"EDIT ann {number} :the")
    if restarts:
        world.close()
        world = world_on(database)
    shown = log_in(world, connect)
    assert [line.partition("] ")[2] for line in shown] == [form.format(text) for text in ("the", "last")]
    assert log_in(world, connect) == []
