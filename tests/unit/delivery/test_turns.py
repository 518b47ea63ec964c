"""Turns: how long one is, who has the next, and that a small wish does not wait for a crowd."""

from collections.abc import Callable

import pytest

from harness.ruling import rules_with
from harness.stand_ins import ManualLoop
from harness.world import Client, World
from salon.delivery.intake import MAX_REQUESTS, REQUESTS_AT_ONCE
from salon.delivery.turns import TURN_SECONDS, Turns

CROWD = "198.51.100.1"
INNOCENT = "192.0.2.1"

LOOK_SECONDS = 0.001
LOOKS = round(TURN_SECONDS / LOOK_SECONDS)


def slow_loop() -> ManualLoop:
    """Return a loop on which each look at the time takes some."""
    loop = ManualLoop()
    loop.look_seconds = LOOK_SECONDS
    return loop


def test_a_turn_is_over_after_its_time() -> None:
    """The first who asks begins it; the next has as much."""
    loop = slow_loop()
    turns = Turns(loop)
    for _ in range(2):
        assert [turns.is_over() for _ in range(LOOKS + 1)] == [False] * LOOKS + [True]
        assert turns.is_over()
        loop.settle()


def test_without_work_nothing_goes_on() -> None:
    """A turn that nobody waits for is followed by none."""
    loop = ManualLoop()
    Turns(loop).is_over()
    assert loop.turn()
    assert not loop.turn()


def test_places_take_turns() -> None:
    """Within a place who came first is first; of IPv6 a /64 is one place."""
    loop = ManualLoop()
    turns, called = Turns(loop), list[str]()

    def wait(address: str, name: str) -> None:
        turns.wait(address, lambda: called.append(name))

    for number in range(3):
        wait(f"2001:db8::{number}", f"a{number}")
    wait(CROWD, "b0")
    wait(INNOCENT, "c0")
    wait(CROWD, "b1")
    assert loop.turn()
    assert called == ["a0", "b0", "c0", "a1", "b1", "a2"]


def test_what_has_no_time_waits_for_the_next_turn() -> None:
    """And so does what comes to wait meanwhile, however much time is left."""
    loop = slow_loop()
    turns, called = Turns(loop), list[int]()

    def call(number: int) -> Callable[[], None]:
        return lambda: called.append(number)

    def again() -> None:
        called.append(-1)
        turns.wait(CROWD, call(-2))

    for number in range(LOOKS + 5):
        turns.wait(CROWD, call(number))
    loop.turn()
    assert called == list(range(LOOKS))
    turns.wait(CROWD, again)
    loop.turn()
    assert called == [*range(LOOKS + 5), -1]
    loop.settle()
    assert called[-1] == -2


def test_a_turn_ends_before_the_next_begins() -> None:
    """What is to be done at its end comes before what waits, with one call of the loop for both."""
    loop = ManualLoop()
    turns, called = Turns(loop), list[str]()
    assert not turns.is_over()
    turns.wait(CROWD, lambda: called.append("next"))
    turns.at_end(lambda: called.append("end"))
    assert loop.turn()
    assert called == ["end", "next"]


# --- in a whole server -------------------------------------------------------------------------


def crowd(world: World, count: int, *channels: str) -> list[Client]:
    """Register people of one address."""
    clients = []
    for number in range(count):
        client = world.connect(CROWD)
        client.send(f"NICK m{number}", f"USER m{number} 0 * :m", *(f"JOIN {name}" for name in channels))
        clients.append(client)
    world.forget_output()
    return clients


@pytest.fixture
def world() -> World:
    """Return a world whose work takes time, with somebody of another address in it."""
    world = World()
    world.join("innocent")
    return world


def turns_until(world: World, answered: Callable[[], bool]) -> int:
    """Return after how many turns something holds."""
    for number in range(1_000):
        if answered():
            return number
        assert world.loop.turn()
    raise AssertionError


def test_many_requests_of_one_address_leave_others_their_turn(world: World) -> None:
    """A PING that comes behind 2,000 requests is answered in the next turns, and they go on for many more."""
    innocent = world.join("alice")
    attackers = crowd(world, 200)
    world.loop.look_seconds = LOOK_SECONDS
    for attacker in attackers:
        world.hub.receive(attacker.link, b"PING x\r\n" * 10)
    world.hub.receive(innocent.link, b"PING mine\r\n")
    assert turns_until(world, lambda: b"mine" in innocent.received) < 5
    assert sum(client.received.count(b"PONG") for client in attackers) < 6 * LOOKS * REQUESTS_AT_ONCE
    world.settle()
    assert all(client.received.count(b"PONG") == 10 for client in attackers)


