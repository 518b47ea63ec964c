"""/LOG and /UNDO."""

import pytest

from harness import chaines_people
from harness.world import DialectClient, World


@pytest.fixture
def people() -> tuple[DialectClient, DialectClient]:
    """Return ann, who leads a channel, and ben."""
    world = World()
    return chaines_people.enter(world, "ann", "salle"), chaines_people.enter(world, "ben", "salle")


def words(lines: list[str]) -> list[str]:
    """Return entries without their times."""
    return [f"{line.partition(' ')[0]} {line.partition('] ')[2]}" for line in lines]


def test_the_log_is_shown(people: tuple[DialectClient, DialectClient]) -> None:
    """To administrators."""
    ann, ben = people
    assert ann.send("/LOG") == ["The log has no such entry."]
    ann.send("/MUTE ben spam", "/KICK ben")
    assert words(ann.send("/LOG")) == ["1 ann muted ben - spam", "2 ann removed ben"]
    assert words(ann.send("/LOG 1")) == ["2 ann removed ben"]
    assert ann.send("/LOG 0")[-1] == "Write how many entries to show: a number from 1 to 100."
    ben.send("/JOIN salle")
    assert ben.send("/LOG")[-1] == "Calme toi t'es pas l'administrateur de la chaine"
    assert ben.send("/UNDO")[-1] == "Calme toi t'es pas l'administrateur de la chaine"


def test_an_act_is_undone(people: tuple[DialectClient, DialectClient]) -> None:
    """The last one, or one by its number."""
    ann, ben = people
    ann.send("/BAN ben spam")
    assert ann.send("/UNDO") == ["Undone: entry 1, ann banned ben - spam"]
    ben.take()
    assert "Vous avez regagné un nouveau groupe" in ben.send("/JOIN salle")
    assert ann.send("/UNDO") == ["There is nothing to undo in salle."]
    assert ann.send("/UNDO 2") == ["Undone: entry 2, ann undid entry 1: ban of ben"]
    assert ann.send("/UNDO x")[-1] == "/LOG shows the numbers that /UNDO takes."
