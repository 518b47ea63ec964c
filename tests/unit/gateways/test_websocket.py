"""A WebSocket connection past its handshake, without a server."""

import asyncio
import tracemalloc
from typing import Any, cast

import pytest

from harness.event_loops import Run
from salon.gateways.frames import CloseCode, Opcode, close_frame
from salon.gateways.websocket import WebSocketConnection

PIECE = 65_536
BAD = {
    "a frame that is not masked": b"\x81\x01x",
    "a message that is too large": b"\x81\xff" + (1 << 62).to_bytes(8, "big") + b"\0\0\0\0",
    "too many frames at once": b"\x89\x80\0\0\0\0" * 2_000,
}


class Transport:
    """The server's end of a connection whose peer never goes."""

    def __init__(self) -> None:
        self.written = b""
        self.is_read = True

    def write(self, data: bytes) -> None:
        """Note what is written."""
        self.written += data

    def is_closing(self) -> bool:
        """Say that it is open."""
        return False

    def get_write_buffer_size(self) -> int:
        """Say that the peer reads."""
        return 0

    def pause_reading(self) -> None:
        """Read no more."""
        self.is_read = False

    def resume_reading(self) -> None:
        """Read again."""
        self.is_read = True

    def abort(self) -> None:
        """Go on all the same."""


class Hub:
    """Whoever admits the peer, and hears what it says."""

    @property
    def hub(self) -> "Hub":
        """The same."""
        return self

    def open(self, *_: object, **__: object) -> "Hub":
        """Open a session."""
        return self

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def receive(self, _session: object, data: bytes) -> None:
        """Take lines."""
        self.received.append(data)

    def lost(self, _session: object, _reason: str) -> None:
        """Take note of the end."""


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_follows_a_bad_frame_is_not_kept(bad: bytes, run: Run) -> None:
    """A peer that is told to go, and sends on, does not fill the memory until it is cut off."""

    async def main() -> None:
        transport = Transport()
        connection = WebSocketConnection(cast("Any", transport), asyncio.get_running_loop(), None)
        connection.open(cast("Any", Hub()), cast("Any", None), "127.0.0.1")
        connection.feed_data(bad)
        answer = transport.written
        assert b"\x88\x02" in answer
        tracemalloc.start()
        try:
            for _ in range(100):
                connection.feed_data(b"x" * PIECE)
            _, highest = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert highest < 4 * PIECE
        assert transport.written == answer
        connection.lost(None)

    run(main())


def test_the_lines_of_one_read_are_handed_on_together(run: Run) -> None:
    """A hundred frames cost about what a hundred lines of a stream do."""

    async def main() -> None:
        hub = Hub()
        connection = WebSocketConnection(cast("Any", Transport()), asyncio.get_running_loop(), None)
        connection.open(cast("Any", hub), cast("Any", None), "127.0.0.1")
        line, ping = b"\x81\x81\0\0\0\0x", b"\x89\x80\0\0\0\0"
        connection.feed_data((line + ping) * 50)
        assert hub.received == [b"x\n\n" * 50]
        connection.lost(None)

    run(main())


def test_what_came_before_a_message_of_the_wrong_kind_is_done(run: Run) -> None:
    """The peer has said it, and is told only then that it must go."""

    async def main() -> None:
        hub, transport = Hub(), Transport()
        connection = WebSocketConnection(cast("Any", transport), asyncio.get_running_loop(), Opcode.TEXT)
        connection.open(cast("Any", hub), cast("Any", None), "127.0.0.1")
        connection.feed_data(b"\x81\x81\0\0\0\0x" + b"\x82\x81\0\0\0\0y")
        assert hub.received == [b"x\n"]
        assert transport.written == close_frame(CloseCode.UNSUPPORTED)
        connection.lost(None)

    run(main())


def test_a_connection_that_closes_is_read_again(run: Run) -> None:
    """Else the peer's answer would never be seen, of one that was too fast to be read."""

    async def main() -> None:
        transport = Transport()
        connection = WebSocketConnection(cast("Any", transport), asyncio.get_running_loop(), None)
        connection.open(cast("Any", Hub()), cast("Any", None), "127.0.0.1")
        connection.pause(paused=True)
        assert not transport.is_read
        connection.close()
        assert transport.is_read
        connection.lost(None)

    run(main())
