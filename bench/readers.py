"""What those who talk notice of somebody who reads page after page, or searches. By hand: see README.md.

A server has the database of history.py. A hundred pairs talk, by the clock; meanwhile one client pages
through all channels, or searches without a pause, or the index is made. The rounds alternate, each with a
server of its own. Times are from when a message is due until it has arrived; the load generator is a process
of its own.
"""

import argparse
import itertools
import os
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

import history
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from yardstick.generator import compile_all, run_load
from yardstick.growth import cpu_seconds
from yardstick.servers import BenchError, Running, Salon, running

LOAD: Final = ("-m", "open", "-n", "200", "-k", "100", "-r", "300")
"""A hundred pairs; each person says less than the default limit allows."""

SETTLE_SECONDS: Final = 2.0
"""Until whoever reads has joined, and what a server does first is done."""

CHANNELS: Final = tuple(f"#c{number}" for number in range(1, 21))
"""The largest: more than half of all that was said."""

ALONE: Final = "nobody reads"
INDEXING: Final = "the index is made"


class Reader(threading.Thread):
    """One client that asks again as soon as it is answered, until `stop`; `None` asks nothing."""

    def __init__(self, port: int, requests: Callable[["Reader"], Iterator[str]] | None) -> None:
        super().__init__()
        self._port = port
        self._requests = requests
        self._stopping = threading.Event()
        self.answers = 0
        self.oldest = ""
        """The id of the first message of the last answer; empty: there was none."""

    def run(self) -> None:
        """Come in, and ask."""
        if self._requests is None:
            return
        with socket.create_connection(
            ("127.0.0.1", self._port), source_address=("127.0.0.3", 0)
        ) as connection:
            caps = "batch server-time message-tags draft/chathistory soju.im/search"
            joins = "".join(f"JOIN {channel}\r\n" for channel in CHANNELS)
            connection.sendall(
                f"CAP REQ :{caps}\r\nNICK reader\r\nUSER r 0 * :r\r\nCAP END\r\n{joins}".encode()
            )
            self._hear(connection, b" 366 ", len(CHANNELS))
            for request in self._requests(self):
                if self._stopping.is_set():
                    return
                connection.sendall(f"{request}\r\n".encode())
                answer = self._hear(connection, b"BATCH -", 1)
                found = re.search(rb"msgid=([^; ]+)", answer)
                self.oldest = found[1].decode() if found else ""
                self.answers += 1

    def stop(self) -> None:
        """Wait for the answer that is under way."""
        self._stopping.set()
        self.join()

    def _hear(self, connection: socket.socket, wanted: bytes, count: int) -> bytes:
        """Return what has come until a line has held something so many times."""
        heard = b""
        while heard.count(wanted) < count or not heard.endswith(b"\n"):
            data = connection.recv(262_144)
            if not data:
                raise ConnectionError(f"no answer, but {heard[-200:]!r}")
            heard += data
        return heard


def pages(reader: Reader) -> Iterator[str]:
    """Ask for all pages of each channel, from the newest to the oldest."""
    for channel in itertools.cycle(CHANNELS):
        yield f"CHATHISTORY LATEST {channel} * 100"
        while reader.oldest:
            yield f"CHATHISTORY BEFORE {channel} msgid={reader.oldest} 100"


def searches(_reader: Reader) -> Iterator[str]:
    """Search for words of each kind, in turn by time and by rank."""
    vocabulary = history.words()
    common, other = vocabulary[:2]
    typed = (
        common,
        vocabulary[len(vocabulary) // 3],
        "zzzzzz",
        f"{common}\\s{other}",
        f'"{common}\\s{other}"',
    )
    for words, order in itertools.cycle(itertools.product(typed, ("time", "rank"))):
        yield f"SEARCH text={words};salon.dev/order={order}"


WAYS: Final[dict[str, Callable[[Reader], Iterator[str]] | None]] = {
    ALONE: None,
    "one pages": pages,
    "one searches": searches,
    INDEXING: None,
}


def measure(
    options: argparse.Namespace, way: str, load: Path, at: Running, figures: dict[str, list[dict[str, float]]]
) -> None:
    """Put the load on the server while somebody reads; say what came of it."""
    reader = Reader(at.port, WAYS[way])
    reader.start()
    try:
        time.sleep(SETTLE_SECONDS)
        cpu, answers = cpu_seconds(at.pid), reader.answers
        found: dict[str, Any] = run_load(load, at, LOAD, wire="irc", arrivals=200, seconds=options.seconds)
        cpu, answers = cpu_seconds(at.pid) - cpu, reader.answers - answers
    finally:
        reader.stop()
    latencies: dict[str, float] = {name: its / 1e3 for name, its in found["latency_us"].items()}
    figures.setdefault(way, []).append(latencies)
    times = "  ".join(f"{name} {latencies[name]:6.2f} ms" for name in ("p50", "p99", "p999", "max"))
    history.say(f"{way:18} {times}  {cpu:5.1f} s CPU, {answers:5} answers, load {os.getloadavg()[0]:.1f}")


def make(given: Path | None, directory: Path, messages: int) -> None:
    """Make the two databases: with the index, and without it."""
    indexed, bare = (directory / name / "data" / "salon.db" for name in ("indexed", "bare"))
    for path in (indexed, bare):
        path.parent.mkdir(parents=True)
    if given is not None:
        shutil.copy(given, indexed)
    else:
        history.fill(indexed, messages, history.words())
        history.index(indexed)
    shutil.copy(indexed, bare)
    SqliteStorage(bare, Durability.PROCESS, search=False).close()


def main() -> None:
    """Measure each way in turn, as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000, help="how long the history is")
    parser.add_argument("--database", type=Path, help="one that history.py has made; it is copied")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", default="2", help="limits.messages_per_second; 0: none")
    parser.add_argument("--files", type=Path, default=Path("/var/tmp"), help="on which disk")  # noqa: S108
    options = parser.parse_args()
    load = compile_all()["load"]
    directory = Path(tempfile.mkdtemp(dir=options.files))
    settings = {"SALON__LIMITS__MESSAGES_PER_SECOND": options.limit}
    server = Salon(command=[str(Path(sys.executable).with_name("salon"))], settings=settings)
    figures: dict[str, list[dict[str, float]]] = {}
    try:
        make(options.database, directory, options.messages)
        for _ in range(options.repeat):
            for way in WAYS:
                place = directory / "indexed"
                if way == INDEXING:
                    place = directory / "building"
                    shutil.copytree(directory / "bare", place)
                with running(server, place) as at:
                    measure(options, way, load, at, figures)
                if way == INDEXING:
                    shutil.rmtree(place)
        for way, rounds in figures.items():
            middle = [median(its[name] for its in rounds) for name in ("p50", "p99")]
            history.say(f"{way:18} medians: p50 {middle[0]:.2f} ms, p99 {middle[1]:.2f} ms")
    except BenchError:
        history.say((directory / "indexed" / "output").read_text("utf-8"))
        raise
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