def test_one_address_with_much_to_say_leaves_others_their_turn(world: World) -> None:
    """The time is looked at within the requests of one session, too, and every few of them."""
    assert not MAX_REQUESTS % REQUESTS_AT_ONCE
    attacker = crowd(world, 1)[0]
    world.loop.look_seconds = TURN_SECONDS / 2
    world.hub.receive(attacker.link, b"PING x\r\n" * MAX_REQUESTS)
    assert attacker.received.count(b"PONG") == 2 * REQUESTS_AT_ONCE
    world.settle()
    assert attacker.received.count(b"PONG") == MAX_REQUESTS


def test_what_comes_in_a_flood_is_not_read_before_its_turn() -> None:
    """To read it as requests is work, too; no more of it is kept as requests than may wait."""
    most = 600
    world = World(waiting_bytes=most)
    innocent = world.join("alice")
    attackers = crowd(world, 16)
    world.loop.look_seconds = TURN_SECONDS / 2
    for number, attacker in enumerate(attackers):
        world.hub.receive(attacker.link, b"\n" * (15 * most) + b"PING %d\r\n" % number)
    assert sum(len(attacker.link.waiting) for attacker in attackers) <= 2 * most
    assert all(attacker.paused for attacker in attackers)
    world.hub.receive(innocent.link, b"PING mine\r\n")
    assert turns_until(world, lambda: b"mine" in innocent.received) < 5
    assert all(len(attacker.link.waiting) <= most for attacker in attackers)
    world.loop.look_seconds = LOOK_SECONDS / 10
    world.settle()
    assert all(b"PONG salon.test :%d\r\n" % number in its.received for number, its in enumerate(attackers))
    assert not any(attacker.paused for attacker in attackers)


def test_many_long_answers_leave_others_their_turn(world: World) -> None:
    """A turn makes as many pieces as it has time for, whoever asked first."""
    innocent = world.join("alice")
    attackers = crowd(world, 120, "#big")
    world.loop.look_seconds = LOOK_SECONDS
    for attacker in attackers:
        world.hub.receive(attacker.link, b"WHO #big\r\n")
    world.hub.receive(innocent.link, b"PING mine\r\n")
    assert turns_until(world, lambda: b"mine" in innocent.received) < 5
    assert sum(client.received.count(b" 352 ") for client in attackers) < 6_000
    world.settle()
    assert all(client.received.count(b" 352 ") == 120 for client in attackers)


@pytest.mark.parametrize("reset", [False, True])
def test_a_crowd_that_leaves_at_once_leaves_others_their_turn(world: World, reset: bool) -> None:
    """Each end concerns everybody who is left: they are decided over many turns."""
    innocent = world.join("alice")
    gone = crowd(world, 200, "#big")
    world.loop.look_seconds = LOOK_SECONDS
    for client in gone:
        if reset:
            world.hub.lost(client.link, "Connection lost")
        else:
            world.hub.receive_eof(client.link)
    world.hub.receive(innocent.link, b"PING mine\r\n")
    assert turns_until(world, lambda: b"mine" in innocent.received) < 5
    assert len(world.state.people) > 100
    world.settle()
    assert len(world.state.people) == len(world.hub.sessions) == 2


def test_a_crowd_that_does_not_come_back_leaves_others_their_turn(world: World) -> None:
    """Where a network has failed, all of its connections have waited for long enough at once."""
    world.state.rules = rules_with(world.state.rules, connections_per_address=0)
    innocent = world.join("alice")
    for client in crowd(world, 200, "#big"):
        client.send("CAP REQ salon.dev/resume")
        world.hub.lost(client.link, "Connection lost")
    world.loop.pass_time(world.state.rules.limits.resume_seconds)
    world.loop.look_seconds = LOOK_SECONDS
    world.hub.sweep()
    world.hub.receive(innocent.link, b"PING mine\r\n")
    assert turns_until(world, lambda: b"mine" in innocent.received) < 5
    assert len(world.state.people) > 100
    world.settle()
    assert len(world.state.people) == len(world.hub.sessions) == 2


def test_the_end_of_the_server_is_told_over_many_turns(world: World) -> None:
    """A part of the people in each, and everybody in the end."""
    innocent = world.join("alice", "#big")
    crowd(world, 200, "#big")
    everybody = [*world.hub.sessions.values()]
    world.loop.look_seconds = LOOK_SECONDS
    told: list[int] = []
    world.hub.dismiss("The server stops", lambda: told.append(len(world.state.people)))
    turns = 0
    while world.state.people:
        before = len(world.state.people)
        assert world.loop.turn()
        assert before - len(world.state.people) <= LOOKS
        turns += 1
    assert turns >= len(everybody) // LOOKS - 1
    world.settle()
    assert told == [0]
    assert innocent.take()[-1] == "ERROR :Closing link: The server stops"


def test_nobody_is_there_to_be_told() -> None:
    """The server ends all the same."""
    told: list[bool] = []
    world = World()
    world.hub.dismiss("The server stops", lambda: told.append(True))
    world.settle()
    assert told == [True]
