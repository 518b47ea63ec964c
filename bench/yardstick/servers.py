"""The servers that are measured: how each is configured, started and ended.

Each runs alone, on a free port of the loopback interface, with a configuration of its own and its limits on
speed off. It must not know what is measured.
"""

import os
import secrets
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from yardstick.settings import DIALECTS, FLOOR, SALON, WEBSOCKET

IRC = "irc"
START_SECONDS = 20.0
END_SECONDS = 10.0


class BenchError(Exception):
    """Something that the benchmark needs is missing or failed; its text says what to do."""


@dataclass(frozen=True)
class Start:
    """How one server is started: its command, and what its environment has beside the usual."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Server(Protocol):
    """A server that can be measured, by one of its wires."""

    @property
    def name(self) -> str:
        """Its name in tables."""

    @property
    def arrivals(self) -> int:
        """How many clients come in at once: the number that suits this server best."""

    @property
    def wire(self) -> str:
        """The wire that is spoken to it, by the load generator's name for it."""

    def version(self) -> str:
        """Say which version this is; raises BenchError when the server is not installed."""

    def prepare(self, port: int, directory: Path) -> Start:
        """Write a configuration for `port` into `directory` and return how to start it."""


def found(program: str, package: str) -> str:
    """Return the path of a program; raises BenchError that names the Debian package it comes in."""
    path = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        raise BenchError(f"{program} is not installed; on Debian: apt-get install {package}")
    return path


def first_line(command: Sequence[str]) -> str:
    """Return the first line that a command prints; raises BenchError when it fails."""
    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - of ours
    if answer.returncode != 0:
        raise BenchError(f"it does not run: {shlex.join(command)}\n{answer.stderr.strip()}")
    return answer.stdout.strip().partition("\n")[0]


@dataclass(frozen=True)
class Floor:
    """The least that an IRC server can do, compiled from floor.c."""

    program: Path
    name: str = FLOOR
    arrivals: int = 200
    wire: str = IRC

    def version(self) -> str:
        """Say that it is of this repository."""
        return "bench/floor.c"

    def prepare(self, port: int, directory: Path) -> Start:
        """Return its command; it has no configuration."""
        del directory
        return Start((str(self.program), str(port)))


@dataclass(frozen=True)
class Salon:
    """Salon as it comes, every message on disk before anyone gets it; only its limits on speed are off."""

    command: Sequence[str]
    name: str = SALON
    arrivals: int = 200
    wire: str = IRC
    settings: Mapping[str, str] = field(default_factory=dict)
    """Variables of its environment beside those below."""

    def version(self) -> str:
        """Ask it."""
        if shutil.which(self.command[0]) is None:
            raise BenchError(f"{self.command[0]} is not there; name Salon's command with --salon")
        return first_line((*self.command, "version"))

    def prepare(self, port: int, directory: Path) -> Start:
        """Set everything by the environment: an empty database, full durability, one listener, no TLS."""
        sections = {wire: f"SALON__DIALECTS__{wire.upper()}" for wire in DIALECTS}
        sections |= {IRC: "SALON__IRC", WEBSOCKET: "SALON__HTTP"}
        environment = {
            **{f"{section}__ENABLED": str(wire == self.wire).lower() for wire, section in sections.items()},
            f"{sections[self.wire]}__HOST": "127.0.0.1",
            f"{sections[self.wire]}__PORT": str(port),
            "SALON__IRC__TLS__ENABLED": "false",
            "SALON__DATA": str(directory / "data"),
            "SALON__LANGUAGE": "en",  # as the load generator expects it
            "SALON__STORAGE__DURABILITY": "full",
            "SALON__LIMITS__MESSAGES_PER_SECOND": "0",
            "SALON__LIMITS__CONNECTIONS_PER_ADDRESS": "0",
            **self.settings,
        }
        return Start((*self.command, "serve"), environment)


@dataclass(frozen=True)
class InspIRCd:
    """InspIRCd from Debian. It registers clients once a second, so all of them may come in at once."""

    name: str = "InspIRCd"
    arrivals: int = 1000
    wire: str = IRC

    def version(self) -> str:
        """Ask it."""
        return first_line((found("inspircd", "inspircd"), "--version"))

    def prepare(self, port: int, directory: Path) -> Start:
        """Write its configuration: no penalties, no look-ups, a long backlog."""
        configuration = directory / "inspircd.conf"
        configuration.write_text(
            f"""\
<server name="inspircd.bench.test" description="bench" network="bench">
<admin name="bench" nick="bench" email="bench@bench.test">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect allow="*" timeout="60" pingfreq="10m" maxchans="100"
         fakelag="no" commandrate="4000000000" threshold="4000000"
         recvq="1M" softsendq="100M" hardsendq="100M" localmax="100000" globalmax="100000"
         resolvehostnames="no" useident="no">
<performance softlimit="100000" somaxconn="4096">
<log method="file" type="*" level="default" target="{directory}/log">
""",
            encoding="utf-8",
        )
        as_root = ("--runasroot",) if os.geteuid() == 0 else ()
        program = found("inspircd", "inspircd")
        return Start((program, *as_root, "--nofork", "--nopid", "--config", str(configuration)))


@dataclass(frozen=True)
class NgIRCd:
    """ngIRCd from Debian. It listens with a backlog of 10: of more at once, some wait for seconds."""

    name: str = "ngIRCd"
    arrivals: int = 8
    wire: str = IRC

    def version(self) -> str:
        """Ask it."""
        return first_line((found("ngircd", "ngircd"), "--version")).partition("-")[0]

    def prepare(self, port: int, directory: Path) -> Start:
        """Write its configuration: no penalties, no limits, no look-ups, no PAM."""
        configuration = directory / "ngircd.conf"
        configuration.write_text(
            f"""\
[Global]
Name = ngircd.bench.test
Info = bench
AdminEMail = bench@bench.test
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = bench
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
""",
            encoding="utf-8",
        )
        return Start((found("ngircd", "ngircd"), "--nodaemon", "--config", str(configuration)))


@dataclass(frozen=True)
class Running:
    """A server that takes connections."""

    port: int
    pid: int
    seconds: float = 0.0
    """How long the start took, until it accepted a connection."""


@contextmanager
def running(server: Server, directory: Path, port: int = 0) -> Iterator[Running]:
    """Start a server with `directory` for its files, on `port` or any free one; end it afterwards."""
    port = port or free_port()
    start = server.prepare(port, directory)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SALON__")}
    environment.update(start.environment)
    output = directory / "output"
    with (
        output.open("wb") as log,
        subprocess.Popen(  # noqa: S603 - the servers that are measured
            start.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, cwd=directory
        ) as process,
    ):
        try:
            seconds = _wait_for_port(port, process, shlex.join(start.command), output)
            yield Running(port, process.pid, seconds)
        finally:
            _end(process)


def free_port() -> int:
    """Return a port that nobody uses, below those from which connections go out."""
    while True:
        port = secrets.choice(range(20_000, 32_768))
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def _wait_for_port(port: int, process: subprocess.Popen[bytes], command: str, output: Path) -> float:
    began = time.monotonic()
    while time.monotonic() < began + START_SECONDS and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                took = time.monotonic() - began
                break
        except OSError:
            time.sleep(0.005)
    else:
        said = output.read_text(encoding="utf-8", errors="replace").strip()
        raise BenchError(f"it does not start: {command}\n{said}")
    time.sleep(0.3)  # that connection's end is the server's to see before the measurement
    return took


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
