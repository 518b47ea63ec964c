"""Shows on the error output how far something is that takes more than a second."""

import sys
import time
from typing import Final, Self

from salon.options import say
from salon.texts.marks import N_, Translate

PATIENCE_SECONDS: Final = 1.0
"""What takes no longer needs no words."""

LINE_SECONDS: Final = 10.0
"""How often a line is written where the output is not a terminal."""

COPYING: Final = N_("{percent} % copied")
CHECKING: Final = N_("copied; it is being checked")
WHOLE: Final = 100


class Progress:
    """Tells how far one thing is; a context that leaves the terminal's line empty.

    `text` has the percents in it, or none; at the end of a copy comes its check. On a terminal, one line is
    written over and over; elsewhere, lines follow each other.
    """

    def __init__(self, translate: Translate, text: str = COPYING) -> None:
        self._text = text
        self._translate = translate
        self._is_terminal = sys.stderr.isatty()
        self._next = time.monotonic() + PATIENCE_SECONDS
        self._shown = 0

    def __call__(self, percent: int) -> None:
        """Take note of how far it is, and show it where that is due."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (PATIENCE_SECONDS if self._is_terminal else LINE_SECONDS)
        text = CHECKING if percent == WHOLE else self._text
        self._show(self._translate(text).format(percent=percent))

    def _show(self, text: str) -> None:
        if not self._is_terminal:
            say(text)
            return
        sys.stderr.write(f"\r{text.ljust(self._shown)}")
        sys.stderr.flush()
        self._shown = len(text)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the line as it was."""
        if self._shown:
            sys.stderr.write(f"\r{' ' * self._shown}\r")
            sys.stderr.flush()
