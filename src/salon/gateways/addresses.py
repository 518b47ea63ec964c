"""Addresses of peers: how many connections each has and begins, and the host that others see in its place."""

import base64
import hashlib
import hmac
import ipaddress
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from salon.core.addresses import place_of

ROUNDING = 1e-6
"""Seconds that a sum of fractions may be off."""

CLOAK = "hidden"
"""The last part of every cloaked host. No real host name ends so."""


FEW_PLACES = 1024
"""So many places that began connections are kept without a look whether they still have to be."""


class Pace(NamedTuple):
    """How many connections one address may begin: a second in the long run (0: any number), and at once."""

    rate: float
    burst: int


ANY_PACE = Pace(0, 1)


class Addresses:
    """Counts the connections of each address, of IPv6 of each /64; `limit` 0: any number, at any pace."""

    def __init__(
        self, limit: int, pace: Pace = ANY_PACE, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = limit
        self.pace = pace
        self._steady = steady
        self._open: Counter[str] = Counter()
        # When the connections that a place has begun would all have come at the rate. What is past is as if
        # it had never begun any, so of those who connect once there are few: what comes in 1/rate seconds.
        self._due: dict[str, float] = {}
        self._most_due = FEW_PLACES

    def admit(self, address: str) -> bool:
        """Count one more connection, if the address may have it."""
        place = place_of(address)
        if self.limit and (self._open[place] >= self.limit or not self._begin(place)):
            return False
        self._open[place] += 1
        return True

    def release(self, address: str) -> None:
        """Count one connection less."""
        place = place_of(address)
        self._open[place] -= 1
        if not self._open[place]:
            del self._open[place]

    def _begin(self, place: str) -> bool:
        """Count the beginning of a connection, unless it is one too many: those are not counted."""
        rate, burst = self.pace
        if not rate:
            return True
        now = self._steady()
        due = max(self._due.get(place, now), now)
        if due - now > (burst - 1) / rate + ROUNDING:
            return False
        self._due[place] = due + 1 / rate
        if len(self._due) > self._most_due:
            self._due = {place: due for place, due in self._due.items() if due > now}
            self._most_due = max(FEW_PLACES, 2 * len(self._due))
        return True


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
