"""The wire `chaines`: /KILL, which puts out for good; how long and for whom."""

import pytest

from harness.chaines_people import enter
from harness.world import World

NOT_MAIN = "Calme toi t'es pas l'administrateur de la chaine"
WELCOME = ["Bienvenue dans la chaine!", "Vous pouvez communiquez avec les autres menbres."]
WELCOME_BACK = ["Vous avez regagné un nouveau groupe", "Vous pouvez communiquer avec les menbres."]


def test_kill() -> None:
    """/KILL N | main administrator | N: `Vous êtes kill` †, removed from the channel and barred from it."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    carol = enter(world, "carol", "jardin")
    alice.send("/GRANT bob")
    bob.take()
    assert bob.send("/KILL carol") == [NOT_MAIN]
    assert alice.send("/KILL zoé") == ["zoé n'est pas dans cette chaine"]
    assert alice.send("/KILL alice") == ["Utilisez la commande /LEAVE pour quitter la chaine"]
    assert alice.send("/KILL carol") == []
    assert (bob.take(), carol.take()) == ([], ["Vous êtes kill"])
    assert carol.send("/CURRENT") == ["Vous n'avez pas de chaine actuellement"]
    assert len(carol.send("/JOIN jardin")) == 1
    assert alice.send("/WHO")[1:] == ["@bob"]
    assert carol.send("/JOIN potager") == WELCOME_BACK, "the rest of the server is open"


def test_kill_holds_under_another_nick() -> None:
    """/KILL N | main administrator | N: barred: by the host too, which a guest cannot choose like a nick."""
    world = World()
    alice, carol = enter(world, "alice", "jardin"), enter(world, "carol", "jardin", host="carols.test")
    irc = world.join("irc", "#jardin")
    alice.send("/KILL carol")
    assert irc.take()[0] == ":alice!chaines@host.test MODE #jardin +bb carol!*@* *!*@carols.test"
    carol.take()
    carol.send("/NICK zoe")
    assert len(carol.send("/JOIN jardin")) == 1
    again = enter(world, "again", host="carols.test")
    assert len(again.send("/JOIN jardin")) == 1
    elsewhere = enter(world, "elsewhere", host="elses.test")
    assert elsewhere.send("/JOIN jardin") == WELCOME


@pytest.mark.parametrize("place", ["jardin", "potager"])
def test_kill_spares_those_behind_the_same_address(place: str) -> None:
    """/KILL N | main administrator | N alone: who shares the address stays, wherever they are."""
    world = World()
    alice, carol = enter(world, "alice", "jardin"), enter(world, "carol", "jardin", host="school.test")
    dave = enter(world, "dave", place, host="school.test")
    irc = world.join("irc", "#jardin")
    alice.send("/KILL carol")
    assert irc.take()[0] == ":alice!chaines@host.test MODE #jardin +b carol!*@*"
    assert carol.take() == ["Vous êtes kill"]
    if place == "potager":
        assert dave.send("/JOIN jardin") == WELCOME
    else:
        assert "dave" in alice.send("/WHO")
    assert len(carol.send("/JOIN jardin")) == 1
