"""How often messages were changed of late, so that nobody decides by what they were before."""

from typing import Final

ENTRIES: Final = 20_000
"""How many messages are known: more than two batches change, the one at the disk and the one that grows."""


class RecentChanges:
    """The last messages that were changed, by their numbers."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}

    def note(self, sequence: int) -> None:
        """Note that a message was changed."""
        times = self._times.pop(sequence, 0)
        if len(self._times) >= ENTRIES:
            del self._times[next(iter(self._times))]
        self._times[sequence] = times + 1

    def times(self, sequence: int) -> int:
        """Return how often a message was changed of late."""
        return self._times.get(sequence, 0)
