"""The directory's side of the wire `annuaire`: how it is asked, and what its answers say.

One request a connection, function and argument in one piece. The end of the stream behind it tells a
directory that there is no more; an original one does not care.
"""

import asyncio
import re
from contextlib import suppress
from typing import NamedTuple

from salon.direct.link import Peer

FIND = "1"
DATABASE = "2"
TAKE = "3"
ONLINE = "4"
LEAVE = "5"
STOP = "6"
HELLO = "7"


class Patience(NamedTuple):
    """How many seconds an answer may take."""

    first: float = 5.0
    """To begin. An original directory sleeps before it answers."""

    silence: float = 1.5
    """To go on: after so much silence it is whole."""

    whole: float = 15.0
    """To be whole."""


PATIENCE = Patience()

LONGEST_ANSWER = 4 * 1024 * 1024

_FOUND = re.compile(r"His IP address is (\S+) \((.*)\)")
_ONLINE = re.compile(r"^\t(\S+) \(", re.MULTILINE)
_READ_SIZE = 65_536


class Found(NamedTuple):
    """A machine that a name means."""

    address: str
    host: str


def parse_addresses(answer: str) -> list[Found]:
    """Return the machines of an answer to `FIND`."""
    return [Found(*match.groups()) for line in answer.splitlines() if (match := _FOUND.fullmatch(line))]


def parse_names(answer: str) -> list[str]:
    """Return the pseudonyms of an answer to `ONLINE`."""
    return _ONLINE.findall(answer)


def is_taken(answer: str, name: str) -> bool:
    """Tell whether an answer to `TAKE` says that the name is ours."""
    return answer.startswith(f"{name} replaced ")


class Directory:
    """The directory at an address."""

    def __init__(self, where: Peer, patience: Patience = PATIENCE) -> None:
        self.where = where
        self._patience = patience

    async def ask(self, function: str, argument: str = "") -> str:
        """Return the answer to a request. Raises OSError where none came."""
        async with asyncio.timeout(self._patience.first):
            reader, writer = await asyncio.open_connection(*self.where)
        try:
            writer.write(f"{function}{argument}".encode("utf-8", "surrogateescape"))
            writer.write_eof()
            answer = await self._receive(reader)
        finally:
            writer.close()
        return answer.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n")

    async def _receive(self, reader: asyncio.StreamReader) -> bytes:
        """Return what comes until the directory closes; an original one may answer and never close."""
        answer = await asyncio.wait_for(reader.read(_READ_SIZE), self._patience.first)
        more = answer
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience.whole):
                while more and len(answer) < LONGEST_ANSWER:
                    more = await asyncio.wait_for(reader.read(_READ_SIZE), self._patience.silence)
                    answer += more
        return answer
