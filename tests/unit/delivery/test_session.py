"""The life of a session, and what waits for its turn."""

from collections import deque
from random import Random
from typing import Any, NoReturn

import pytest

from harness.world import World
from salon.delivery.session import TRANSITIONS, LiveSession, State, Trigger


def test_how_much_waits_is_always_known() -> None:
    """Whatever comes, is done, or is forgotten meanwhile."""
    random = Random(1)  # noqa: S311 - to be had again, not to be secret
    world = World(rate=2, burst=3, waiting_bytes=600)
    most = 0
    for number in range(30):
        world.pass_time(60)
        ann = world.join(f"ann{number}", "#a")
        while not ann.closed:
            ann.send_bytes(b"PRIVMSG #a :%s\r\n" % (b"x" * random.randrange(60)) * random.randrange(4))
            assert ann.link.waiting_size == sum(request.size for request in ann.link.waiting)
            most = max(most, ann.link.waiting_size)
            world.pass_time(random.choice((0, 0, 1)))
        assert ann.link.waiting_size == 0
        assert not ann.link.waiting
    assert 300 < most <= 600


class Unseen(deque[Any]):
    """What may not be gone through."""

    def __iter__(self) -> NoReturn:
        raise AssertionError("all that waits was gone through")


def test_how_much_waits_is_not_counted_anew() -> None:
    """A flood of small pieces asks for it with each of them."""
    world = World(rate=1, burst=2, waiting_bytes=600)
    ann = world.join("ann")
    ann.link.waiting = Unseen()
    for _ in range(20):
        ann.send_bytes(b"PING x\r\n")
    assert ann.link.waiting_size > 0
    ann.send_bytes(b"PING x\r\n" * 100)
    assert ann.closed


# --- the table of states -----------------------------------------------------------------------


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("state", State)
def test_what_a_trigger_leads_to(state: State, trigger: Trigger) -> None:
    """What the table says; what is not in it is a bug, and raises."""
    session = World().connect().link
    session.state = state
    session.is_over = state in {State.DRAINING, State.CLOSED}
    target = TRANSITIONS[state].get(trigger)
    if target is None:
        with pytest.raises(KeyError):
            session.change(trigger)
        assert session.state is state
    else:
        session.change(trigger)
        assert session.state is target
    assert session.is_over == (session.state in {State.DRAINING, State.CLOSED})


def reached(start: State) -> set[State]:
    """Return the states that can follow, sooner or later."""
    found: set[State] = set()
    left = [start]
    while left:
        following = set(TRANSITIONS[left.pop()].values()) - found
        found |= following
        left += following
    return found


def test_every_life_ends() -> None:
    """From each state, and in one step where the session is to end; each state has a way to it."""
    assert TRANSITIONS.keys() == set(State)
    assert reached(State.OPENING) == set(State) - {State.OPENING}
    living = set(State) - {State.DRAINING, State.CLOSED}
    for state in living:
        assert TRANSITIONS[state][Trigger.ENDED] is State.DRAINING
        assert reached(state) >= {State.DRAINING, State.CLOSED}
    assert TRANSITIONS[State.DRAINING] == {Trigger.LOST: State.CLOSED}
    assert TRANSITIONS[State.CLOSED] == {}
    assert {trigger for its in TRANSITIONS.values() for trigger in its} == set(Trigger)


def test_the_way_of_a_session_through_the_table() -> None:
    """Open, slowed down, waiting for a password, over, gone."""
    world = World(rate=1, burst=2)
    client = world.connect()
    session: LiveSession = client.link
    states = [session.state]

    def step() -> None:
        if session.state is not states[-1]:
            states.append(session.state)

    client.send("NICK ann", "USER ann 0 * :ann")
    world.pass_time(60)
    world.hub.receive(session, b"OPER root letmein\r\n")
    step()
    world.settle()
    step()
    world.hub.receive(session, b"PRIVMSG ann :x\r\n" * 4)
    step()
    world.pass_time(60)
    step()
    world.hub.receive(session, b"QUIT\r\n")
    step()
    world.settle()
    step()
    assert states == [
        State.READY,
        State.WAITING,
        State.READY,
        State.THROTTLED,
        State.READY,
        State.DRAINING,
        State.CLOSED,
    ]
