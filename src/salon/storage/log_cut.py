"""Keeps what was deleted out of the write-ahead log: it holds pages of the database as they were before."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from salon.storage.failures import BUSY_MILLISECONDS
from salon.storage.log_copy import LogCopy
from salon.texts.marks import N_

log = logging.getLogger("salon.storage")

CUT_SECONDS: Final = 10.0
"""How long at least lies between two cuts that nobody waits for: each takes two syncs of the disk."""


class LogCut:
    """Cuts the log off once something was deleted or changed."""

    def __init__(self, copy: LogCopy, path: Path, steady: Callable[[], float] = time.monotonic) -> None:
        self._copy = copy
        self._path = path
        self._steady = steady
        # Perhaps by the last run, or by others.
        self._is_due = True
        self._tried = steady()

    def note(self) -> None:
        """Note that something was deleted or changed."""
        self._is_due = True

    def make(self) -> None:
        """Cut it at once, or say why not; then it is tried again."""
        self._is_due = True
        if not self._cut(BUSY_MILLISECONDS):
            log.warning(
                N_(
                    "another program reads %(path)s: deleted data stays in its -wal file until that program "
                    "has ended"
                ),
                {"path": str(self._path)},
            )

    def make_if_due(self) -> bool:
        """Cut it where that is due, unless somebody reads; return True if that was done."""
        if not (self._is_due or self._copy.leaves_much) or self._steady() - self._tried < CUT_SECONDS:
            return False
        return self._cut(0)

    def _cut(self, patience: int) -> bool:
        self._tried = self._steady()
        self._is_due = not self._copy.cut(patience)
        return not self._is_due
