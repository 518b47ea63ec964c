"""/BAN, /MUTE and their ends."""

import pytest

from harness import chaines_people
from harness.world import DialectClient, World


@pytest.fixture
def people() -> tuple[DialectClient, DialectClient]:
    """Return ann, who leads a channel, and ben."""
    world = World()
    return chaines_people.enter(world, "ann", "salle"), chaines_people.enter(world, "ben", "salle")


def test_a_ban_has_an_end_and_a_reason(people: tuple[DialectClient, DialectClient]) -> None:
    """It is listed with both."""
    ann, ben = people
    told = ann.send("/BAN ben 1h spam and more")
    assert any(line.startswith("ben is banned from salle until ") for line in told)
    assert "Reason: spam and more" in ben.take()
    (listed,) = ann.send("/BANS")
    assert listed.endswith(" - spam and more")
    assert ann.send("/UNBAN ben")[-1] == "ben is no longer banned from salle."
    assert ann.send("/BANS") == ["Nobody is banned or muted in salle."]


def test_a_mute_silences(people: tuple[DialectClient, DialectClient]) -> None:
    """Whoever is muted stays."""
    ann, ben = people
    ann.send("/MUTE ben")
    ben.take()
    assert ben.send("salut") != []
    assert [line for line in ann.take() if "salut" in line] == []
    assert ann.send("/UNMUTE ben")[-1] == "ben is no longer muted in salle."


def test_others_are_named_whom_a_ban_of_the_address_would_hit(
    people: tuple[DialectClient, DialectClient],
) -> None:
    """Here all connect from one; whoever is sure bans it all the same."""
    ann, ben = people
    chaines_people.enter(ann.world, "cleo", "autre")
    (refused,) = ann.send("/BAN ben@ 1h spam")
    assert "ann, cleo" in refused
    assert ann.send("/BAN ben@!") != []
    ben.take()
    assert ben.send("/JOIN salle")[-1] == "You are banned from salle."
