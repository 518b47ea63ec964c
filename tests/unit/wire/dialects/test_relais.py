"""`relais`: whom a line goes to."""

import pytest

from harness.dialect_people import connect_relais, enter_relais
from harness.world import World
from salon.core.events import Event, MemberParted, MessageKind, MessagePosted, Source
from salon.wire.dialects.relais import FORM

BOB = Source(1, "bob", "b", "h")


@pytest.mark.parametrize(
    ("event", "data"),
    [
        (MessagePosted(BOB, MessageKind.PRIVMSG, "alice", "salut", 1, 0, 0, 2), None),
        (MemberParted(BOB, 1, "#a", "x", 0), b""),
    ],
)
def test_only_private_words_are_heard(event: Event, data: bytes | None) -> None:
    """And each shows them by itself: it may be the receiver, or another connection of the sender's."""
    assert FORM.render(event) == data


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("@bob salut", "salut"),
        ("@bob: salut", "salut"),
        ("@BOB   salut  toi", "salut  toi"),
        ("bob: salut", "salut"),
        ("bob : salut", "salut"),
        ("bob: @bob salut", "@bob salut"),
    ],
)
def test_ways_to_name_whom(line: str, heard: str) -> None:
    """`@NAME TEXT` or `NAME: TEXT`, in any spelling of the name."""
    world = World()
    alice, bob = enter_relais(world, "alice"), enter_relais(world, "bob")
    assert alice.send(line) == ["Delivered to bob."]
    assert bob.take() == [f"alice: {heard}"]


@pytest.mark.parametrize("line", ["salut", "@bob", "@bob:", "bob:", "nobody: salut", "@ bob salut"])
def test_to_nobody(line: str) -> None:
    """What names nobody, or says nothing, is asked back as long as there was no message before."""
    world = World()
    alice, bob = enter_relais(world, "alice"), enter_relais(world, "bob")
    (answer,) = alice.send(line)
    assert answer.startswith("To whom? Write @NAME TEXT")
    assert bob.take() == []


def test_bare_text_follows_the_person_and_not_the_name() -> None:
    """Whoever has the name afterwards is a stranger."""
    world = World()
    alice, bob = enter_relais(world, "alice"), world.join("bob")
    alice.send("@bob salut")
    bob.send("NICK rob")
    assert alice.send("encore") == ["Delivered to rob."]
    bob.send("QUIT")
    stranger = world.join("rob")
    assert alice.send("encore") == ["There is nobody called rob here."]
    assert alice.send("encore")[0].startswith("To whom?")
    assert stranger.take() == []


@pytest.mark.parametrize("command", ["/users", "/ignore bob", "/unknown"])
def test_a_name_comes_first(command: str) -> None:
    """But for what everybody may ask."""
    client = connect_relais(World())
    client.take()
    assert client.send(command) == ["Choose a name first.", "Your user name?"]
    assert client.send("/exit") == ["Goodbye."]
    assert client.closed
