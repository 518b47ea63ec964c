"""How many accounts one address makes."""

from salon.accounts import registrations
from salon.accounts.registrations import Registrations


class Time:
    """A clock that a test moves."""

    now = 1_000.0


def counting() -> Registrations:
    """Return a count that begins."""
    Time.now = 1_000.0
    return Registrations(lambda: Time.now)


def test_an_address_waits_that_has_made_as_many_as_it_may() -> None:
    """Until the first of them is ten minutes old; others do not wait."""
    made = counting()
    assert [made.seconds_to_wait("192.0.2.1", 2) for _ in range(3)] == [0, 0, 600]
    assert made.seconds_to_wait("192.0.2.2", 2) == 0
    Time.now += 599.5
    assert made.seconds_to_wait("192.0.2.1", 2) == 1
    Time.now += 0.5
    assert made.seconds_to_wait("192.0.2.1", 2) == 0


def test_a_network_of_ipv6_is_one_address() -> None:
    """Its holder has all of it."""
    made = counting()
    assert made.seconds_to_wait("2001:db8::1", 1) == 0
    assert made.seconds_to_wait("2001:db8::2", 1) > 0


def test_without_a_limit_nobody_waits() -> None:
    """The owner of the server wants none."""
    made = counting()
    assert {made.seconds_to_wait("192.0.2.1", 0) for _ in range(100)} == {0}


def test_only_so_many_addresses_are_remembered() -> None:
    """The one that is known for longest is forgotten first."""
    made = counting()
    for number in range(registrations.REMEMBERED + 1):
        made.seconds_to_wait(f"host{number}", 1)
    assert made.seconds_to_wait("host0", 1) == 0
    assert made.seconds_to_wait(f"host{registrations.REMEMBERED}", 1) > 0
