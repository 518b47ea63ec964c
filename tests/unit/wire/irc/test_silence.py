"""Whom one session does not want to hear in private."""

import pytest
from msgspec import structs

from harness.world import Client, World
from salon.wire.irc.silence import Silenced


@pytest.fixture
def pair() -> tuple[Client, Client]:
    """Return two who share a channel."""
    world = World()
    return world.join("ann", "#a"), world.join("ben", "#a")


def heard(client: Client) -> list[str]:
    """Return the commands that came since the last look."""
    return [line.split(" ")[1] for line in client.take()]


def test_private_words_only(pair: tuple[Client, Client]) -> None:
    """What is said in a channel comes to everybody."""
    ann, ben = pair
    ben.send("SILENCE +ann!*@*")
    ann.send("PRIVMSG ben :x", "NOTICE ben :x", "INVITE ben #b", "PRIVMSG #a :x")
    assert heard(ben) == ["PRIVMSG"]


def test_until_it_is_taken_back(pair: tuple[Client, Client]) -> None:
    """By the mask as the list has it."""
    ann, ben = pair
    ben.send("SILENCE +ann!*@*", "SILENCE -ann!*@*")
    ann.send("PRIVMSG ben :x")
    assert heard(ben) == ["PRIVMSG"]


def test_oneself_is_always_heard(pair: tuple[Client, Client]) -> None:
    """However wide the mask is."""
    ann, _ = pair
    ann.send("SILENCE +*!*@*")
    assert [line.split(" ")[1] for line in ann.send("PRIVMSG ann :note to self")] == ["PRIVMSG"]


def test_another_event_is_shown(pair: tuple[Client, Client]) -> None:
    """Silence is about words; whoever is silenced is seen to come and go."""
    ann, ben = pair
    ben.send("SILENCE +ann!*@*")
    ann.send("NICK anna", "QUIT")
    assert heard(ben)[:2] == ["NICK", "QUIT"]


def test_a_mask_that_only_mutes_silences(pair: tuple[Client, Client]) -> None:
    """In a list of whom one does not hear, to mute is all that a mask can do."""
    _, ben = pair
    person = ben.person
    silenced = Silenced(ben.world.state.names, ben.link.core)
    silenced.add("~m:ann!*@*")
    assert silenced.has_silenced(structs.replace(person.source, person=0, mask="ann!~ann@host.test"))
    assert not silenced.has_silenced(structs.replace(person.source, person=0, mask="zoe!~zoe@host.test"))
