"""Which addresses are given to people on other machines."""

import ipaddress
from pathlib import Path

import pytest

from salon.server import network
from salon.server.network import Interface, interfaces, reachable

EVERYWHERE = ("::", "0.0.0.0")  # noqa: S104 - what a listener says


def interface(*addresses: str, default: bool = False, bridge: bool = False) -> Interface:
    """Return an interface with addresses."""
    return Interface(tuple(map(ipaddress.ip_address, addresses)), default, bridge)


LOOPBACK = interface("127.0.0.1", "::1")
WIFI = interface("192.168.1.20", "2001:db8::20", "fe80::20", default=True)
CABLE = interface("10.0.0.5")
TUNNEL = interface("9.9.9.9")
ALONE = interface("169.254.7.7")
DOCKER = interface("172.17.0.1", bridge=True)


@pytest.mark.parametrize(
    ("those", "expected"),
    [
        ((LOOPBACK, WIFI), ["192.168.1.20"]),
        (
            (LOOPBACK, TUNNEL, ALONE, DOCKER, CABLE, WIFI),
            ["192.168.1.20", "10.0.0.5", "9.9.9.9", "169.254.7.7"],
        ),
        ((LOOPBACK, interface("192.168.122.1", default=True, bridge=True)), ["192.168.122.1"]),
        ((LOOPBACK, interface("fe80::20", "2001:db8::20")), ["2001:db8::20"]),
        ((LOOPBACK,), []),
        ((), []),
    ],
)
def test_the_likeliest_comes_first(those: tuple[Interface, ...], expected: list[str]) -> None:
    """The interface that leads elsewhere, then private addresses; IPv6 alone where there is nothing else."""
    assert reachable(EVERYWHERE, those) == expected


@pytest.mark.parametrize(
    ("listening", "expected"),
    [
        (("10.0.0.5",), ["10.0.0.5"]),
        (("0.0.0.0",), ["192.168.1.20", "10.0.0.5"]),  # noqa: S104 - as above
        (("2001:db8::20", "127.0.0.1"), ["2001:db8::20"]),
        (("fe80::20%wifi",), []),
        (("127.0.0.1", "::1"), []),
    ],
)
def test_an_address_is_given_that_is_listened_on(listening: tuple[str, ...], expected: list[str]) -> None:
    """And no other one."""
    assert reachable(listening, (LOOPBACK, CABLE, WIFI)) == expected


def test_this_machine_has_interfaces() -> None:
    """At least the one that leads to itself."""
    assert any(address.is_loopback for its in interfaces() for address in its.addresses)


def test_a_system_without_a_table_of_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has interfaces all the same."""
    monkeypatch.setattr(network, "_ROUTES", Path("/nowhere"))
    assert interfaces()
    assert not any(its.has_default_route for its in interfaces())
