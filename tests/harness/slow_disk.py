"""A disk for a server process that syncs when a test lets it, and tells how often it was asked to.

What SQLite syncs with is put in front of the C library's own (`LD_PRELOAD`).
"""

import subprocess
from pathlib import Path

_SOURCE = r"""
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
        source, library = directory / "slow_disk.c", directory / "slow_disk.so"
        source.write_text(_SOURCE)
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        self._held = directory / "held"
        self._syncs = directory / "syncs"
        self.environment = {
            "LD_PRELOAD": str(library),
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
