"""The wire `public`: what was said in the room, read back."""

import re

import pytest

from harness.dialect_people import enter_public, person, world_with_room
from harness.world import OPERATOR, DialectClient, World


@pytest.fixture
def world() -> World:
    """Return a world with the room."""
    return world_with_room()


alice, bob = person("alice", enter_public), person("bob", enter_public)


def read_back(client: DialectClient, command: str) -> list[str]:
    """Return the messages that a command shows, without their times."""
    lines = client.send(command)
    assert all(re.match(r"\d+ \[\d\d:\d\d\] ", line) for line in lines), lines
    return [line.partition("] ")[2] for line in lines]


def test_history(world: World, alice: DialectClient) -> None:
    """+ `/history [N]`: the last messages of the room, also those from before one came; 20 unless said."""
    for number in range(30):
        alice.send(f"message {number}")
    alice.send("msg alice secret")
    world.join("irc", "#public").send("PRIVMSG #public :\x01ACTION rit\x01", "TAGMSG #public")
    alice.take()
    bob = enter_public(world, "bob")
    assert read_back(bob, "/history 3") == ["alice: message 28", "alice: message 29", "irc: * rit"]
    assert read_back(bob, "/HISTORY")[0] == "alice: message 11"
    assert len(read_back(bob, "/history 100")) == 31
    assert alice.take() == []


@pytest.mark.parametrize("wrong", ["0", "101", "-1", "x", "²", "2 3", "9" * 400])
def test_history_of_no_number(alice: DialectClient, wrong: str) -> None:
    """What is no number of messages is said."""
    assert alice.send(f"/history {wrong}") == ["How many? Write /history N: from 1 to 100."]


def test_history_of_nothing(alice: DialectClient) -> None:
    """A room where nobody spoke yet."""
    assert alice.send("/history") == ["Nothing has been said here yet."]


def test_history_without_whom_one_ignores(alice: DialectClient, bob: DialectClient) -> None:
    """Whom one does not hear is not read either."""
    bob.send("salut")
    assert alice.take() == ["bob: salut"]
    assert alice.send("/ignore bob", "/history") == [
        "You no longer hear bob.",
        "Nothing has been said here yet.",
    ]


def test_history_is_for_who_is_in_the_room(world: World, alice: DialectClient) -> None:
    """Who was put out reads no more of it."""
    alice.send("salut")
    root = world.join("root", "#public")
    root.send(f"OPER root {OPERATOR}", "KICK #public alice")
    alice.take()
    assert alice.send("/history") == ["You are not in the room: write /join to join it."]
