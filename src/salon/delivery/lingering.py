"""Sessions whose connection is lost, and which wait for another one to go on in their place.

Each counts for the address that it had, as connections do. Knows neither wires nor the loop.
"""

from itertools import islice

from salon.core.addresses import place_of
from salon.core.limits import Limits
from salon.delivery.session import LiveSession

LOST_SECONDS = 10
"""How long requests that a lost connection left are still executed, at the rate limit."""


def longest_loss(limits: Limits) -> int:
    """Return how long a connection may have been dead when another goes on in its place, in milliseconds."""
    unnoticed = limits.ping_seconds + limits.ping_timeout_seconds
    return int(1000 * (unnoticed + LOST_SECONDS + limits.resume_seconds))


class Nobody:
    """The far end where there is no connection any more: what is written is gone."""

    def write(self, data: bytes) -> None:
        """Write nothing."""

    def unread(self) -> int:
        """Return that nothing waits."""
        return 0

    def pause(self, *, paused: bool) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    abort = close


NOBODY = Nobody()


class Lingering:
    """Those of one process, by place, in the order in which they lost their connections."""

    def __init__(self) -> None:
        # Each with the time at which it ends, in seconds, and the reason.
        self._places: dict[str, dict[LiveSession, tuple[float, str]]] = {}

    def add(self, session: LiveSession, until: float, reason: str) -> None:
        """Let a session wait."""
        self._places.setdefault(place_of(session.address), {})[session] = until, reason

    def discard(self, session: LiveSession) -> None:
        """Let it wait no more."""
        place = place_of(session.address)
        sessions = self._places.get(place, {})
        if sessions.pop(session, None) is not None and not sessions:
            del self._places[place]

    def surplus(self, address: str, most: int) -> list[tuple[LiveSession, str]]:
        """Return the sessions beyond the last `most` of an address, with their reasons; 0: any number."""
        sessions = self._places.get(place_of(address), {}) if most else {}
        first = islice(sessions.items(), max(0, len(sessions) - most))
        return [(session, reason) for session, (_, reason) in first]

    def take_due(self, now: float) -> list[tuple[LiveSession, str]]:
        """Return the sessions that have waited for long enough, with their reasons; they wait no more."""
        due = [
            (session, reason)
            for sessions in self._places.values()
            for session, (until, reason) in sessions.items()
            if until <= now
        ]
        for session, _ in due:
            self.discard(session)
        return due
