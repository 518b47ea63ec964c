"""Where a peer is: what one subscriber has of addresses counts as one. Knows addresses as text alone."""

import ipaddress
from functools import lru_cache

HIGHEST_PORT = 65_535


@lru_cache(maxsize=4096)
def place_of(address: str) -> str:
    """Return where an address is as one peer: of IPv6 its /64, which one subscriber has as a whole."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


@lru_cache(maxsize=4096)
def is_loopback(address: str) -> bool:
    """Tell whether an address is of this machine itself; one that is none is a socket's path, or nobody's."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def site_of(place: str) -> str:
    """Return the site of a place: of IPv6 its /56, which many subscribers have; else the same."""
    if not place.endswith("/64"):
        return place
    return str(ipaddress.ip_network(place).supernet(new_prefix=56))
