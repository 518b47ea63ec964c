"""Disks of a real server that fill up: a small file system, or a limit on the size of files."""

import json
import subprocess
import sys
from pathlib import Path

from harness.salon_process import DEADLINE, clean_environment

MIB = 1 << 20
READ = """
import apsw, json, sys
rows = apsw.Connection(sys.argv[1]).execute("SELECT text FROM message ORDER BY sequence")
print(json.dumps([text for text, in rows]))
"""


class SmallDisk:
    """A data directory with little room until `make_room`; programs see it if run through `through`."""

    def __init__(self, data: Path, *through: str) -> None:
        self.data = data
        self.through = through

    def run(self, *command: str) -> str:
        """Run a program that sees the directory; return what it writes."""
        return subprocess.run(
            [*self.through, *command],
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=True,
        ).stdout

    def make_room(self) -> None:
        """Take the limit away."""
        raise NotImplementedError

    def fill(self, process: int) -> None:
        """Leave a server, from now on, no room at all."""
        raise NotImplementedError

    def fill_again(self) -> None:
        """Leave whoever starts no room either: the server may have cut its log at the end."""
        raise NotImplementedError

    def make_little_room(self) -> None:
        """Take back what filled it; the limit stays."""
        raise NotImplementedError

    def messages(self) -> list[str]:
        """Return all that the database holds."""
        kept: list[str] = json.loads(self.run(sys.executable, "-c", READ, str(self.data / "salon.db")))
        return kept


class SmallTmpfs(SmallDisk):
    """A small file system, most of it taken by a file that can be removed."""

    def __init__(self, data: Path, *through: str) -> None:
        super().__init__(data, *through)
        self._ballast = str(data / "ballast")
        self.run("dd", "if=/dev/zero", f"of={self._ballast}", "bs=1M", "count=3")

    def make_room(self) -> None:
        """Remove the file."""
        self.run("rm", self._ballast)

    def fill(self, process: int) -> None:
        """Take all that is free."""
        del process
        self.fill_again()

    def fill_again(self) -> None:
        """Take all that is free."""
        command = ["dd", "if=/dev/zero", f"of={self.data / 'more'}", "bs=4k"]
        assert subprocess.run([*self.through, *command], capture_output=True, check=False).returncode == 1

    def make_little_room(self) -> None:
        """Give it back: less than 1 MiB."""
        self.run("rm", str(self.data / "more"))


class SmallFiles(SmallDisk):
    """No file may become longer than a little; a quota looks the same to the server."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, "prlimit", f"--fsize={MIB // 2}")

    def make_room(self) -> None:
        """Lift the limit."""
        self.through = ()

    def fill(self, process: int) -> None:
        """Let no file become longer than the database is at least."""
        subprocess.run(["prlimit", f"--pid={process}", f"--fsize={MIB // 16}"], check=True)

    def fill_again(self) -> None:
        """Let no file become longer than a page."""
        self.through = ("prlimit", "--fsize=4096")

    def make_little_room(self) -> None:
        """Let files become as long as before."""
        self.through = ("prlimit", f"--fsize={MIB}")
