"""/MODE: what a channel lets people do."""

import pytest

from harness.chaines_people import enter
from harness.logins import log_in
from harness.world import World
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.wire.dialects.chaines.modes import MEANINGS


def test_every_mode_has_its_words() -> None:
    """Lists and ranks have commands of their own."""
    others = {ModeKind.LIST, ModeKind.RANK}
    assert MEANINGS.keys() == {letter for letter, kind in CHANNEL_MODES.items() if kind not in others}


def test_modes_are_shown_and_changed() -> None:
    """They hold on every wire, and whoever has changed them is told what they mean."""
    world = World()
    alice, bob = enter(world, "alice", "a"), world.join("bob", "#a")
    assert alice.send("/MODE") == [
        "+n: people outside cannot talk",
        "+t: only administrators can set the topic",
    ]
    assert alice.send("/MODE +RM-nt") == [
        "+R: only people who are logged in can join",
        "+M: only people who are logged in can talk",
        "-n: no longer: people outside cannot talk",
        "-t: no longer: only administrators can set the topic",
    ]
    assert bob.take() == [":alice!chaines@host.test MODE #a +RM-nt"]
    assert alice.send("/MODE -RM") == [
        "-R: no longer: only people who are logged in can join",
        "-M: no longer: only people who are logged in can talk",
    ]
    assert alice.send("/MODE") == ["a has no modes."]
    assert alice.send("/MODE +kj sesame 3:10") == [
        "+k sesame: a key is needed to join",
        "+j 3:10: only so many joins are allowed in so many seconds",
    ]
    assert alice.send("/MODE -k") == ["-k: no longer: a key is needed to join"]
    assert alice.send("/MODE") == ["+j 3:10: only so many joins are allowed in so many seconds"]


def test_what_holds_of_the_history_once_it_is_taken_back() -> None:
    """It is said in words; that a question has no answer any more is none."""
    world = World()
    alice = enter(world, "alice", "a")
    assert alice.send("/MODE +H joined:500")[0] == (
        "+H joined:500: how much of the past newcomers see, and how long it is kept"
    )
    without = "-H: newcomers see all of the past, and it is kept as long as the server keeps messages"
    assert alice.send("/UNDO")[0] == without
    alice.send("/MODE +H none")
    assert alice.send("/MODE -H")[0] == without


def test_the_doors_are_shut() -> None:
    """Against guests, and against a raid."""
    world = World()
    alice, guest = enter(world, "alice", "a"), enter(world, "guest")
    alice.send("/MODE +R")
    assert guest.send("/JOIN a") == ["Only people who are logged in to an account can join a."]
    log_in(guest)
    assert guest.send("/JOIN a")[0] == "Bienvenue dans la chaine!"
    alice.send("/MODE -R+j 1:60")
    other, late = enter(world, "other"), enter(world, "late")
    other.send("/JOIN a")
    assert late.send("/JOIN a")[0].startswith("Too many people are joining a: try again in ")


@pytest.mark.parametrize("line", ["/MODE R", "/MODE +b bob", "/MODE +o", "/MODE +", "/MODE +\u202e"])
def test_what_is_no_mode(line: str) -> None:
    """All that there are is shown."""
    alice = enter(World(), "alice", "a")
    answer = alice.send(line)
    assert answer[:2] == ["Saisissez la bonne commande", "Write /MODE + or - and these letters:"]
    assert len(answer) == 2 + len(MEANINGS)


def test_what_is_missing_or_wrong() -> None:
    """Is told with an example, or by the refusal; a plain member changes nothing."""
    world = World()
    alice, bob = enter(world, "alice", "a"), enter(world, "bob", "a")
    assert alice.send("/MODE +j") == [
        "Saisissez la bonne commande",
        "This mode needs a parameter, as in /MODE +j 5:10",
    ]
    (refused,) = alice.send("/MODE +j x")
    assert "x" in refused
    assert bob.send("/MODE +R") == ["Calme toi t'es pas l'administrateur de la chaine"]
    assert "+n: people outside cannot talk" in bob.send("/MODE")
