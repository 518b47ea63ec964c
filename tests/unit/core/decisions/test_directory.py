"""Who is listed in the directory, under which name, at which address, and who may see or end what."""

from collections.abc import Iterator

import pytest

from harness.dialect_people import ask_annuaire
from harness.world import World, hashed
from salon.accounts.tries import FREE_TRIES, LONGEST_WAIT
from salon.core.decisions import directory
from salon.core.machines import Machine, Machines
from salon.server.lookups import REMEMBERED_SECONDS

HERE, THERE, ELSEWHERE = "192.0.2.1", "192.0.2.2", "192.0.2.3"


@pytest.fixture
def world() -> World:
    """Return a world in which two machines have the same name, and a third has none."""
    world = World(rules={"directory_password": hashed("secret"), "presence_seconds": 120})
    world.machine_names = {HERE: "pc.test", THERE: "pc.test"}
    return world


def entries(world: World) -> dict[str, tuple[str, str, bool]]:
    """Return the directory: host name to pseudonym, address and whether it is marked as online."""
    return {its.host: (its.pseudonym, its.address, its.online) for its in world.state.machines.values()}


def test_a_machine_is_listed_by_its_name(world: World) -> None:
    """Its first pseudonym is its name."""
    ask_annuaire(world, "7", HERE)
    assert entries(world) == {"pc.test": ("pc.test", HERE, True)}


def test_a_machine_without_a_name(world: World) -> None:
    """Its address is its name."""
    ask_annuaire(world, "7", ELSEWHERE)
    assert entries(world) == {ELSEWHERE: (ELSEWHERE, ELSEWHERE, True)}


def find_later(world: World, name: str) -> None:
    """Have a name that is found for an address, when it is looked up again."""
    world.machine_names[ELSEWHERE] = name
    world.pass_time(REMEMBERED_SECONDS)


def test_a_name_that_is_found_later(world: World) -> None:
    """The entry gets the name, and keeps its pseudonym; so it does when the name is not found once more."""
    ask_annuaire(world, "3zoe", ELSEWHERE)
    find_later(world, "mac.test")
    ask_annuaire(world, "7", ELSEWHERE)
    find_later(world, ELSEWHERE)
    ask_annuaire(world, "7", ELSEWHERE)
    assert entries(world) == {"mac.test": ("zoe", ELSEWHERE, True)}


def test_a_name_that_is_found_later_is_the_first_pseudonym(world: World) -> None:
    """Who chose no pseudonym has the host name, not the address that stood for it."""
    ask_annuaire(world, "7", ELSEWHERE)
    find_later(world, "mac.test")
    ask_annuaire(world, "7", ELSEWHERE)
    assert entries(world) == {"mac.test": ("mac.test", ELSEWHERE, True)}


def test_two_machines_of_one_name(world: World) -> None:
    """The second is `NAME~2`, and stays so when the first has gone."""
    ask_annuaire(world, "3alice", HERE)
    ask_annuaire(world, "3bob", THERE)
    ask_annuaire(world, "5", HERE)
    ask_annuaire(world, "7", THERE)
    assert entries(world) == {"pc.test": ("alice", HERE, False), "pc.test~2": ("bob", THERE, True)}


def test_a_machine_that_moved(world: World) -> None:
    """Its old entry is offline, so it takes it along, its pseudonym too."""
    ask_annuaire(world, "3alice", HERE)
    ask_annuaire(world, "5", HERE)
    ask_annuaire(world, "7", THERE)
    assert entries(world) == {"pc.test": ("alice", THERE, True)}


def test_a_machine_that_vanished_may_have_moved(world: World) -> None:
    """After `presence_seconds` its old entry is offline too, and not a moment before."""
    ask_annuaire(world, "7", HERE)
    world.pass_time(60)
    ask_annuaire(world, "7", THERE)
    world.pass_time(119)
    ask_annuaire(world, "7", THERE)
    assert [*entries(world)] == ["pc.test", "pc.test~2"]
    world.machine_names[ELSEWHERE] = "pc.test"
    ask_annuaire(world, "7", ELSEWHERE)
    assert entries(world)["pc.test"] == ("pc.test", ELSEWHERE, True)


