"""How many connections each address has and begins, and the host that others see in its place."""

import re

import pytest

from harness.stand_ins import ManualLoop
from salon.gateways.addresses import FEW_PLACES, Addresses, Pace, cloak

SECRET = b"secret of this server"
PART = "[a-z2-7]{10}"


# --- counting ----------------------------------------------------------------------------------


def test_an_address_has_so_many_connections() -> None:
    """Others are not concerned; a connection that ends makes room."""
    addresses = Addresses(2)
    assert [addresses.admit("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert addresses.admit("192.0.2.2")
    addresses.release("192.0.2.1")
    assert [addresses.admit("192.0.2.1") for _ in range(2)] == [True, False]


def test_no_limit_is_any_number() -> None:
    """But it is counted, for a limit may come with a reload."""
    addresses = Addresses(0)
    assert all(addresses.admit("192.0.2.1") for _ in range(100))
    addresses.limit = 100
    assert not addresses.admit("192.0.2.1")


def test_who_has_gone_is_forgotten() -> None:
    """Nothing is kept of an address without connections, nor of one that was refused."""
    addresses = Addresses(1)
    addresses.admit("192.0.2.1")
    addresses.release("192.0.2.1")
    assert not addresses._open
    addresses.limit = -1
    addresses.admit("192.0.2.1")
    assert not addresses._open["192.0.2.1"]


# --- pacing ------------------------------------------------------------------------------------


def begun(addresses: Addresses, address: str, count: int) -> int:
    """Begin connections, each of which is over at once; return how many were let in."""
    admitted = 0
    for _ in range(count):
        if addresses.admit(address):
            addresses.release(address)
            admitted += 1
    return admitted


def paced(limit: int = 1) -> tuple[Addresses, ManualLoop]:
    """Return addresses that may begin ten connections at once and two a second, and their time."""
    loop = ManualLoop()
    return Addresses(limit, Pace(2, 10), loop.steady), loop


def test_an_address_begins_so_many_connections() -> None:
    """So many at once, then at the rate; those that are refused are not counted, others not concerned."""
    addresses, loop = paced()
    assert begun(addresses, "192.0.2.1", 50) == 10
    assert begun(addresses, "192.0.2.2", 50) == 10
    loop.pass_time(2)
    assert begun(addresses, "192.0.2.1", 50) == 4
    loop.pass_time(5)
    assert begun(addresses, "192.0.2.1", 50) == 10


def test_a_subscriber_of_ipv6_is_one() -> None:
    """Whatever address of their /64 they take; the next /64 is somebody else's."""
    addresses, _ = paced()
    assert sum(begun(addresses, f"2001:db8::{number:x}", 1) for number in range(50)) == 10
    assert begun(addresses, "2001:db8:0:1::1", 50) == 10


@pytest.mark.parametrize(("limit", "pace"), [(0, Pace(2, 10)), (1, Pace(0, 10))])
def test_no_pace_is_any_pace(limit: int, pace: Pace) -> None:
    """Without a rate, and where an address may have any number of connections."""
    addresses = Addresses(limit, pace)
    assert begun(addresses, "192.0.2.1", 100) == 100
    assert not addresses._due


def test_of_many_addresses_few_are_kept() -> None:
    """Of each no longer than what it has begun concerns what it may begin."""
    addresses, loop = paced()
    begun(addresses, "192.0.2.1", 10)
    for number in range(20):
        for host in range(FEW_PLACES // 2):
            addresses.admit(f"10.{number}.{host // 250}.{host % 250}")
        loop.pass_time(0.1)
    # Five rounds of them are of the last half second; as many may be there until they are looked at.
    assert len(addresses._due) <= 2 * 6 * FEW_PLACES // 2
    assert begun(addresses, "192.0.2.1", 10) == 4


# --- cloaks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "fe80::1%eth0", "no address", ""])
def test_a_cloak_tells_nothing(address: str) -> None:
    """It is the same each time, another with another secret, and no part of the address stands in it."""
    host = cloak(address, SECRET)
    assert re.fullmatch(rf"({PART}\.)?{PART}\.hidden", host)
    assert cloak(address, SECRET) == host
    assert cloak(address, b"other").partition(".")[0] != host.partition(".")[0]
    assert len(host) <= 64


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
    ],
)
def test_a_neighbourhood_shares_its_end(one: str, other: str, near: bool) -> None:
    """So that one ban can hold for all of it; each address has a front of its own."""
    (front, *end), (other_front, *other_end) = (cloak(its, SECRET).split(".") for its in (one, other))
    assert front != other_front
    assert (end == other_end) is near


def test_one_address_has_one_cloak() -> None:
    """However it is written."""
    assert cloak("::ffff:192.0.2.1", SECRET) == cloak("192.0.2.1", SECRET)
    assert cloak("2001:db8::1", SECRET) == cloak("2001:0db8:0:0::1", SECRET)
    assert cloak("fe80::1%eth0", SECRET) == cloak("fe80::1", SECRET)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "192.0.2.1", False),
    ],
)
def test_whose_connections_count_together(first: str, second: str, *, same: bool) -> None:
    """Of IPv6 those of a /64, which is one subscriber's as a whole; released, one may come again."""
    addresses = Addresses(1)
    assert addresses.admit(first)
    assert addresses.admit(second) is not same
    addresses.release(first)
    assert addresses.admit(first)
