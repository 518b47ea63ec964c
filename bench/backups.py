"""What those who talk notice of a backup, and of other ways to make one. By hand: see README.md.

A server with a long history is under a load of 500 messages a second. One backup after the other is made
meanwhile, each in a process of its own; at the end one is restored and compared row by row. Times are from
a message's due time until it has arrived everywhere.
"""

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from yardstick.crowd import begin_past, lengthen_past
from yardstick.generator import compile_all, run_load
from yardstick.servers import BenchError, Running, Salon, running

LOAD: Final = ("-m", "open", "-n", "200", "-k", "10", "-r", "500")

SETTLE_SECONDS: Final = 1.0
"""Until those of the load before are gone."""

WAYS: Final = {
    "none": "",
    "salon backup": "",
    "all in one step": """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as source, sqlite3.connect(sys.argv[2]) as target:
    source.backup(target)
""",
    "VACUUM INTO": """
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))
""",
}
"""The program of each way; it is given the database and the file."""


class Backups(threading.Thread):
    """One backup after the other until `stop`."""

    def __init__(self, salon: Sequence[str], way: str, database: Path, file: Path) -> None:
        super().__init__()
        command = [*salon, "backup", "--data", str(database.parent), "--force", str(file)]
        if WAYS[way]:
            command = [sys.executable, "-c", WAYS[way], str(database), str(file)]
        self._command = command
        self._database = database
        self._file = file
        self._stopping = threading.Event()
        self.took: list[float] = []
        self.log_bytes = 0

    def run(self) -> None:
        """Make them, and look how long the log becomes."""
        while not self._stopping.is_set():
            self._file.unlink(missing_ok=True)
            began = time.monotonic()
            with subprocess.Popen(self._command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - ours
                while process.poll() is None:
                    size = self._database.with_name("salon.db-wal").stat().st_size
                    self.log_bytes = max(self.log_bytes, size)
                    time.sleep(0.02)
            if process.returncode:
                raise RuntimeError(f"{self._command}: exit code {process.returncode}")
            self.took.append(time.monotonic() - began)

    def stop(self) -> None:
        """Wait for the end of the one that is being made."""
        self._stopping.set()
        self.join()


def measure(options: argparse.Namespace, way: str, load: Path, at: Running, database: Path) -> Any:
    """Put the load on the server while backups are made; say what came of it."""
    backups = Backups(options.salon, way, database, database.with_name("bench.backup"))
    if way != "none":
        backups.start()
    try:
        time.sleep(SETTLE_SECONDS)
        figures = run_load(load, at, LOAD, wire="irc", arrivals=200, seconds=options.seconds)
    finally:
        if way != "none":
            backups.stop()
    latencies = figures["latency_us"]
    times = "  ".join(f"{name} {latencies[name] / 1e3:6.2f} ms" for name in ("p50", "p99", "p999", "max"))
    each = f"{sum(backups.took) / len(backups.took):.1f} s each" if backups.took else ""
    say(f"{way:16} {times}  {len(backups.took):3} {each}, log {backups.log_bytes / 2**20:.0f} MiB")


def compare(salon: Sequence[str], directory: Path, database: Path) -> None:
    """Save the running server's database once more, restore it elsewhere, and compare every row."""
    saved, trial = directory / "saved.db", directory / "trial"
    for command in (
        [*salon, "backup", "--data", str(database.parent), str(saved)],
        [*salon, "restore", "--data", str(trial), "--yes", str(saved)],
    ):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    rows = "SELECT * FROM message ORDER BY sequence"
    with sqlite3.connect(database) as kept, sqlite3.connect(trial / "salon.db") as restored:
        pairs = zip(restored.execute(rows), kept.execute(rows), strict=False)
        same = sum(one == other for one, other in pairs)
        (count,) = restored.execute("SELECT count(*) FROM message").fetchone()
    say(f"restored: {same:,} of {count:,} messages are those of the server")


def say(text: str) -> None:
    """Say something at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure each way in turn, as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=700_000, help="how long the history is")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--files", type=Path, default=Path("/var/tmp"), help="on which disk")  # noqa: S108
    options = parser.parse_args()
    options.salon = [str(Path(sys.executable).with_name("salon"))]
    load = compile_all()["load"]
    directory = Path(tempfile.mkdtemp(dir=options.files))
    try:
        server = Salon(command=options.salon)
        with running(server, directory) as at:
            begin_past(at.port)
        (database,) = directory.glob("**/salon.db")
        lengthen_past(database, options.messages)
        say(f"{options.messages:,} messages, {database.stat().st_size / 2**20:.0f} MiB")
        with running(server, directory) as at:
            run_load(load, at, LOAD, wire="irc", arrivals=200, seconds=2.0)  # what is slow but once
            for _ in range(options.repeat):
                for way in WAYS:
                    measure(options, way, load, at, database)
            compare(options.salon, directory, database)
    except BenchError:
        told = (directory / "output").read_text("utf-8").splitlines()
        say("\n".join(line for line in told if " info " not in line))
        raise
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
