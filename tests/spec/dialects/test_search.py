"""/search on the dialects that have commands: what one finds, page by page, and what one does not."""

from collections.abc import Callable

import pytest
from msgspec import structs

from harness.chaines_people import enter
from harness.dialect_people import enter_public, world_with_room
from harness.world import DialectClient, World

Enter = Callable[[World, str], DialectClient]

ENTER: dict[str, tuple[Enter, str]] = {
    "chaines": (lambda world, name: enter(world, name, "public"), "/SEARCH"),
    "public": (enter_public, "/search"),
}


@pytest.fixture(params=ENTER)
def dialect(request: pytest.FixtureRequest) -> tuple[Enter, str]:
    """Return how somebody joins by a dialect, and its command."""
    return ENTER[request.param]


@pytest.fixture
def world() -> World:
    """Return a world with the room, in which a search may take its time on a busy machine."""
    world = world_with_room()
    world.state.rules = structs.replace(world.state.rules, search_milliseconds=60_000)
    return world


def read(client: DialectClient, line: str) -> list[str]:
    """Return what is shown, without the times."""
    return [line.partition("] ")[2] or line for line in client.send(line)]


def test_search(world: World, dialect: tuple[Enter, str]) -> None:
    """By words, author and place; the newest 20, and then those before them."""
    join, command = dialect
    irc = world.join("irc", "#public", "#other")
    irc.send(
        *(f"PRIVMSG #public :réunion {number}" for number in range(25)), "PRIVMSG #other :réunion secrète"
    )
    alice = join(world, "alice")
    *found, more = read(alice, f"{command} reunion from:irc in:#public")
    assert found == [f"#public <irc> réunion {number}" for number in range(5, 25)]
    assert more == "There may be more: search again without words to see it."
    assert read(alice, command) == [f"#public <irc> réunion {number}" for number in range(5)]
    assert read(alice, command)[0].startswith("You have seen all results. To search anew, write WORDS")
    assert read(alice, f"{command} secrète") == ["Nothing was found."]
    assert read(alice, f'{command} "réunion 7"') == ["#public <irc> réunion 7"]
    assert "#other is neither" in read(alice, f"{command} x in:#other")[0]
    assert read(alice, f"{command} x before:hier") == [
        "Write dates as in before:2026-01-31 or after:2026-01-31T18:00."
    ]
    assert read(alice, command)[0].startswith("What are you looking for? Write WORDS")


def test_a_channel_is_named_as_on_the_wire(world: World) -> None:
    """On `chaines` without its sign, or with it; what is no channel of one's own is a person."""
    bob = world.join("bob", "#public", "#other")
    alice = enter(world, "alice", "public")
    bob.send("PRIVMSG #public :mot ici", "PRIVMSG #other :mot ailleurs")
    alice.take()
    for place in ("public", "#public", "PUBLIC"):
        assert read(alice, f"/SEARCH mot in:{place}") == ["#public <bob> mot ici"]
    assert read(alice, "/SEARCH mot in:bob") == ["Nothing was found."]
    assert "other is neither" in read(alice, "/SEARCH mot in:other")[0]


def test_whom_one_ignores_is_not_found(world: World, dialect: tuple[Enter, str]) -> None:
    """As in the history; the next page begins where it would begin with them."""
    join, command = dialect
    bob, irc = world.join("bob", "#public"), world.join("irc", "#public")
    bob.send("PRIVMSG #public :mot de bob")
    irc.send("PRIVMSG #public :mot d'irc")
    alice = join(world, "alice")
    alice.send("/IGNORE bob" if command == "/SEARCH" else "/ignore bob")
    assert read(alice, f"{command} mot") == ["#public <irc> mot d'irc"]
    irc.send(*(f"PRIVMSG #public :mot {number}" for number in range(4)))
    bob.send(*(f"PRIVMSG #public :mot {number}" for number in range(20)))
    alice.take()
    assert len(read(alice, f"{command} mot")) == 1
    assert len(read(alice, command)) == 5


def test_a_server_without_search(dialect: tuple[Enter, str]) -> None:
    """It says so."""
    join, command = dialect
    world = World(rules={"search": False})
    assert read(join(world, "alice"), f"{command} mot") == ["This server has no search."]
