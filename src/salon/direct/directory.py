"""The directory's side of the wire `annuaire`: how it is asked, and what its answers say.

One request a connection, function and argument in one piece. The end of the stream behind it tells a
directory that there is no more; an original one does not care.
"""

import re
import socket
from typing import NamedTuple

from salon.direct.link import Peer

FIND = "1"
DATABASE = "2"
TAKE = "3"
ONLINE = "4"
LEAVE = "5"
STOP = "6"
HELLO = "7"

ANSWER_SECONDS = 5.0
"""How long an answer may take. An original directory sleeps before it answers."""

LONGEST_ANSWER = 4 * 1024 * 1024

_FOUND = re.compile(r"His IP address is (\S+) \((.*)\)")
_READ_SIZE = 65_536


class Found(NamedTuple):
    """A machine that a name means."""

    address: str
    host: str


def parse_addresses(answer: str) -> list[Found]:
    """Return the machines of an answer to `FIND`."""
    return [Found(*match.groups()) for line in answer.splitlines() if (match := _FOUND.fullmatch(line))]


def is_taken(answer: str, name: str) -> bool:
    """Tell whether an answer to `TAKE` says that the name is ours."""
    return answer.startswith(f"{name} replaced ")


class Directory:
    """The directory at an address."""

    def __init__(self, where: Peer, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.where = where
        self._answer_seconds = answer_seconds

    def ask(self, function: str, argument: str = "") -> str:
        """Return the answer to a request. Raises OSError."""
        with socket.create_connection(self.where, self._answer_seconds) as connection:
            connection.sendall(f"{function}{argument}".encode("utf-8", "surrogateescape"))
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while len(answer) < LONGEST_ANSWER and (data := connection.recv(_READ_SIZE)):
                answer += data
        return answer.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n")
