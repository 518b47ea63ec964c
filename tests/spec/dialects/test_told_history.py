"""Each wire tells how long messages are kept: at the entry, in the help, and when that changes."""

from typing import Any

import pytest

from harness.chaines_people import enter
from harness.dialect_people import connect_public, connect_relais, enter_public, world_with_room
from harness.world import OPERATOR, World
from salon.core.channel_history import Retention

KEPT: dict[str, Any] = {"tells_history": True, "retention": Retention(30, 0)}
ROOM = "Messages in public are kept for 30 days. People who join later can read them."
JOINED = "Messages in {} are kept for 30 days. People can read those that were sent since they joined."
"""What is told of a channel."""

DIFFER = "Channels may keep theirs for less time."
SERVER = f"Messages are kept for 30 days. {DIFFER}"
PRIVATE = (
    "Messages are kept for 30 days. What was sent in private is shown later only to people with an account."
)


def test_public_at_the_entry() -> None:
    """Behind the welcome, once a visit."""
    world = world_with_room(**KEPT)
    pam = connect_public(world)
    lines = pam.send("/pseudo pam")
    assert lines.index("Bienvenue pam") < lines.index(ROOM)
    assert lines.count(ROOM) == 1
    world.join("ann").send(f"OPER root {OPERATOR}", "JOIN #public", "KICK #public pam")
    assert ROOM not in pam.send("/join")
    assert ROOM in pam.send("/help")


def test_relais_at_the_entry() -> None:
    """What is said there is said in private."""
    ron = connect_relais(world_with_room(**KEPT))
    assert ron.send("ron")[-1] == PRIVATE
    assert PRIVATE in ron.send("/help")


def test_help_of_the_others() -> None:
    """The rule of the server, behind the commands; HELP HISTORY has it, too."""
    world = World(rules=KEPT)
    assert enter(world, "cid", "jardin").send("/HELP")[-1] == SERVER
    ann = world.join("ann")
    assert ann.send("HELP HISTORY")[-2].endswith(f" :{SERVER}")
    assert not any(SERVER in line for line in ann.send("HELP JOIN"))


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"keeps_history": False}, "Messages are not kept: nobody can read them later."),
        ({}, f"Messages are kept. {DIFFER}"),
        (
            {"retention": Retention(0, 9)},
            f"Messages are kept. Of each channel, only the last 9 messages are kept. {DIFFER}",
        ),
    ],
)
def test_other_rules(rules: dict[str, Any], told: str) -> None:
    """Each in words."""
    assert World(rules=rules).join("ann").send("HELP HISTORY")[-2].endswith(f" :{told}")


def test_nobody_is_told_at_the_entry_where_that_is_off() -> None:
    """The help tells it all the same."""
    world = world_with_room()
    pam, ron = connect_public(world), connect_relais(world)
    assert not any("kept" in line for line in [*pam.send("/pseudo pam"), *ron.send("ron")])
    assert any("kept" in line for line in pam.send("/help"))


def test_members_are_told_of_a_change() -> None:
    """As those of IRC see the mode; whoever has changed it by their own wire is answered."""
    world = world_with_room(**KEPT)
    ann, pam = world.join("ann"), enter_public(world, "pam")
    ann.send(f"OPER root {OPERATOR}", "JOIN #public")
    cid, eve = enter(world, "cid", "jardin"), enter(world, "eve", "jardin")
    eve.send("/JOIN autre")
    for client in (pam, cid, eve):
        client.take()
    ann.send("MODE #public +H joined")
    assert pam.take() == [JOINED.format("public")]
    ann.send("MODE #public +t", "MODE #public -H")
    assert pam.take() == [ROOM]
    assert cid.take() == eve.take() == []
    cid.send("/PAST joined")
    assert eve.take() == [f"[jardin] {JOINED.format('jardin')}"]
