"""read-marker: how far one has read, on all one's clients, and for nobody else."""

from pathlib import Path

import pytest

from harness.staying import connect_to, make_account
from harness.tagged_lines import commands, params
from harness.world import Client, World

CAPS = "draft/read-marker standard-replies"
EARLY, LATE = "timestamp=2026-01-01T00:00:00.000Z", "timestamp=2026-01-02T00:00:00.000Z"


@pytest.fixture
def world() -> World:
    """Return a server with an account."""
    world = World()
    make_account(world, "ann")
    return world


@pytest.fixture
def ann(world: World) -> Client:
    """Return a client of the account, in a channel."""
    client = connect_to(world, "ann", CAPS)
    client.send("JOIN #c")
    return client


def marks(lines: list[str]) -> list[tuple[str, ...]]:
    """Return what MARKREAD says in some lines."""
    return [params(line) for line in lines if line.split()[1] == "MARKREAD"]


def test_at_a_join(world: World) -> None:
    """Command flows: after the JOIN, before the end of NAMES; `*` where it is not known."""
    bob = world.join("bob", caps=CAPS)
    told = commands(bob.send("JOIN #c"))
    assert told.index("JOIN") < told.index("MARKREAD") < told.index("366")
    assert marks(bob.send("JOIN #d")) == [("#d", "*")]
    assert marks(world.join("cleo").send("JOIN #c")) == []


def test_on_all_clients(world: World, ann: Client) -> None:
    """Whoever sets it is answered, and the others are told; whoever comes later, at once."""
    other, plain = connect_to(world, "ann", CAPS), connect_to(world, "ann")
    for client in (other, plain):
        client.take()
    assert marks(ann.send(f"MARKREAD #C {EARLY}")) == [("#c", EARLY)]
    assert marks(other.take()) == [("#c", EARLY)]
    assert plain.take() == []
    assert marks(connect_to(world, "ann", CAPS).take()) == [("#c", EARLY)]


def test_it_only_moves_forward(ann: Client) -> None:
    """Read timestamp notes: an older one is answered with what is known; and none is in the future."""
    ann.send(f"MARKREAD #c {LATE}")
    for time in (EARLY, LATE):
        assert marks(ann.send(f"MARKREAD #c {time}")) == [("#c", LATE)]
    assert marks(ann.send("MARKREAD #c")) == [("#c", LATE)]
    assert marks(ann.send("MARKREAD #c timestamp=9999-12-31T23:59:59.999Z")) == [
        ("#c", "timestamp=2027-01-15T08:00:00.000Z")
    ]


def test_of_people(world: World, ann: Client) -> None:
    """By the account: it is the same under another nick; each has their own."""
    make_account(world, "ben")
    ben = connect_to(world, "ben", CAPS)
    ann.send(f"MARKREAD ben {EARLY}")
    ben.take()
    assert marks(ben.send("MARKREAD ann")) == [("ann", "*")]
    ben.send("NICK benoit")
    assert marks(ann.send("MARKREAD benoit")) == [("benoit", EARLY)]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("MARKREAD", ("MARKREAD", "NEED_MORE_PARAMS")),
        ("MARKREAD #elsewhere", ("MARKREAD", "INVALID_PARAMS", "#elsewhere")),
        ("MARKREAD nobody timestamp=2026-01-01T00:00:00.000Z", ("MARKREAD", "INVALID_PARAMS", "nobody")),
        ("MARKREAD #c *", ("MARKREAD", "INVALID_PARAMS", "*")),
        ("MARKREAD #c timestamp=now", ("MARKREAD", "INVALID_PARAMS", "timestamp=now")),
    ],
)
def test_errors(ann: Client, line: str, answer: tuple[str, ...]) -> None:
    """Errors and Warnings."""
    (failure,) = ann.send(line)
    assert params(failure)[:-1] == answer


def test_without_the_capability(world: World) -> None:
    """There is no such command."""
    assert commands(world.join("bob", "#c").send("MARKREAD #c")) == ["421"]


def test_a_guest_s_ends_with_the_visit(world: World) -> None:
    """Whoever has the nick next has read nothing."""
    bob = world.join("bob", "#c", caps=CAPS)
    bob.send(f"MARKREAD #c {EARLY}")
    assert marks(bob.send("MARKREAD #c")) == [("#c", EARLY)]
    bob.send("QUIT")
    assert marks(world.join("bob", caps=CAPS).send("JOIN #c")) == [("#c", "*")]


def test_after_a_restart(tmp_path: Path) -> None:
    """It is as it was."""
    world = World(database=tmp_path / "salon.db")
    make_account(world, "ann")
    ann = connect_to(world, "ann", CAPS)
    ann.send("JOIN #c", "TOPIC #c :t", f"MARKREAD #c {EARLY}", f"MARKREAD ann {LATE}")
    world.close()
    world = World(database=tmp_path / "salon.db")
    ann = connect_to(world, "ann", CAPS)
    assert marks(ann.take()) == [("#c", EARLY)]
    assert marks(ann.send("MARKREAD ann")) == [("ann", LATE)]
