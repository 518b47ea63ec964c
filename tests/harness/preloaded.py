"""What a test puts between a server process and the C library: a disk that it holds, a clock that it moves.

Each is a small library, made by gcc, that the process loads first (`LD_PRELOAD`).
"""

import subprocess
from pathlib import Path


def _build(directory: Path, name: str, source: str) -> str:
    """Make a library, and return its path."""
    text, library = directory / f"{name}.c", directory / f"{name}.so"
    text.write_text(source)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, text, "-ldl"], check=True)
    return str(library)


_DISK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int wait_and_sync(const char *name, int descriptor) {
    int count = open(getenv("SYNCS"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (write(count, "s", 1) == 1)
        close(count);
    while (access(getenv("SYNC_HELD"), F_OK) == 0)
        usleep(5000);
    return ((int (*)(int)) dlsym(RTLD_NEXT, name))(descriptor);
}

int fsync(int descriptor) { return wait_and_sync("fsync", descriptor); }
int fdatasync(int descriptor) { return wait_and_sync("fdatasync", descriptor); }
"""


class SlowDisk:
    """A disk whose syncs wait while it is held. `environment` has a process use it."""

    def __init__(self, directory: Path) -> None:
        self._held = directory / "held"
        self._syncs = directory / "syncs"
        self.environment = {
            "LD_PRELOAD": _build(directory, "slow_disk", _DISK),
            "SYNC_HELD": str(self._held),
            "SYNCS": str(self._syncs),
        }

    @property
    def syncs(self) -> int:
        """How many syncs were begun."""
        return self._syncs.stat().st_size if self._syncs.exists() else 0

    def hold(self) -> None:
        """Let no sync come to its end."""
        self._held.touch()

    def release(self) -> None:
        """Let all syncs come to their end."""
        self._held.unlink(missing_ok=True)


_CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    int done = ((int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime"))(clock, time);
    FILE *moved = clock == CLOCK_REALTIME ? fopen(getenv("CLOCK_MOVED"), "re") : NULL;
    long seconds;
    if (moved != NULL) {
        if (fscanf(moved, "%ld", &seconds) == 1)
            time->tv_sec += seconds;
        fclose(moved);
    }
    return done;
}
"""


class MovedClock:
    """The wall clock of a process, which a test sets. `environment` has a process use it."""

    def __init__(self, directory: Path) -> None:
        self._moved = directory / "moved"
        self.move(0)
        self.environment = {
            "LD_PRELOAD": _build(directory, "moved_clock", _CLOCK),
            "CLOCK_MOVED": str(self._moved),
        }

    def move(self, seconds: int) -> None:
        """Set the clock forward from the right time, or back."""
        new = self._moved.with_name("moving")
        new.write_text(str(seconds))
        new.replace(self._moved)
