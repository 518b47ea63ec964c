"""Tells why SIGHUP has come: the terminal of the server has gone, or somebody wants it to reload."""

import errno
import os
import signal
from collections.abc import Callable

_TERMINAL = "/dev/tty"
"""What this name means to a process is the terminal that it was started from."""


def has_terminal() -> bool:
    """Tell whether this process has a terminal; where that cannot be found out now, it has."""
    try:
        os.close(os.open(_TERMINAL, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as error:
        return error.errno not in {errno.ENXIO, errno.ENOENT}
    return True


def signal_is_ignored() -> bool:
    """Tell whether the process was started to outlast its terminal, as by nohup. Ask before it is handled."""
    return signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def hold_back() -> None:
    """Let SIGHUP wait: by itself it would end a process that does not handle it yet, or no longer."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})


def let_through() -> None:
    """Let SIGHUP come, also one that waited."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


class Hangup:
    """The terminal of a server that is to end with it, if there is one."""

    def __init__(
        self, is_there: Callable[[], bool] = has_terminal, outlasts: Callable[[], bool] = signal_is_ignored
    ) -> None:
        self._is_there = is_there
        self._had = is_there() and not outlasts()
        self._missed = False

    def has_come(self) -> bool:
        """Tell whether the terminal has gone, so that the signal that comes now tells of that."""
        return self._had and not self._is_there()

    def look(self) -> None:
        """Look, now and then: where the terminal went and no signal came with it, the server outlasts it."""
        if self._had and not self._is_there():
            # The signal may be on its way: only at the second look it has not come.
            self._had, self._missed = not self._missed, True
