"""What the server measures of itself while it runs: plain numbers, that cost next to nothing to keep.

Knows nothing of how they are shown (`metrics.py`).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Final, TypeVar

from salon.core.events import Event
from salon.core.queries.administration import BackupsShown
from salon.core.queries.history import PastQuery
from salon.core.queries.search import SearchQuery
from salon.delivery.answers import Found, Read
from salon.storage.writer import Done
from salon.texts.language import Text
from salon.texts.marks import Translate

BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds: from a commit where nobody waits to a disk that is as good as gone."""

Result = TypeVar("Result")


class Durations:
    """How long something took, each time: how often up to each of `BOUNDS`, and all together."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def note(self, seconds: float) -> None:
        """Count one time."""
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def timed(self, call: Callable[[Result], None]) -> Callable[[Result], None]:
        """Return the call, which ends the time that begins now."""
        begun = perf_counter()

        def ended(result: Result) -> None:
            self.note(perf_counter() - begun)
            call(result)

        return ended

    def cumulated(self) -> list[int]:
        """Return how often it took up to each of the bounds, and how often in all."""
        total, sums = 0, []
        for count in self._counts:
            total += count
            sums.append(total)
        return sums


class BackupMeter:
    """What came of the backups that the server makes by itself.

    `last`: when (ms) the last one was made, 0: none is there; `failures`: attempts in vain since the start;
    `problem`: why the last attempt failed, None where it did not.
    """

    def __init__(self) -> None:
        self.scheduled = False
        self.last = 0
        self.failures = 0
        self.problem: Text | None = None

    def note(self, last: int, problem: Text | None) -> None:
        """Count one attempt."""
        self.last = last or self.last
        self.failures += problem is not None
        self.problem = problem

    def shown(self, translate: Translate) -> Iterator[BackupsShown]:
        """Yield it for the owner, where there is something to tell."""
        if self.scheduled:
            problem = self.problem.word(translate) if self.problem is not None else ""
            yield BackupsShown(self.last, self.failures, problem)


class Meters:
    """The times that are taken, and what came of backups."""

    def __init__(self) -> None:
        self.backup = BackupMeter()
        self.commits = Durations()
        self.reads = Durations()
        self.lag = Durations()

    def committing(
        self, commit: Callable[[Sequence[Event], Done], None]
    ) -> Callable[[Sequence[Event], Done], None]:
        """Return what commits a batch, timed until the loop hears of it."""
        return lambda events, done: commit(events, self.commits.timed(done))

    def reading(self, read: Read) -> Read:
        """Return what reads the past, timed until the loop hears of it."""

        def timed(query: PastQuery | SearchQuery, found: Found) -> None:
            read(query, self.reads.timed(found))

        return timed
