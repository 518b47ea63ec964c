"""What an innocent client notices while one address attacks: how long PINGs take, and the server's memory.

The server has its default limits. Attacker, innocent and server are three processes, at three addresses.
"""

import json
import multiprocessing
import selectors
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any, Final

from yardstick import attacks
from yardstick.report import PAGE, in_markdown, with_measured
from yardstick.servers import BenchError, Start, free_port, running

INNOCENT: Final = "127.0.0.2"
SECONDS: Final = 30.0
CLIENTS: Final = 10
"""Connections that send the PINGs in turn: one alone would be slowed by the default limits."""

EVERY: Final = 0.01
"""Seconds from one PING to the next."""

REST_SECONDS: Final = 5.0
"""How long the idle server is measured before each attack."""

GOAL_MILLISECONDS: Final = 100.0
IDLE_MILLISECONDS: Final = 20.0
"""Above this, on an idle server, the machine itself is too slow for the figure."""

GOAL_MEMORY: Final = 1.5
"""How many times the private memory of before the server may have after the attack."""

BEGIN: Final = "<!-- innocent: begin -->"
END: Final = "<!-- innocent: end -->"
FIGURES: Final = PAGE.with_name("innocent.json")

BUSY_LOAD: Final = 1.5
"""A load average for each core that the three processes alone do not reach."""

GIVING_BACK_SECONDS: Final = 30.0
READY_SECONDS: Final = 120.0
LATE_SECONDS: Final = 30.0
"""How long an answer is waited for when no PING is sent any more."""

WIRES: Final = (
    "irc",
    "irc.tls",
    "http",
    *(f"dialects.{name}" for name in ("annuaire", "public", "bonjour", "relais", "chaines")),
)


@dataclass(frozen=True)
class Attacked:
    """Salon as it comes, with all its wires; only where passwords are guessed, they are set."""

    command: Sequence[str]
    ports: Mapping[str, int]
    attack: str
    name: str = "Salon"
    arrivals: int = 1
    wire: str = "irc"

    def version(self) -> str:
        """Say nothing: it is Salon."""
        return ""

    def prepare(self, port: int, directory: Path) -> Start:
        """Set its ports and, for the directory's attack, fill its database."""
        del port
        data = directory / "data"
        settings = {f"{wire}.port": str(number) for wire, number in self.ports.items()}
        settings |= {"data": str(data), "language": "en"}
        if self.attack == "passwords":
            made = subprocess.run(  # noqa: S603 - of ours
                (*self.command, "hash-password"),
                input=attacks.PASSWORD,
                capture_output=True,
                text=True,
                check=True,
            )
            hashed = made.stdout.strip()
            settings |= {
                "irc.password": hashed,
                "dialects.annuaire.password": hashed,
                "operators.chief.password": hashed,
            }
        if self.attack == "directory":
            self._list_machines(directory, data)
        chosen = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
        return Start((*self.command, "serve", *chosen))

    def _list_machines(self, directory: Path, data: Path) -> None:
        # A server that is started and stopped makes the database.
        with running(Attacked(self.command, self.ports, ""), directory, self.ports["irc"]):
            pass
        now = time.time_ns() // 1_000_000
        with sqlite3.connect(data / "salon.db") as database:
            database.executemany(
                "INSERT INTO machine (host, pseudonym, address, online, seen) VALUES (?, ?, ?, 1, ?)",
                (
                    (f"machine{number}.test", f"machine{number}", f"10.0.{number // 250}.{number % 250}", now)
                    for number in range(attacks.MACHINES - 1)
                ),
            )
        database.close()


class Innocent:
    """Sends a PING every 10 ms, whether the one before was answered or not, and notes how long each took."""

    def __init__(self, port: int, password: str) -> None:
        self._selector = selectors.DefaultSelector()
        self._clients = [self._join(port, number, password) for number in range(CLIENTS)]
        self._sent: list[float] = []
        self._took: dict[int, float] = {}
        self._parts: dict[socket.socket, bytes] = dict.fromkeys(self._clients, b"")

    def _join(self, port: int, number: int, password: str) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", port), READY_SECONDS, (INNOCENT, 0))
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(f"{password}NICK innocent{number}\r\nUSER i 0 * :i\r\n".encode())
        received = b""
        while b" 422 " not in received:
            data = client.recv(65_536)
            if not data:
                raise BenchError("the server does not let the innocent in")
            received += data
        client.setblocking(False)
        self._selector.register(client, selectors.EVENT_READ)
        return client

    def close(self) -> None:
        """End."""
        self._selector.close()
        for client in self._clients:
            client.close()

    def ping(self, seconds: float, look: Callable[[], None]) -> list[float]:
        """Ping for so long; returns how many milliseconds each took. `look` is called each second."""
        self._sent.clear()
        self._took.clear()
        number, count = 0, round(seconds / EVERY)
        began = next_look = time.monotonic()
        while len(self._took) < count:
            now = time.monotonic()
            if number < count and now >= began + number * EVERY:
                self._sent.append(now)
                self._clients[number % CLIENTS].send(f"PING {number}\r\n".encode())
                number += 1
            if now >= next_look:
                look()
                next_look = now + 1
            if now > began + seconds + LATE_SECONDS:
                break
            wait = began + number * EVERY - time.monotonic() if number < count else 0.1
            for key, _ in self._selector.select(max(wait, 0)):
                self._receive(key.fileobj)  # type: ignore[arg-type]
        end = time.monotonic()
        return [1_000 * self._took.get(place, end - sent) for place, sent in enumerate(self._sent)]

    def _receive(self, client: socket.socket) -> None:
        data, now = client.recv(65_536), time.monotonic()
        if not data:
            raise BenchError("the server dropped the innocent")
        *lines, self._parts[client] = (self._parts[client] + data).split(b"\r\n")
        for line in lines:
            _, answer, rest = line.partition(b" PONG ")
            if answer:
                number = int(rest.rpartition(b" ")[2].lstrip(b":"))
                self._took[number] = now - self._sent[number]


