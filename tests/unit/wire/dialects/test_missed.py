"""What somebody is shown on a dialect who was not connected for a while."""

import re
from collections.abc import Callable

import pytest

from harness.dialect_people import connect_public, connect_relais, world_with_room
from harness.staying import PASSWORD, connect_to, make_account
from harness.world import DialectClient, World
from salon.wire.dialects.chaines import words
from salon.wire.dialects.chaines.session import ChainesSession


def connect_chaines(world: World) -> DialectClient:
    """Open a connection to `chaines`."""
    return world.connect_dialect(ChainesSession)


@pytest.mark.parametrize(
    ("connect", "before", "line"),
    [
        (connect_relais, ["guest"], "bob: salut"),
        (connect_public, ["/pseudo", "guest"], "bob vous a envoyer un message privé : salut"),
        (connect_chaines, ["guest"], words.SAID_IN_PRIVATE.format(nick="bob", text="salut")),
    ],
)
def test_private_messages_are_shown_at_the_login(
    connect: Callable[[World], DialectClient], before: list[str], line: str
) -> None:
    """With the time in front, once, and nothing that shows nothing."""
    world = world_with_room()
    make_account(world, "ann")
    connect_to(world, "ann").send("QUIT")
    bob = world.join("bob")
    bob.send("PRIVMSG ann :salut", "PRIVMSG ann :\x02")
    for shown in (True, False):
        client = connect(world)
        client.send(*before)
        told = client.send(f"/login ann {PASSWORD}")
        found = [text for text in told if "salut" in text]
        assert bool(found) is shown, told
        assert all(re.fullmatch(rf"\[\d\d:\d\d\] {re.escape(line)}", text) for text in found), found
        client.eof()
        assert client.closed


@pytest.mark.parametrize(
    ("connect", "before", "line"),
    [
        (connect_relais, ["guest"], "@ann salut"),
        (connect_public, ["/pseudo", "guest"], "msg ann salut"),
        (connect_chaines, ["guest", "/JOIN jardin"], "/MSG ann salut"),
    ],
)
def test_whoever_writes_knows_when_it_is_read(
    connect: Callable[[World], DialectClient], before: list[str], line: str
) -> None:
    """Not connected, for a person who stays, does not mean that it is lost."""
    world = world_with_room()
    make_account(world, "ann")
    connect_to(world, "ann").send("QUIT")
    client = connect(world)
    client.send(*before)
    assert client.send(line)[-1] == "ann is not connected, and will see the message after the next login."
