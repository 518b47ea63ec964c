"""How many people may join a channel within how many seconds (+j): what holds a crowd of strangers back."""

import re
from collections import deque
from typing import Final

MOST_JOINS: Final = 999
MOST_SECONDS: Final = 86_400

_WRITTEN: Final = re.compile(r"0*([1-9][0-9]{0,2}):0*([1-9][0-9]{0,4})")


class JoinThrottle:
    """A number of joins within so many seconds, and when the last ones were."""

    __slots__ = ("_joins", "joins", "seconds")

    def __init__(self, joins: int, seconds: int) -> None:
        self.joins = joins
        self.seconds = seconds
        self._joins: deque[int] = deque(maxlen=joins)

    def __str__(self) -> str:
        """Write it as MODE does."""
        return f"{self.joins}:{self.seconds}"

    def note(self, time: int) -> None:
        """Count a join, at a time in ms."""
        self._joins.append(time)

    def wait(self, now: int) -> int:
        """Return how many seconds the next one has to wait, from a time in ms; 0: none."""
        if len(self._joins) < self.joins:
            return 0
        left = self._joins[0] + self.seconds * 1000 - now
        # No longer than it takes, though the clock was set back.
        return min(-(-left // 1000), self.seconds) if left > 0 else 0


def read_throttle(text: str) -> JoinThrottle | None:
    """Read what MODE writes: `5:10` for five joins in ten seconds; None where it is nothing of the kind."""
    match = _WRITTEN.fullmatch(text)
    if match is None or int(match[2]) > MOST_SECONDS:
        return None
    return JoinThrottle(int(match[1]), int(match[2]))
