"""The real server as a process of its own, and a small IRC client that talks to it through real sockets.

Whatever is waited for is looked for until a generous deadline; a failure shows what was there instead.
"""

import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from harness.storing import CHILD_ENVIRONMENT

DEADLINE = 60.0
"""Seconds after which something that should happen counts as never happening."""

STOP_SECONDS = 5.0
"""How long the server's own end may take: its promise."""

DIALECTS = ("annuaire", "public", "bonjour", "relais", "chaines")

UNCHOSEN = (
    *("--port", "0", "--set", "irc.tls.port=0", "--set", "limits.messages_per_second=0"),
    *("--set", "http.enabled=false"),  # it takes a while to load; who needs it, says so
    *("--set", "history.announce=false"),  # one line less at the first JOIN
    *(option for name in DIALECTS for option in ("--set", f"dialects.{name}.port=0")),
)
"""Free ports, and no throttle: tests talk faster than people."""

_FOREIGN = ("SALON__", "LC_", "LANG", "NOTIFY_SOCKET")
_LISTENING = re.compile(r"^(?:Listening|À l'écoute).*?: (.+) (?:on|sur) (.+?),? port (\d+)$", re.MULTILINE)
_READY = re.compile("(?:ready|prêt\u00a0): Salon")

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, seconds: float = DEADLINE) -> Found:
    """Return what `look` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"still no {what} after {seconds:g} s"
        time.sleep(0.01)
    return found


def clean_environment(**more: str) -> dict[str, str]:
    """Return an environment for a child, without settings or a language from outside."""
    kept = {name: value for name, value in CHILD_ENVIRONMENT.items() if not name.startswith(_FOREIGN)}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


class Ended(NamedTuple):
    """How a run of the command ended, and what it wrote."""

    code: int
    said: str
    log: str


def run_salon(directory: Path, *arguments: str, given: str = "", through: tuple[str, ...] = ()) -> Ended:
    """Run the command, in a directory, until it ends by itself."""
    done = subprocess.run(
        [*through, sys.executable, "-m", "salon", *arguments],
        cwd=directory,
        env=clean_environment(),
        input=given,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def try_to_serve(directory: Path, *options: str, through: tuple[str, ...] = ()) -> Ended:
    """Start a server that should refuse to run, and return how it refused."""
    return run_salon(directory, "serve", "--data", "data", *UNCHOSEN, *options, through=through)


class SalonProcess:
    """A server on free ports, its configuration, data and output in a directory; a context that ends it.

    A `salon.toml` in the directory is its configuration. `through` is a program that runs the server,
    `given` what it has as its input.
    """

    def __init__(
        self,
        directory: Path,
        *options: str,
        data: Path | str = "data",
        through: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        given: int = subprocess.DEVNULL,
    ) -> None:
        self.directory = directory
        self.database = directory / data / "salon.db"
        self._clients: list[IrcClient] = []
        command = [*through, sys.executable, "-m", "salon", "serve", "--data", str(data), *UNCHOSEN, *options]
        with self._output("said").open("wb") as said, self._output("log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=directory,
                env=clean_environment(**(environment or {})),
                stdin=given,
                stdout=said,
                stderr=log,
            )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        """Wait until the server is ready."""
        try:
            self.wait_ready()
        except BaseException:
            self.clear()
            raise
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        """End the server; a clean test wants a clean end."""
        try:
            if failure is None and self._process.poll() is None:
                self._hang_up()  # the end waits for whoever does not answer the end of TLS
                # How long that takes is no matter of most tests: a busy machine gets more than was promised.
                self.stop(seconds=DEADLINE)
        finally:
            self.clear()

    def _output(self, name: str) -> Path:
        return self.directory / f"salon.{name}"

    @property
    def said(self) -> str:
        """What the server printed for the person who started it."""
        return self._output("said").read_text("utf-8")

    @property
    def log(self) -> str:
        """What the server wrote for its operator."""
        return self._output("log").read_text("utf-8")

    def wait_ready(self, starts: int = 1) -> None:
        """Wait until it has said so many times that it is ready."""

        def ready() -> bool:
            assert self._process.poll() is None, f"the server ended: {self.said}{self.log}"
            return len(_READY.findall(self.log)) >= starts

        eventually(ready, "server that is ready")

    def wait_log(self, pattern: str, *, after: int = 0) -> str:
        """Wait for a line of the log that holds a pattern, after so many lines, and return it."""
        return eventually(
            lambda: next((line for line in self.log.splitlines()[after:] if re.search(pattern, line)), ""),
            f"{pattern!r} in the log",
        )

    @property
    def doors(self) -> dict[str, int]:
        """The ports that the server printed for each wire, the last time that it started."""
        return {name: int(port) for name, _, port in _LISTENING.findall(self.said)}

    @property
    def port(self) -> int:
        """The port of IRC without encryption."""
        return self.doors["IRC"]

    @property
    def tls_port(self) -> int:
        """The port of IRC over TLS."""
        return self.doors["IRC (TLS)"]

    def connect(self, *, tls: ssl.SSLContext | None = None, receive_buffer: int = 0) -> "IrcClient":
        """Open a connection, which lives no longer than the server."""
        port = self.port if tls is None else self.tls_port
        client = IrcClient(port, tls=tls, receive_buffer=receive_buffer)
        self._clients.append(client)
        return client

    def enter(self, nick: str, *channels: str, caps: str = "") -> "IrcClient":
        """Open a connection, register and enter channels."""
        client = self.connect()
        client.register(nick, caps)
        for channel in channels:
            client.join(channel)
        return client

    def send_signal(self, number: signal.Signals) -> None:
        """Send the server a signal."""
        self._process.send_signal(number)

    def wait_end(self, seconds: float = DEADLINE) -> int:
        """Wait until the server has ended, and return its exit code."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the server did not end in {seconds:g} s: {self.log}") from None

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = STOP_SECONDS) -> None:
        """Have the server end cleanly, in the time that it promises."""
        self.send_signal(number)
        assert self.wait_end(seconds) == 0, self.log

    def kill(self) -> None:
        """End the server without mercy; connections to it can still be read to their end."""
        self._process.kill()
        self._process.wait(DEADLINE)

    def clear(self) -> None:
        """End the server, however it is, and close what was open to it."""
        self.kill()
        self._hang_up()

    def _hang_up(self) -> None:
        for client in self._clients:
            client.close()


