"""Addresses of peers: how many connections each has, and the host that others see in its place."""

import base64
import hashlib
import hmac
import ipaddress
from collections import Counter
from functools import lru_cache

from salon.core.addresses import place_of

CLOAK = "hidden"
"""The last part of every cloaked host. No real host name ends so."""


class Addresses:
    """Counts the connections of each address, of IPv6 of each /64; `limit` 0: any number."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._open: Counter[str] = Counter()

    def admit(self, address: str) -> bool:
        """Count one more connection, if the address may have it."""
        place = place_of(address)
        if self.limit and self._open[place] >= self.limit:
            return False
        self._open[place] += 1
        return True

    def release(self, address: str) -> None:
        """Count one connection less."""
        place = place_of(address)
        self._open[place] -= 1
        if not self._open[place]:
            del self._open[place]


@lru_cache(maxsize=4096)
def cloak(address: str, secret: bytes) -> str:
    """Return the host that stands for an address: the same for the same address, telling nothing of it.

    The part behind the first dot is that of the neighbourhood (/24 of IPv4, /64 of IPv6), so that a ban can
    hold for it.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{_digest(address, secret)}.{CLOAK}"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    size = 24 if ip.version == 4 else 64
    neighbourhood = ipaddress.ip_network((ip, size), strict=False)
    return f"{_digest(str(ip), secret)}.{_digest(str(neighbourhood), secret)}.{CLOAK}"


def _digest(text: str, secret: bytes) -> str:
    digest = hmac.digest(secret, text.encode(), hashlib.sha256)
    return base64.b32encode(digest[:6]).decode().rstrip("=").lower()
