"""Turns of the loop: how long work may take in one before everybody else has theirs.

Work that finds the turn used up waits for the next. There the places of its peers take turns, so whoever has
many connections waits behind their own. Knows the time, and addresses as text; not what the work is.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from salon.core.addresses import place_of

TURN_SECONDS: Final = 0.04
"""How long a turn may take. One that is cut makes smaller batches, which cost more: so it is as long as a
full load makes it, and short beside the tenth of a second that people notice."""


class Clock(Protocol):
    """The time, as far as turns need it."""

    def exact(self) -> float:
        """Return seconds that never go back, and pass within a tick, too."""

    def call_soon(self, call: Callable[[], None]) -> object:
        """Call once, at the end of this tick."""


class Turns:
    """Tells when a turn is over, and has what waits called in the next ones."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._exact = clock.exact
        self._under_way = False
        self._end = 0.0
        self._at_end: list[Callable[[], None]] = []
        # By place, in the order in which the places have their turn.
        self._waiting: dict[str, deque[Callable[[], None]]] = {}

    def is_over(self) -> bool:
        """Return whether work has to wait for the next turn. The first who asks begins one."""
        if self._under_way:
            return self._exact() >= self._end
        self._begin()
        return False

    def at_end(self, call: Callable[[], None]) -> None:
        """Call at the end of this turn, before what waits has the next one."""
        self._at_end.append(call)
        if not self._under_way:
            self._begin()

    def wait(self, address: str, call: Callable[[], None]) -> None:
        """Call in a later turn, when those before have had theirs."""
        self._waiting.setdefault(place_of(address), deque()).append(call)
        if not self._under_way:
            self._begin()

    def _begin(self) -> None:
        self._under_way = True
        self._end = self._exact() + TURN_SECONDS
        self._clock.call_soon(self._next)

    def _next(self) -> None:
        self._under_way = False
        at_end, self._at_end = self._at_end, []
        for end in at_end:
            end()
        if not self._waiting:
            return
        if not self._under_way:
            self._begin()
        # What comes to wait meanwhile has its turn later.
        for _ in range(sum(map(len, self._waiting.values()))):
            place, calls = next(iter(self._waiting.items()))
            del self._waiting[place]
            call = calls.popleft()
            if calls:
                self._waiting[place] = calls
            call()
            if self._exact() >= self._end:
                return
