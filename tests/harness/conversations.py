"""Recorded conversations: what people type into their terminals and what they get, as guides show them.

In a block of Markdown that is marked `conversation`:

    alice$ nc -N localhost 1459 Alice connects, to the port that a door has by default
    alice> /JOIN jardin         she sends a line; `^D` is the end of her input, told by `-N`
    alice< Bienvenue ...        she gets a line
    alice$                      her connection is closed: her shell is back

All that anybody gets after a line that is sent stands before the next one, in order for each of them. `…` in
a line that somebody gets is any text, alone any number of lines. The blocks of a file are one conversation.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from harness.world import Client, MakeDialect, World

END_OF_INPUT = "^D"

_BLOCK = re.compile(r"^```conversation\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"(\w+)([$<>])(?: (.*))?")
_NETCAT = re.compile(r"nc -N localhost (\d+)")


class Line(NamedTuple):
    """One line of a recording: whose it is, which sign stands before it, and where it stands."""

    who: str
    sign: str
    text: str
    number: int

    @property
    def is_input(self) -> bool:
        """Whether this is something that somebody does."""
        return self.sign == ">" or (self.sign == "$" and bool(self.text))


def read_conversation(file: Path) -> list[Line]:
    """Return the lines of a file's conversation."""
    return list(_lines(file.read_text("utf-8")))


def _lines(text: str) -> Iterator[Line]:
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        for number, line in enumerate(block[1].splitlines(), first):
            match = _LINE.fullmatch(line)
            assert match, f"line {number} is no line of a conversation: {line}"
            yield Line(match[1], match[2], match[3] or "", number)


class Replay:
    """Lives through a conversation in a world. `doors`: what is behind each port; None is IRC."""

    def __init__(self, world: World, doors: Mapping[int, MakeDialect | None]) -> None:
        self._world = world
        self._doors = doors
        self._clients: dict[str, Client] = {}
        self._gone: set[str] = set()
        self._expected: dict[str, list[str]] = {}
        self._leaving: set[str] = set()

    def play(self, lines: list[Line]) -> None:
        """Do what people did; raises AssertionError where anybody gets something else."""
        number = 0
        for line in lines:
            if line.is_input:
                self._check(number)
                self._do(line)
                number = line.number
            elif line.sign == "<":
                self._expected.setdefault(line.who, []).append(line.text)
            else:
                self._leaving.add(line.who)
        self._check(number)

    def _do(self, line: Line) -> None:
        if line.sign == "$":
            match = _NETCAT.fullmatch(line.text)
            assert match, f"line {line.number}: who comes in says how: {line.text}"
            make = self._doors[int(match[1])]
            world = self._world
            self._gone.discard(line.who)
            self._clients[line.who] = world.connect() if make is None else world.connect_dialect(make)
            return
        client = self._clients[line.who]
        if line.text == END_OF_INPUT:
            self._world.hub.receive_eof(client.link)
        else:
            self._world.hub.receive(client.link, f"{line.text}\n".encode())
        self._world.settle()

    def _check(self, number: int) -> None:
        for who, client in self._clients.items():
            got, expected = client.take(), self._expected.pop(who, [])
            assert _fits(got, expected), f"after line {number} {who} gets {got} and not {expected}"
            closed = client.closed and who not in self._gone
            assert closed is (who in self._leaving), f"after line {number}: connection of {who}"
            if closed:
                self._gone.add(who)
        assert not self._expected, f"after line {number}: nobody is called {list(self._expected)}"
        self._leaving.clear()


def _fits(got: list[str], expected: list[str]) -> bool:
    pattern = "".join(
        r"(?:[^\n]*\n)*" if line == "…" else "[^\n]*".join(map(re.escape, line.split("…"))) + "\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in got)) is not None
