"""People who are connected and say nothing, and a channel with a long past: what there is beside a load.

It must not know what is measured meanwhile.
"""

import socket
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from yardstick.servers import BenchError

AT_ONCE: Final = 100
"""How many are on their way in together."""

NAMES_AT_ONCE: Final = 10
"""Channels in one JOIN."""

CLIENTS_AN_ADDRESS: Final = 20_000
"""A source address has 28,000 ports; then comes the next one."""

WAIT_SECONDS: Final = 60.0
PAST: Final = "#past"
PAGE: Final = 100
READS: Final = 20
"""How often the latest page is read; the median counts."""


class Person:
    """One connection to a server of IRC, read only when something is waited for."""

    def __init__(self, port: int, number: int) -> None:
        self.number = number
        source = f"127.0.1.{1 + number // CLIENTS_AN_ADDRESS}"
        self._socket = socket.create_connection(("127.0.0.1", port), WAIT_SECONDS, (source, 0))
        self._received = b""

    def say(self, *lines: str) -> None:
        """Send lines."""
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self, wanted: bytes, count: int = 1) -> None:
        """Read until something has come so many times; raises BenchError if the server does not say it."""
        while self._received.count(wanted) < count:
            data = self._socket.recv(65_536)
            if not data:
                raise BenchError(f"the server dropped client {self.number}: {self._received[-200:]!r}")
            self._received += data
        self._received = b""

    def leave(self) -> None:
        """Close the connection."""
        self._socket.close()


class Crowd:
    """Everybody who is connected to one server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._people: list[Person] = []

    def enter(self, channels: Sequence[str]) -> list[Person]:
        """Have one person come in for each of the channels, and join it; returns them."""
        arrived: list[Person] = []
        for start in range(0, len(channels), AT_ONCE):
            some = [
                (Person(self._port, len(self._people) + place), channel)
                for place, channel in enumerate(channels[start : start + AT_ONCE])
            ]
            self._people += (person for person, _ in some)
            for person, channel in some:
                person.say(f"NICK c{person.number}", "USER crowd 0 * :crowd", f"JOIN {channel}")
            for person, _ in some:
                person.hear(b" 366 ")
            arrived += (person for person, _ in some)
        return arrived

    def disperse(self) -> None:
        """Have everybody go."""
        for person in self._people:
            person.leave()
        self._people.clear()


def join(person: Person, channels: Sequence[str]) -> None:
    """Have a person join channels, and wait for the end of each one's names."""
    for start in range(0, len(channels), NAMES_AT_ONCE):
        some = channels[start : start + NAMES_AT_ONCE]
        person.say(f"JOIN {','.join(some)}")
        person.hear(b" 366 ", len(some))


def begin_past(port: int) -> None:
    """Have one message said in a channel."""
    crowd = Crowd(port)
    (person,) = crowd.enter([PAST])
    person.say(f"PRIVMSG {PAST} :{'x' * 64}", "PING said")
    person.hear(b" PONG ")
    crowd.disperse()


def lengthen_past(database: Path, count: int) -> None:
    """Let that message stand there so many times, in the database of a server that is stopped."""
    with sqlite3.connect(database) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(message)") if row[1] != "sequence"]
        columns = ", ".join(names)
        (there,) = connection.execute("SELECT count(*) FROM message").fetchone()
        again = f"INSERT INTO message ({columns}) SELECT {columns} FROM turn, (SELECT * FROM message LIMIT 1)"  # noqa: S608 - of the schema
        turns = "WITH RECURSIVE turn (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turn LIMIT ?)"
        connection.execute(f"{turns} {again}", (max(count - there, 0),))
    connection.close()


def read_latest(port: int) -> float:
    """Return how many milliseconds a client waits for the channel's latest messages."""
    crowd = Crowd(port)
    (person,) = crowd.enter(["#reader"])
    person.say("CAP REQ :batch server-time message-tags draft/chathistory", f"JOIN {PAST}")
    person.hear(b" 366 ")
    took = []
    for _ in range(READS):
        began = time.perf_counter()
        person.say(f"CHATHISTORY LATEST {PAST} * {PAGE}")
        person.hear(b"BATCH -")
        took.append((time.perf_counter() - began) * 1e3)
    crowd.disperse()
    return median(took)
