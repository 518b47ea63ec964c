"""Small file systems that only the programs of one test see."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(directory: Path, options: str) -> Iterator[tuple[str, ...]]:
    """Mount a tmpfs that only programs run through the given command see, and that ends with the test.

    Anybody may do so in a user namespace of their own, where the system lets them make one.
    """
    directory.mkdir()
    own = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    script = 'mount -t tmpfs -o "$1" salon "$0" && echo mounted && exec cat'
    with subprocess.Popen(
        ["unshare", *own, "--mount", "sh", "-c", script, directory, options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        try:
            answer = holder.stdout.readline().strip()
            if answer != "mounted":
                pytest.skip(f"no tmpfs may be mounted here, only the other kinds are tested: {answer}")
            entering = ("--user", "--preserve-credentials") if own else ()
            yield ("nsenter", "--target", str(holder.pid), *entering, "--mount")
        finally:
            holder.kill()
