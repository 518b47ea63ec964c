"""The program that stays in the background: which process it is, so that another can take its place.

A file in the user's data directory holds its number, and a lock as long as it lives: a number that nobody
locks is nobody's.
"""

import fcntl
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

END_SECONDS = 10.0
"""How long it may take to end: it tells the directory first, which may be slow to answer."""

_LOOK_SECONDS = 0.05


class Background:
    """The program in the background that listens on a port, if there is one."""

    def __init__(self, data: Path, port: int) -> None:
        self._file = data / f"background-{port}.lock"

    def begin(self) -> None:
        """Note that it is this process, until its end. Raises OSError."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)

    def process(self) -> int | None:
        """Return which process it is; None where there is none."""
        try:
            lock = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            number = os.pread(lock, 32, 0)
            return int(number) if number.isdigit() else None
        finally:
            os.close(lock)
        return None

    def end(self, seconds: float = END_SECONDS) -> bool:
        """Have it end, and wait for that; return whether there is none any more."""
        process, due = self.process(), time.monotonic() + seconds
        if process is not None:
            with suppress(OSError):
                os.kill(process, signal.SIGTERM)
        while self.process() is not None:
            if time.monotonic() >= due:
                return False
            time.sleep(_LOOK_SECONDS)
        return True