@dataclass(frozen=True)
class Run:
    """What one run gave: 99.9th percentiles in milliseconds, private memory in MiB."""

    idle: float
    late: float
    longest: float
    before: float
    highest: float
    after: float

    @property
    def is_void(self) -> bool:
        """Whether the machine was too slow for the figure."""
        return self.idle > IDLE_MILLISECONDS

    @property
    def summary(self) -> str:
        """The run in one line."""
        return (
            f"idle {self.idle:.1f} ms, p99.9 {self.late:.1f} ms, longest {self.longest:.1f} ms, "
            f"{self.before:.0f}, {self.highest:.0f}, {self.after:.0f} MiB"
        )


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of the others does not exceed."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def private_mebibytes(pid: int) -> float:
    """Return the memory that a process alone has written."""
    kibibytes = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith(("Private_Dirty:", "Private_Hugetlb:")):
            kibibytes += int(line.split()[1])
    return kibibytes / 1024


@contextmanager
def attacker(name: str, target: attacks.Target) -> Iterator[Connection]:
    """Start an attacker that is ready; a word makes it begin, and another one end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=attacks.run, args=(name, target, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(READY_SECONDS):
            raise BenchError(f"the attack {name} does not get ready")
        ours.recv()
        yield ours
        process.join(10)
    except (EOFError, BrokenPipeError) as error:
        raise BenchError(f"the attack {name} has ended by itself") from error
    finally:
        process.kill()
        process.join()


def run_once(command: Sequence[str], name: str, seconds: float, files: Path) -> Run:
    """Attack one fresh server once."""
    directory = Path(tempfile.mkdtemp(prefix="bench-", dir=files))
    try:
        with ExitStack() as stack:
            ports = {wire: free_port() for wire in WIRES}
            server = Attacked(command, ports, name)
            started = stack.enter_context(running(server, directory, ports["irc"]))
            guarded = name == "passwords"
            innocent = Innocent(ports["irc"], f"PASS :{attacks.PASSWORD}\r\n" if guarded else "")
            stack.callback(innocent.close)
            reached = {wire.removeprefix("dialects."): port for wire, port in ports.items()}
            with attacker(name, attacks.Target(reached, guarded)) as control:
                idle = innocent.ping(REST_SECONDS, lambda: None)
                memory = [private_mebibytes(started.pid)]
                control.send(None)
                took = innocent.ping(seconds, lambda: memory.append(private_mebibytes(started.pid)))
                if not control.closed and control.poll():
                    raise EOFError
                control.send(None)
            after = memory_after(started.pid, memory[0])
            return Run(
                percentile(idle, 0.999), percentile(took, 0.999), max(took), memory[0], max(memory), after
            )
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def memory_after(pid: int, before: float) -> float:
    """Return the memory that a server has when the attack is over, and it has had time to give some back."""
    deadline = time.monotonic() + GIVING_BACK_SECONDS
    while (after := private_mebibytes(pid)) > GOAL_MEMORY * before and time.monotonic() < deadline:
        time.sleep(0.5)
    return after


def table(runs: Mapping[str, Sequence[Run]]) -> str:
    """Return what was measured: for each attack the medians, and whether the goals are met."""
    rows = [["attack", "idle p99.9", "p99.9", "longest", "memory before", "highest", "after", "met"]]
    for name, its in runs.items():
        idle, late, longest = (
            median(getattr(run, key) for run in its) for key in ("idle", "late", "longest")
        )
        before, highest, after = (
            median(getattr(run, key) for run in its) for key in ("before", "highest", "after")
        )
        void = sum(run.is_void for run in its)
        met = late <= GOAL_MILLISECONDS and after <= GOAL_MEMORY * before
        verdict = "yes" if met else "**no**"
        if void:
            verdict += f" ({void} of {len(its)} void)"
        times = [f"{value:,.1f} ms" for value in (idle, late, longest)]
        rows.append([name, *times, *(f"{value:,.0f} MiB" for value in (before, highest, after)), verdict])
    return in_markdown(rows)


def text(runs: Mapping[str, Sequence[Run]], conditions: Mapping[str, Any]) -> str:
    """Return what was measured, and how."""
    rounds, load = conditions["repeat"], conditions["load_average"]
    of = "one run" if rounds == 1 else f"medians of {rounds} runs"
    busy = (
        "; rough, for other programs kept the machine busy" if load > BUSY_LOAD * conditions["cores"] else ""
    )
    return (
        f"{conditions['date']}, {conditions['processor']}, {conditions['cores']} cores shared with attacker "
        f"and innocent, Linux {conditions['kernel']}, {conditions['interpreter']}; {of} of "
        f"{conditions['seconds']:g} s; load average at the end {load}{busy}.\n\n{table(runs)}"
    )


def write(measured: str, runs: Mapping[str, Sequence[Run]], conditions: Mapping[str, Any]) -> None:
    """Write the page's table, and every run."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_measured(page, measured, BEGIN, END), encoding="utf-8")
    kept = {name: [asdict(run) for run in its] for name, its in runs.items()}
    FIGURES.write_text(
        json.dumps({"conditions": conditions, "runs": kept}, indent=1) + "\n", encoding="utf-8"
    )
