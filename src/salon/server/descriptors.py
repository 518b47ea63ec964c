"""File descriptors: as many as the system gives, and a warning when there are none left."""

import errno
import logging
import os
import resource
from collections.abc import Callable

from salon.texts.language import N_, Text

log = logging.getLogger("salon")

EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE})

QUIET_LOOKS = 60
"""Looks in a row that find descriptors until the warning may come again: connections come and go."""


def raise_limit() -> None:
    """Have as many connections as the system lets this user have; the usual 1,024 are soon used up."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def advice() -> Text:
    """Return what is said where the limit is reached."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    reached = N_(
        "The limit of {limit} open files is reached, so nothing more can be opened. Raise it: LimitNOFILE in"
        " the unit of systemd, or ulimit -n in the shell that starts the server."
    )
    return Text(reached, {"limit": limit})


def _is_left() -> bool:
    try:
        os.close(os.dup(0))
    except OSError as error:
        return error.errno not in EXHAUSTED
    return True


class DescriptorWatch:
    """Warns once when there are none left: whoever connects then is turned away without a word."""

    def __init__(self, is_left: Callable[[], bool] = _is_left) -> None:
        self._is_left = is_left
        self._quiet = QUIET_LOOKS

    def look(self) -> None:
        """Look whether there is one, now and then."""
        if self._is_left():
            self._quiet += 1
            return
        if self._quiet >= QUIET_LOOKS:
            log.warning("%(reason)s", {"reason": advice()})
        self._quiet = 0
