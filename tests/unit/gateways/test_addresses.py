"""How many connections an address may have."""

import pytest

from salon.gateways.addresses import Addresses


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
