"""The wire `chaines`: what is kept of a channel, and shown to who comes later."""

import re

from harness.chaines_people import enter
from harness.dialect_people import world_with_room
from harness.world import OPERATOR, World

WRONG = "Saisissez la bonne commande"


def test_history() -> None:
    """/HISTORY [n] † | members | the last n messages of the channel."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    for number in range(30):
        alice.send(f"message {number}")
    world.join("irc", "#jardin").send("PRIVMSG #jardin :\x01ACTION rit\x01", "TAGMSG #jardin")
    bob.take()
    lines = bob.send("/HISTORY 3")
    assert [re.sub(r"^\d+ \[\d\d:\d\d\] ", "", line) for line in lines] == [
        "alice: message 28",
        "alice: message 29",
        "irc: * rit",
    ]
    assert len(bob.send("/HISTORY")) == 20
    assert len(bob.send("/HISTORY 100")) == 31
    for wrong in ("0", "101", "-1", "x", "²", "0000001000", "9" * 400):
        assert bob.send(f"/HISTORY {wrong}")[0] == WRONG
    assert alice.take() == ["irc: * rit"]


def test_text_while_alone() -> None:
    """Text | members | alone: `Vous êtes seul(e) dans cette chaine`; + who comes later can read it."""
    world = World()
    alice = enter(world, "alice", "jardin")
    assert alice.send("il y a quelqu'un ?") == ["Vous êtes seul(e) dans cette chaine"]
    (line,) = enter(world, "bob", "jardin").send("/HISTORY")
    assert line.endswith("] alice: il y a quelqu'un ?")
    replay = world.join("irc").send("JOIN #jardin")
    assert any("il y a quelqu'un ?" in line for line in replay)
    assert alice.send("bonjour") == []


def test_text_while_alone_and_muted() -> None:
    """A refusal is shown in place of the line, and nothing is kept."""
    world = world_with_room()
    alice, root = enter(world, "alice", "public"), world.join("root", "#public")
    root.send(f"OPER root {OPERATOR}", "MODE #public +b ~m:alice!*@*", "PART #public")
    world.forget_output()
    assert alice.send("il y a quelqu'un ?") == ["You may not speak in public: you are muted."]
    assert alice.send("/HISTORY") == ["Nothing has been said here yet."]
