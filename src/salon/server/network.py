"""The addresses by which other machines reach this one, as the system knows them. It opens no connection."""

import ipaddress
from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import ifaddr

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAMES = ("salon.local", *(f"salon-{number}.local" for number in range(2, 10)))
"""The names by which a server may be known on its network: the first that no other one has."""

_ROUTES = Path("/proc/net/route")
_INTERFACES = Path("/sys/class/net")


class Interface(NamedTuple):
    """A network interface: whether what goes far away leaves by it, and whether it is a virtual network's."""

    addresses: tuple[Address, ...]
    has_default_route: bool = False
    is_bridge: bool = False


def interfaces() -> list[Interface]:
    """Return the interfaces of this machine."""
    leading = set(_leading_elsewhere())
    return [
        Interface(
            tuple(ipaddress.ip_address(ip.ip[0] if isinstance(ip.ip, tuple) else ip.ip) for ip in its.ips),
            its.name in leading,
            (_INTERFACES / its.name / "bridge").exists(),
        )
        for its in ifaddr.get_adapters()
    ]


def _leading_elsewhere() -> Iterator[str]:
    """Yield the interfaces of the default routes, where the system tells them (Linux, proc(5))."""
    with suppress(OSError):
        for line in _ROUTES.read_text("ascii").splitlines()[1:]:
            name, destination, *_ = line.split()
            if destination == "00000000":
                yield name


def addresses_for_others(listening: Iterable[str]) -> list[str]:
    """Return the addresses at which others reach a listener; none where the system does not tell."""
    try:
        return reachable(listening, interfaces())
    except OSError:
        return []


def reachable(listening: Iterable[str], those: Iterable[Interface]) -> list[str]:
    """Return the addresses by which others reach what listens on some, the likeliest first.

    IPv6 is left out where there is IPv4, which a person can type.
    """
    on = [ipaddress.ip_address(address.partition("%")[0]) for address in listening]
    found = [
        ((not interface.has_default_route, address.is_link_local, not address.is_private), address)
        for interface in those
        if interface.has_default_route or not interface.is_bridge
        for address in interface.addresses
        if _is_for_others(address) and any(_includes(one, address) for one in on)
    ]
    addresses = [address for _, address in sorted(found, key=itemgetter(0))]
    return [str(one) for one in addresses if one.version == 4] or [str(one) for one in addresses]


def _is_for_others(address: Address) -> bool:
    """Return whether a browser elsewhere can use the address: it knows nothing of interfaces."""
    return not (address.is_loopback or (address.version == 6 and address.is_link_local))


def _includes(listening: Address, address: Address) -> bool:
    return listening == address or (listening.is_unspecified and listening.version == address.version)
