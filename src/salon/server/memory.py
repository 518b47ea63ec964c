"""Has the system's allocator give back what connections have used. Of use with glibc alone."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_M_MMAP_THRESHOLD = -3  # mallopt(3)

LARGE_BYTES = 131_072
"""From this size on, memory is taken from the system by itself, and given back when it is freed."""

TRIM_LOOKS = 5
"""Looks from one to the next at which memory may be given back, while more of it is taken."""

SPARE_BYTES = 8 * 1024 * 1024
"""Growth that is not worth the work."""


def glibc() -> Any:
    """Return the C library, or nothing where it is another one or cannot be called."""
    with suppress(AttributeError, ValueError):
        if (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc"):
            import ctypes  # noqa: PLC0415 - not to be had on every system

            # Where memory may not be made executable, ctypes may fail to start.
            with suppress(OSError, MemoryError):
                return ctypes.CDLL(None)
    return None


def resident_bytes() -> int:
    """Return how much memory this process has."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - it is read every few seconds
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Memory:
    """Gives memory back after a flood of connections: what lies free between other things, too.

    What a flood has freed cannot be told from what it uses, and may be much more after the last growth than
    at it. So it is given back after each growth, and then again, each time after twice as long.
    `run` has something done on another thread: the work grows with what is to be given back.
    """

    def __init__(self, run: Callable[[Callable[[], None]], object], library: Any = None) -> None:
        self._run = run
        self._library = glibc() if library is None else library
        self._looks = 0
        self._wait = self._next = TRIM_LOOKS
        self._resident = 0

    def fix_threshold(self) -> None:
        """Keep the threshold of malloc where it is at the start.

        glibc raises it after the first large piece that is freed (mallopt(3), "dynamic mmap threshold").
        From then on the buffers of TLS, 256 KiB for each handshake, come from the heap, and a few small
        things that live on among them keep all of it.
        """
        if self._library is not None:
            self._library.mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)

    def look(self) -> None:
        """Look, every second, whether there may be something to give back."""
        self._looks += 1
        if self._library is None or self._looks % TRIM_LOOKS:
            return
        if resident_bytes() > self._resident + SPARE_BYTES:
            self._wait = TRIM_LOOKS
        elif self._looks < self._next:
            return
        self._next = self._looks + self._wait
        self._wait *= 2
        self._run(self._trim)

    def _trim(self) -> None:
        self._library.malloc_trim(0)
        self._resident = resident_bytes()