def trusting() -> ssl.SSLContext:
    """Return a context for a client that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def messages(lines: Iterable[str], target: str = "#c") -> list[str]:
    """Return what was said to a target in these lines, in their order."""
    found = (re.match(rf"(?:@\S+ )?:\S+ PRIVMSG {re.escape(target)} :(.*)", line) for line in lines)
    return [match[1] for match in found if match]


FOR_NEWCOMERS = ":To keep the nick "
"""What every guest is told behind the welcome: it is no part of any conversation (`tests/spec` holds it)."""


class IrcClient:
    """One connection of a client that reads what it waits for, and keeps every line that it received."""

    def __init__(
        self,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        receive_buffer: int = 0,
        host: str = "127.0.0.1",
        source: str = "",
    ) -> None:
        raw = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            raw.settimeout(DEADLINE)
            if receive_buffer:
                # Before it connects: it is then that the window is agreed on.
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            if source:
                raw.bind((source, 0))
            raw.connect((host, port))
            self.socket = raw if tls is None else tls.wrap_socket(raw)
        except OSError:
            raw.close()
            raise
        self.lines: list[str] = []
        self._looked_at = 0
        self.nick = ""
        self._rest = b""
        self._pings = 0
        self._ended = False

    def send(self, *lines: str) -> None:
        """Send lines."""
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def register(self, nick: str, caps: str = "") -> None:
        """Come in under a nick."""
        self.nick = nick
        wish = (f"CAP REQ :{caps}", "CAP END") if caps else ()
        self.send(*wish[:1], f"NICK {nick}", f"USER {nick.lower()} 0 * :{nick}", *wish[1:])
        self.wait_for(r" (376|422) ")

    def join(self, channel: str) -> list[str]:
        """Enter a channel, and return what was shown of it: its topic, names and last messages."""
        self.send(f"JOIN {channel}")
        return self.settle()

    def wait_for(self, pattern: str) -> str:
        """Return the next line that holds a pattern; what came before it is passed over."""
        end = time.monotonic() + DEADLINE
        start = self._looked_at
        while True:
            while self._looked_at < len(self.lines):
                line = self.lines[self._looked_at]
                self._looked_at += 1
                if re.search(pattern, line):
                    return line
            if not self._receive(end - time.monotonic()):
                end_of_it = "the connection ended" if self._ended else "time is over"
                last = [line[:200] for line in self.lines[start:][-20:]]
                raise AssertionError(f"no {pattern!r}, {end_of_it}; but: {last}")

    def settle(self) -> list[str]:
        """Return the lines not yet looked at, up to the answer to a PING that is sent now."""
        self._pings += 1
        start = self._looked_at
        self.send(f"PING settle{self._pings}")
        self.wait_for(f" PONG .*settle{self._pings}$")
        return self.lines[start : self._looked_at - 1]

    def wait_closed(self) -> list[str]:
        """Return the lines not yet looked at, up to the connection's end."""
        start = self._looked_at
        end = time.monotonic() + DEADLINE
        while self._receive(end - time.monotonic()):
            pass
        assert self._ended, f"still open after: {self.lines[start:][-20:]}"
        self._looked_at = len(self.lines)
        return self.lines[start:]

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _receive(self, seconds: float) -> bool:
        """Receive more; return whether there was more before the end of the connection or of the time."""
        if self._ended or seconds <= 0:
            return False
        self.socket.settimeout(seconds)
        data = b""
        with suppress(TimeoutError):
            try:
                data = self.socket.recv(65_536)
                self._ended = not data
            except (ConnectionError, ssl.SSLEOFError):
                self._ended = True
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        self.lines += [text for text in map(bytes.decode, lines) if FOR_NEWCOMERS not in text]
        return bool(data)


_ROUND = 500
"""Messages that are said at once."""


def flood_channel(speaker: IrcClient, *listeners: IrcClient) -> int:
    """Say more in #c than the system keeps for one who does not read; return the number of messages."""
    most_kept = int(Path("/proc/sys/net/ipv4/tcp_wmem").read_text("ascii").split()[2])
    rounds = most_kept // (_ROUND * 400) + 20
    for _ in range(rounds):
        speaker.send(*(f"PRIVMSG #c :{'x' * 400}" for _ in range(_ROUND)))
        for reader in (speaker, *listeners):
            reader.settle()
    return rounds * _ROUND