def test_a_pseudonym_that_was_taken_meanwhile(world: World) -> None:
    """Who comes back and finds the pseudonym with another begins anew with the host name."""
    ask_annuaire(world, "3zoe", HERE)
    ask_annuaire(world, "5", HERE)
    assert ask_annuaire(world, "3zoe", ELSEWHERE) == [f"zoe replaced {ELSEWHERE}"]
    ask_annuaire(world, "7", HERE)
    assert entries(world)["pc.test"] == ("pc.test", HERE, True)


def test_the_directory_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is full, who was seen least lately is forgotten; who is offline before who is online."""
    monkeypatch.setattr(directory, "MACHINES_LISTED", 2)
    for address in ("198.51.100.1", "198.51.100.2"):
        ask_annuaire(world, "7", address)
    ask_annuaire(world, "5", "198.51.100.2")
    ask_annuaire(world, "7", "198.51.100.3")
    assert [*entries(world)] == ["198.51.100.1", "198.51.100.3"]
    ask_annuaire(world, "7", "198.51.100.4")
    assert [*entries(world)] == ["198.51.100.3", "198.51.100.4"]
    ask_annuaire(world, "7", "198.51.100.3")
    assert [*entries(world)] == ["198.51.100.3", "198.51.100.4"]


@pytest.mark.parametrize("request_", ["1pc", "3zoe", "5", "7"])
def test_no_request_looks_at_all_entries(
    world: World, monkeypatch: pytest.MonkeyPatch, request_: str
) -> None:
    """There may be ten thousand."""
    for address in (HERE, ELSEWHERE, "198.51.100.1"):
        ask_annuaire(world, "7", address)

    def walk(_machines: Machines) -> Iterator[str]:
        raise AssertionError("all entries are looked at")

    monkeypatch.setattr(Machines, "__iter__", walk)
    for address in (HERE, THERE, ELSEWHERE):
        ask_annuaire(world, request_, address)


def test_entries_age_out(world: World) -> None:
    """A machine that says no word for `keep_days` is forgotten when others ask, whatever they ask."""
    ask_annuaire(world, "7", "198.51.100.1")
    ask_annuaire(world, "5", "198.51.100.1")
    ask_annuaire(world, "7", "198.51.100.2")
    world.pass_time(90 * 86_400 - 2)
    ask_annuaire(world, "4", HERE)
    assert len(entries(world)) == 3
    world.pass_time(2)
    ask_annuaire(world, "4", HERE)
    assert [*entries(world)] == ["pc.test"]


def test_a_long_name_is_cut(world: World) -> None:
    """No entry is longer than a host name may be."""
    world.machine_names[HERE] = "a" * 300
    ask_annuaire(world, "7", HERE)
    assert [*entries(world)] == ["a" * 253]


def wait_of(world: World, address: str = HERE) -> int:
    """Return how many seconds an address is told to wait; 0: it may try, and was wrong."""
    (answer,) = ask_annuaire(world, "2wrong", address)
    if answer == "Wrong password":
        return 0
    return int(answer.removeprefix("Too many wrong passwords: try again in ").split()[0])


def test_wrong_tries_are_slowed_down(world: World) -> None:
    """After some the address has to wait, each time twice as long; another address does not."""
    for _ in range(FREE_TRIES):
        assert wait_of(world) == 0
    for wait in (1, 2, 4, 8):
        assert wait_of(world) == wait
        # A try that was not taken makes it no longer, and the right password does not help before.
        assert wait_of(world) in {wait, wait - 1}
        assert ask_annuaire(world, "2secret")[0].startswith("Too many wrong passwords")
        world.pass_time(wait)
        assert wait_of(world) == 0
    assert wait_of(world, THERE) == 0
    world.pass_time(LONGEST_WAIT)
    assert ask_annuaire(world, "2secret")[0] == "{"


def test_the_functions_share_their_tries(world: World) -> None:
    """Function 6 gives no more tries than function 2."""
    for request in ("2a", "6b", "6c"):
        assert ask_annuaire(world, request) == ["Wrong password"]
    assert ask_annuaire(world, "6secret")[0].startswith("Too many wrong passwords")


def test_an_entry_that_lasts(world: World) -> None:
    """An entry of before the restart is offline unless it was seen lately."""
    machines = world.state.machines
    machines["old.test"] = Machine("old.test", "old", THERE, online=True, seen=world.now - 120_000)
    machines["new.test"] = Machine("new.test", "new", ELSEWHERE, online=True, seen=world.now - 119_000)
    assert ask_annuaire(world, "4", HERE) == ["", "\tnew (new.test)", "\tpc.test (pc.test)"]
