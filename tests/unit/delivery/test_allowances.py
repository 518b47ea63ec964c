"""What is left of an allowance, and for how many addresses that is remembered."""

import pytest

from harness.world import World
from salon.delivery import allowances
from salon.delivery.allowances import Allowances
from salon.delivery.session import LiveSession, Throttle

THROTTLE = Throttle(1, 10, 1000)


def session(address: str, allowance: float) -> LiveSession:
    """Return a session at time 0."""
    world = World()
    made = world.connect(address).link
    made.allowance, made.refilled_at = allowance, 0
    return made


def test_of_several_the_least_counts() -> None:
    """It grows again, up to the burst; a neighbour in an IPv6 /64 is the same."""
    left = Allowances()
    assert left.of("2001:db8::1", THROTTLE, 0) == 10
    for allowance in (5, 2, 7):
        left.remember(session("2001:db8::1", allowance), THROTTLE, 0)
    assert [left.of("2001:db8::2", THROTTLE, now) for now in (0, 3, 60)] == [2, 5, 10]
    assert left.of("192.0.2.1", THROTTLE, 0) == 10


def test_without_a_throttle_nothing_is_remembered() -> None:
    """Nor held against anybody."""
    left, none = Allowances(), Throttle(0, 10, 1000)
    left.remember(session("192.0.2.1", 1), none, 0)
    assert not len(left)
    left.remember(session("192.0.2.1", 1), THROTTLE, 0)
    assert left.of("192.0.2.1", none, 0) == 10


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is full again is forgotten, and of too many the oldest."""
    monkeypatch.setattr(allowances, "MOST_PLACES", 3)
    left = Allowances()
    for number in range(5):
        left.remember(session(f"192.0.2.{number}", 1), THROTTLE, 0)
    assert len(left) == 3
    assert left.of("192.0.2.1", THROTTLE, 0) == 10
    assert left.of("192.0.2.2", THROTTLE, 0) == 1
    left.remember(session("192.0.2.9", 10), THROTTLE, 60)
    assert not len(left)
