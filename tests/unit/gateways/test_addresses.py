"""How many connections each address has, and the host that others see in its place."""

import re

import pytest

from salon.gateways.addresses import Addresses, cloak

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
