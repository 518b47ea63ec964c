"""Tries an installed Salon as people would: starts it, opens its page, talks, and reads that after a restart.

It knows the command and the wires, and imports nothing of Salon.
"""

import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

SECONDS: Final = 30.0
"""How long anything may take."""

DIALECTS: Final = ("annuaire", "public", "bonjour", "relais", "chaines")
FREE_PORTS: Final = tuple(
    word
    for setting in ("irc", "irc.tls", "http", *(f"dialects.{name}" for name in DIALECTS))
    for word in ("--set", f"{setting}.port=0")
)

_LISTENING: Final = re.compile(r"^Listening: (.+) on .+ port (\d+)$", re.MULTILINE)
_READY: Final = re.compile("ready: Salon")


class Failed(Exception):  # noqa: N818 - named for the fact
    """Something is not as people expect it; the text says what."""


class Person:
    """Somebody with an IRC client, over TLS or not."""

    def __init__(self, host: str, port: int, nick: str, *, tls: bool = False) -> None:
        self._socket: socket.socket = socket.create_connection((host, port), SECONDS)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # it is the server's own
            self._socket = context.wrap_socket(self._socket)
        self._lines = self._socket.makefile("rb")
        self.say(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        self.hear(" 376 ", " 422 ")

    def say(self, *lines: str) -> None:
        """Send lines."""
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self, *wanted: str) -> str:
        """Return the next line with one of some texts in it; raises Failed if none comes."""
        heard = []
        try:
            for line in self._lines:
                heard.append(line.decode().rstrip())
                if any(text in heard[-1] for text in wanted):
                    return heard[-1]
        except TimeoutError:
            pass
        raise Failed(f"no {wanted} came, but: {heard[-5:]}")

    def close(self) -> None:
        """Leave."""
        self._lines.close()
        self._socket.close()


def talk(host: str, irc: int, http: int, *, tls: bool = False) -> None:
    """Open the page, and have one person hear another; raises Failed."""
    for path, expected in (("/healthz", b"alive"), ("/readyz", b"ready"), ("/", b'<script type="module"')):
        got = read(host, http, path)
        if expected not in got:
            raise Failed(f"{path} has no {expected!r}, but: {got[:200]!r}")
    with (
        closing(Person(host, irc, "alice", tls=tls)) as alice,
        closing(Person(host, irc, "bob", tls=tls)) as bob,
    ):
        alice.say("JOIN #smoke")
        alice.hear(" 366 ")
        bob.say("JOIN #smoke")
        bob.hear(" 366 ")
        alice.say("PRIVMSG #smoke :Bonjour")
        bob.hear("PRIVMSG #smoke :Bonjour")


def remember(host: str, irc: int, *, tls: bool = False) -> None:
    """See that what was said is shown to somebody who comes later; raises Failed."""
    with closing(Person(host, irc, "carol", tls=tls)) as carol:
        carol.say("JOIN #smoke")
        carol.hear("#smoke :Bonjour", "] Bonjour")  # without server-time, its time stands before it


def read(host: str, port: int, path: str) -> bytes:
    """Return what a path has; raises Failed where it is not answered with 200."""
    with closing(HTTPConnection(host, port, timeout=SECONDS)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != 200:
            raise Failed(f"{path}: {answer.status} {answer.reason}")
        return answer.read()


@contextmanager
def serving(
    command: Sequence[str], directory: Path, environment: Mapping[str, str] | None = None
) -> Iterator[dict[str, int]]:
    """Start a server on free ports, which are given by wire, and stop it; raises Failed where it does not."""
    output = directory / "output"
    with (
        output.open("wb") as file,
        subprocess.Popen(  # noqa: S603 - the server that is tried
            [*command, "serve", "--data", str(directory / "data"), "--language", "en", *FREE_PORTS],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=directory,
            env=_environment(environment or {}),
        ) as process,
    ):
        try:
            end = time.monotonic() + SECONDS
            while not _READY.search(said := output.read_text("utf-8")):
                if process.poll() is not None or time.monotonic() > end:
                    raise Failed(f"it does not start:\n{said}")
                time.sleep(0.02)
            yield {wire: int(port) for wire, port in _LISTENING.findall(said)}
            process.send_signal(signal.SIGTERM)
            if (code := process.wait(SECONDS)) != 0:
                raise Failed(f"it ended with {code}:\n{output.read_text('utf-8')}")
        finally:
            process.kill()


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALON__")}
    return {**kept, **more}


def try_out(command: Sequence[str], directory: Path, environment: Mapping[str, str] | None = None) -> None:
    """Try a command for a server from its start to after a restart; raises Failed."""
    with serving(command, directory, environment) as ports:
        talk("127.0.0.1", ports["IRC"], ports["HTTP"])
    with serving(command, directory, environment) as ports:
        remember("127.0.0.1", ports["IRC"])
