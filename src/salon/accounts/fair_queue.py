"""Whose turn is next where everybody's work is done one after the other: a flood waits for itself.

It knows places as texts, and work as calls. The bounds are the caller's.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final, NamedTuple

Call = Callable[[], object]


class Place(NamedTuple):
    """Where work comes from. `suspect`: a wrong password came from there lately."""

    name: str
    suspect: bool = False


_TURNS: Final = 3
"""The newest place, the place that has waited longest, and one of those that wait behind, in turn."""


class FairQueue:
    """Calls that wait, by place. Each place waits behind its own calls; any thread may put and take.

    A place without a wrong password waits in front until it has had a turn, and behind from then on. One
    turn in three is that of the newest place in front: so somebody who comes into a flood of a hundred places
    waits for two or three calls, not for a hundred. The other two make sure that nobody waits for ever.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._in_front: dict[str, deque[Call]] = {}
        self._behind: dict[str, deque[Call]] = {}
        self._turn = 0
        self._length = 0

    def put(self, place: Place, call: Call, most: int, most_of_place: int) -> bool:
        """Have a call wait; False: as many as may be, in all or of its place, do so."""
        with self._lock:
            line = self._in_front
            if place.name in self._behind or (place.suspect and place.name not in line):
                line = self._behind
            calls = line.get(place.name, ())
            if self._length >= most or len(calls) >= most_of_place:
                return False
            line.setdefault(place.name, deque()).append(call)
            self._length += 1
            return True

    def take(self) -> Call:
        """Return the call whose turn it is. Raises IndexError where none waits."""
        with self._lock:
            self._turn = (self._turn + 1) % _TURNS
            wants_behind = self._turn == 0
            line = self._behind if self._behind and (wants_behind or not self._in_front) else self._in_front
            if not line:
                raise IndexError("nothing waits")
            is_newest = line is self._in_front and self._turn == 1
            name = next(reversed(line) if is_newest else iter(line))
            calls = line.pop(name)
            call = calls.popleft()
            if calls:
                self._behind[name] = calls
            self._length -= 1
            return call
