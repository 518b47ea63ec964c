"""How many accounts one address may make in a while: a class behind one address may, a program may not."""

from collections import deque
from collections.abc import Callable

from salon.core.addresses import place_of

SECONDS = 600
"""For how long one that was made counts."""

REMEMBERED = 10_000
"""How many addresses are remembered."""


class Registrations:
    """Counts the accounts that each address makes. `steady` is in seconds, and never goes back."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._made: dict[str, deque[float]] = {}

    def seconds_to_wait(self, address: str, limit: int) -> int:
        """Count one more; or return how long an address has to wait before it may make one. 0: no limit."""
        now, place = self._steady(), place_of(address)
        made = self._made.setdefault(place, deque())
        while made and now - made[0] >= SECONDS:
            made.popleft()
        if limit and len(made) >= limit:
            return max(1, int(made[0] + SECONDS - now))
        made.append(now)
        if len(self._made) > REMEMBERED:
            del self._made[next(iter(self._made))]
        return 0
