"""What counts as one peer."""

from salon.core.addresses import place_of


def test_a_subscriber_of_ipv6() -> None:
    """One peer has a whole /64 of addresses."""
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff:1%eth0") == "2001:db8::/64"
    assert place_of("2001:db8:0:1::1") != place_of("2001:db8::1")


def test_a_subscriber_of_ipv4() -> None:
    """One has one address, in whatever form it comes; what is no address stands for itself."""
    assert place_of("192.0.2.1") == place_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert place_of("") == ""
