"""Tells how far something is that reads or copies a whole database."""

import logging
import time
from collections.abc import Callable
from typing import Final

log = logging.getLogger("salon.storage")

SECONDS_BETWEEN_WORDS: Final = 5.0

Progress = Callable[[int], None]
"""Told in percent how far it is. What it raises ends the work."""


def silent(_percent: int) -> None:
    """Tell nobody."""


class LoggedProgress:
    """Tells the log now and then; `text` has a place for `%(done)d`."""

    def __init__(self, text: str, steady: Callable[[], float] = time.monotonic) -> None:
        self._text = text
        self._steady = steady
        self._said = steady()

    def __call__(self, percent: int) -> None:
        """Say so, unless something was said just before."""
        if self._steady() - self._said >= SECONDS_BETWEEN_WORDS:
            self._said = self._steady()
            log.info(self._text, {"done": percent})
