"""What is left of an allowance of messages when a session ends, for the next session of its address.

Else coming back would be a way to speak as fast as one likes. Knows addresses as text, no sockets.
"""

from salon.core.addresses import place_of
from salon.delivery.session import LiveSession, Throttle

MOST_PLACES = 4096
"""Places that are remembered at most; beyond that the one that ended longest ago is forgotten."""


class Allowances:
    """What is left, by place, until it would be full again."""

    def __init__(self) -> None:
        # In the order of the ends, so that what is full again, or is to be forgotten, stands in front.
        self._left: dict[str, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._left)

    def of(self, address: str, throttle: Throttle, now: float) -> float:
        """Return what a new session of an address may begin with."""
        left = self._left.get(place_of(address)) if throttle.rate else None
        return throttle.burst if left is None else throttle.refilled(*left, now)

    def remember(self, session: LiveSession, throttle: Throttle, now: float) -> None:
        """Take note of what a session leaves behind; of several at a place the least counts."""
        if not throttle.rate:
            return
        address = session.address
        left = min(
            throttle.refilled(session.allowance, session.refilled_at, now), self.of(address, throttle, now)
        )
        if left < throttle.burst:
            place = place_of(address)
            self._left.pop(place, None)
            self._left[place] = (left, now)
        self._forget(throttle, now)

    def _forget(self, throttle: Throttle, now: float) -> None:
        while self._left:
            place, left = next(iter(self._left.items()))
            if len(self._left) <= MOST_PLACES and throttle.refilled(*left, now) < throttle.burst:
                break
            del self._left[place]
