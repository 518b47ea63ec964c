"""A line that reaches its peer by itself, whatever is written around it."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from salon.delivery.link import Link
from salon.gateways.spaced import APART_SECONDS, SpacedConnection
from salon.gateways.tcp import TcpDoor


class Loop:
    """A loop whose time passes when the test says so; a transport that notes when what is written."""

    def __init__(self) -> None:
        self.time = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.written: list[tuple[float, bytes]] = []
        self.closed_at: float | None = None

    def call_later(self, seconds: float, call: Callable[[], None]) -> None:
        """Remember a timer."""
        self.timers.append((self.time + seconds, call))

    def pass_time(self, seconds: float) -> None:
        """Let timers go off."""
        end = self.time + seconds
        while due := [timer for timer in self.timers if timer[0] <= end]:
            first = min(due, key=lambda timer: timer[0])
            self.timers.remove(first)
            self.time = first[0]
            first[1]()
        self.time = end

    def write(self, data: bytes) -> None:
        """Write."""
        self.written.append((self.time, data))

    def get_write_buffer_size(self) -> int:
        """Return what waits in the transport."""
        return 7

    def is_closing(self) -> bool:
        """Tell whether it is closed."""
        return self.closed_at is not None

    def close(self) -> None:
        """Close."""
        self.closed_at = self.time

    abort = close


@pytest.fixture
def loop() -> Loop:
    """Return the loop and transport of a connection."""
    return Loop()


@pytest.fixture
def connection(loop: Loop) -> SpacedConnection:
    """Return a connection that is open."""
    made = SpacedConnection(cast("TcpDoor", None), cast("asyncio.AbstractEventLoop", loop), b"ping\n")
    made._transport = cast("asyncio.Transport", loop)
    made._write = made._transport.write
    made._link = cast("Link", object())
    return made


def test_other_lines_are_written_at_once(loop: Loop, connection: SpacedConnection) -> None:
    """Also those that hold the word without being it."""
    connection.write(b"bob: salut\n")
    connection.write(b"bob: ping\nalice: ping?\n")
    assert loop.written == [(0, b"bob: salut\n"), (0, b"bob: ping\nalice: ping?\n")]
    assert loop.timers == []


def test_the_line_is_apart_from_others(loop: Loop, connection: SpacedConnection) -> None:
    """What came before it is written before, what is behind it or comes meanwhile after, all in order."""
    connection.write(b"a\nping\nb\nc\n")
    connection.write(b"d\n")
    loop.pass_time(APART_SECONDS)
    connection.write(b"e\n")
    loop.pass_time(1)
    assert loop.written == [(0, b"a\n"), (APART_SECONDS, b"ping\n"), (2 * APART_SECONDS, b"b\nc\nd\ne\n")]
    connection.write(b"f\n")
    assert loop.written[-1] == (loop.time, b"f\n")


def test_two_such_lines_are_apart_from_each_other(loop: Loop, connection: SpacedConnection) -> None:
    """Each is a piece of its own."""
    connection.write(b"ping\n")
    connection.write(b"ping\n")
    loop.pass_time(1)
    assert [data for _, data in loop.written] == [b"ping\n", b"ping\n"]
    assert loop.written[1][0] - loop.written[0][0] >= APART_SECONDS


def test_what_waits_counts_as_unread(loop: Loop, connection: SpacedConnection) -> None:
    """The limit of what a peer may leave unread holds for it too."""
    assert connection.unread() == 7
    connection.write(b"ping\nsalut\n")
    assert connection.unread() == 18
    loop.pass_time(1)
    assert connection.unread() == 7


def test_all_is_written_before_it_closes(loop: Loop, connection: SpacedConnection) -> None:
    """Last words are apart too; then the connection closes."""
    connection.write(b"ping\nDeconnexion\n")
    connection.close()
    assert loop.closed_at is None
    loop.pass_time(1)
    assert [data for _, data in loop.written] == [b"ping\n", b"Deconnexion\n"]
    assert loop.closed_at is not None


def test_it_closes_at_once_where_nothing_waits(loop: Loop, connection: SpacedConnection) -> None:
    """As any other connection."""
    connection.write(b"Deconnexion\n")
    connection.close()
    assert loop.closed_at == 0


def test_nothing_is_written_to_who_is_gone(loop: Loop, connection: SpacedConnection) -> None:
    """The connection is lost while the line waits."""
    connection.write(b"ping\na\n")
    connection._link = None
    connection.write(b"b\n")
    loop.pass_time(1)
    assert loop.written == []
