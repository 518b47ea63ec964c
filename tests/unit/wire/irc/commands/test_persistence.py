"""PERSISTENCE (draft/persistence)."""

import pytest
from msgspec import structs

from harness.replies import told
from harness.staying import connect_to, make_account
from harness.world import Client, World
from salon.core.presence_events import Persistence

CAPS = "draft/persistence standard-replies"


@pytest.fixture
def world() -> World:
    """Return a server with an account."""
    world = World()
    make_account(world, "ann", Persistence.DEFAULT)
    return world


@pytest.fixture
def ann(world: World) -> Client:
    """Return somebody who is logged in."""
    client = connect_to(world, "ann", CAPS)
    client.take()
    return client


def test_the_setting_and_what_comes_of_it(ann: Client) -> None:
    """In any case of letters."""
    assert told(ann.send("PERSISTENCE GET")) == ["PERSISTENCE STATUS DEFAULT OFF"]
    assert told(ann.send("PERSISTENCE SET ON")) == ["PERSISTENCE STATUS ON ON"]
    assert told(ann.send("persistence set off")) == ["PERSISTENCE STATUS OFF OFF"]
    assert told(ann.send("PERSISTENCE SET DEFAULT")) == ["PERSISTENCE STATUS DEFAULT OFF"]


@pytest.mark.parametrize(
    "line", ["PERSISTENCE", "PERSISTENCE SET", "PERSISTENCE SET SOON", "PERSISTENCE LIST"]
)
def test_anything_else_is_refused(ann: Client, line: str) -> None:
    """With what can be written."""
    (answer,) = ann.send(line)
    assert " 461 " in answer or "FAIL PERSISTENCE INVALID_PARAMS" in answer


def test_it_takes_an_account(world: World) -> None:
    """A guest is told so, without the capability in words."""
    bob = world.join("bob", caps=CAPS)
    assert "FAIL PERSISTENCE ACCOUNT_REQUIRED" in bob.send("PERSISTENCE GET")[0]
    cleo = world.join("cleo")
    assert "NOTICE cleo :FAIL PERSISTENCE ACCOUNT_REQUIRED" in cleo.send("PERSISTENCE SET ON")[0]


def test_people_read_it_in_words(world: World) -> None:
    """Where the program does not know the capability, and from NickServ in any case."""
    ann = connect_to(world, "ann")
    ann.take()
    leaves = (
        "Your account leaves its channels when you disconnect. To change that: /msg NickServ PERSISTENCE ON"
    )
    stays = (
        "Your account stays in its channels while you are not connected, for 90 days. To change that: /msg "
        "NickServ PERSISTENCE OFF"
    )
    for line, said in (
        ("PERSISTENCE GET", leaves),
        ("PERSISTENCE SET ON", stays),
        ("NS PERSISTENCE", stays),
        ("NS PERSISTENCE default", leaves),
        ("NS PERSISTENCE soon", "Write: /msg NickServ PERSISTENCE [ON|OFF|DEFAULT]"),
    ):
        assert ann.send(line) == [f":NickServ!NickServ@salon.test NOTICE ann :{said}"]
    knowing = connect_to(world, "ann", CAPS)
    knowing.take()
    assert knowing.send("NS PERSISTENCE")[0].endswith(leaves)


def test_where_nobody_stays(world: World) -> None:
    """The choice is kept, and has no effect."""
    policy = structs.replace(world.state.rules.accounts, persistence_days=0)
    world.state.rules = structs.replace(world.state.rules, accounts=policy)
    ann = connect_to(world, "ann", CAPS)
    ann.take()
    assert told(ann.send("PERSISTENCE SET ON")) == ["PERSISTENCE STATUS ON OFF"]
    assert ann.send("NS PERSISTENCE")[0].endswith(" :On this server, accounts cannot stay in their channels.")
