"""The far end of an outbox is the same whatever is behind it: any kind of connection, or a test's client."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import pytest

from harness.event_loops import PATIENCE
from harness.live_hub import LiveHub
from harness.world import World
from salon.delivery.outbox import Sink
from salon.delivery.session import LiveSession
from salon.gateways.addresses import Addresses
from salon.gateways.admission import Admission
from salon.gateways.http import PATH, TEXT, HttpListener
from salon.gateways.sockets import listen
from salon.gateways.tcp import TcpListener
from salon.gateways.tls import make_self_signed, server_context
from salon.wire import framing
from salon.wire.framing import STREAM, Framing
from salon.wire.irc.session import IrcSession
from salon.wire.session import Pieces, Wire

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


class Peer(Protocol):
    """Somebody at the other end of a sink, and what they have got."""

    framing: Framing
    link: LiveSession
    lines: list[str]
    ended: bool

    async def say(self, line: str) -> None:
        """Say a line to the server."""

    async def turn(self) -> None:
        """Let a little happen."""


Connected = Callable[[Path], "AsyncIterator[Peer]"]


class WorldPeer:
    """The client of the tests' world."""

    framing: Framing = STREAM

    def __init__(self) -> None:
        self.world = World()
        self.client = self.world.connect()
        self.link = self.client.link
        self.lines: list[str] = []
        self.ended = False

    async def say(self, line: str) -> None:
        """Say a line."""
        self.lines += self.client.send(line)

    async def turn(self) -> None:
        """Let all happen that needs no time."""
        self.world.settle()
        self.lines += self.client.take()
        self.ended = self.client.closed


class StreamPeer:
    """A client of a TCP listener."""

    framing: Framing = STREAM

    def __init__(self, link: LiveSession, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.link = link
        self.lines: list[str] = []
        self.ended = False
        self.writer = writer
        self.reading = asyncio.ensure_future(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while line := await reader.readline():
                self.lines.append(line.decode().removesuffix("\r\n"))
        self.ended = True

    async def say(self, line: str) -> None:
        """Say a line."""
        self.writer.write(f"{line}\r\n".encode())

    async def turn(self) -> None:
        """Let a moment pass."""
        await asyncio.sleep(0.005)


class SocketPeer:
    """A client of an HTTP listener, by WebSocket."""

    framing: Framing = framing.TEXT

    def __init__(self, link: LiveSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.link = link
        self.lines: list[str] = []
        self.ended = False
        self.socket = socket
        self.reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            self.lines.append(message.data)
        self.ended = True

    async def say(self, line: str) -> None:
        """Say a line."""
        await self.socket.send_str(line)

    async def turn(self) -> None:
        """Let a moment pass."""
        await asyncio.sleep(0.005)


@asynccontextmanager
async def in_the_world(_: Path) -> AsyncIterator[Peer]:
    """Connect to the tests' world."""
    yield WorldPeer()


async def only_session(live: LiveHub) -> LiveSession:
    """Return the session of the only connection, once it is there."""
    while not live.hub.sessions:  # noqa: ASYNC110 - a hub has no events
        await asyncio.sleep(0.005)
    return next(iter(live.hub.sessions.values()))


async def end(live: LiveHub, listener: TcpListener | HttpListener) -> None:
    """End a listener and its connections."""
    listener.close()
    live.hub.dismiss("The test is over")
    for session in list(live.hub.sessions.values()):
        session.sink.abort()
    await listener.empty.wait()
    await asyncio.sleep(0.01)  # so that the transports do not outlive the loop


@asynccontextmanager
async def over_tcp(files: Path, *, tls: bool = False, pieces: Pieces | None = None) -> AsyncIterator[Peer]:
    """Connect by TCP."""
    live, server, client = LiveHub(), None, None
    wire = live.wire()
    if tls:
        make_self_signed(files / "cert.pem", files / "key.pem", "localhost")
        server = server_context(files / "cert.pem", files / "key.pem")
        client = ssl.create_default_context(cafile=files / "cert.pem")
    if pieces is not None:

        class PiecesSession(IrcSession):
            """A client that reads in pieces."""

        PiecesSession.pieces = pieces
        wire = Wire("irc", lambda session: PiecesSession(live.irc, session, 0.0))
    listener = TcpListener(Admission(live.hub, Addresses(0), b"secret"), wire, server)
    sockets = listen(("127.0.0.1",), 0)
    port = sockets[0].getsockname()[1]
    await listener.start(sockets)
    hostname = "localhost" if tls else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=hostname)
    peer = StreamPeer(await only_session(live), reader, writer)
    try:
        yield peer
    finally:
        await end(live, listener)
        writer.close()
        await peer.reading


@asynccontextmanager
async def over_websocket(_: Path) -> AsyncIterator[Peer]:
    """Connect by WebSocket."""
    live = LiveHub()
    admission = Admission(live.hub, Addresses(0), b"secret")
    listener = HttpListener(admission, {TEXT: live.wire(framing.TEXT)}, (), (), {})
    sockets = listen(("127.0.0.1",), 0)
    url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}{PATH}"
    await listener.start(sockets)
    async with aiohttp.ClientSession() as client, client.ws_connect(url, protocols=(TEXT,)) as socket:
        peer = SocketPeer(await only_session(live), socket)
        try:
            yield peer
        finally:
            await end(live, listener)
            await peer.reading


WAYS: dict[str, Callable[[Path], Any]] = {
    "stand-in": in_the_world,
    "tcp": over_tcp,
    "tls": lambda files: over_tcp(files, tls=True),
    "pieces": lambda files: over_tcp(files, pieces=Pieces(1024, b"ping\r\n")),
    "websocket": over_websocket,
}

Test = Callable[[Peer, Sink], Awaitable[None]]


@pytest.fixture(params=WAYS)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Test], None]:
    """Run a test with a peer at the other end of each kind of sink."""

    async def connected(test: Test) -> None:
        async with WAYS[request.param](tmp_path) as peer:
            await test(peer, peer.link.sink)

    return lambda test: asyncio.run(asyncio.wait_for(connected(test), PATIENCE))


async def until(peer: Peer, look: Callable[[], object]) -> None:
    """Let things happen until something is so."""
    await peer.turn()
    while not look():
        await peer.turn()


def is_lost(peer: Peer) -> bool:
    """Tell whether the hub knows that the connection is gone."""
    return bool(peer.link.lost)


def test_what_is_written_comes_in_its_order(run: Callable[[Test], None]) -> None:
    """All of it, and then nothing of it is unread."""

    async def test(peer: Peer, sink: Sink) -> None:
        lines = [f"{number} {'x' * number}" for number in range(200)]
        for line in lines:
            sink.write(peer.framing.frame(line))
        await until(peer, lambda: len(peer.lines) == len(lines))
        assert peer.lines == lines
        await until(peer, lambda: sink.unread() == 0)

    run(test)


def test_what_was_written_comes_before_the_end(run: Callable[[Test], None]) -> None:
    """Also by pieces; what is written after it never comes. The hub is told later, and once."""

    async def test(peer: Peer, sink: Sink) -> None:
        sink.write(peer.framing.frame("ping"))
        sink.write(peer.framing.frame("last"))
        sink.close()
        assert not is_lost(peer)
        await until(peer, lambda: peer.ended and is_lost(peer))
        sink.write(peer.framing.frame("too late"))
        sink.close()
        sink.pause(paused=True)
        sink.abort()
        await peer.turn()
        assert peer.lines == ["ping", "last"]
        assert peer.link.lost == "Connection closed"

    run(test)


def test_a_connection_is_cut(run: Callable[[Test], None]) -> None:
    """At once for the peer, and not before the hub's turn is over for the hub."""

    async def test(peer: Peer, sink: Sink) -> None:
        sink.abort()
        sink.write(peer.framing.frame("too late"))
        assert not is_lost(peer)
        await until(peer, lambda: peer.ended and is_lost(peer))
        assert peer.lines == []

    run(test)


def test_nobody_is_heard_while_not_read(run: Callable[[Test], None]) -> None:
    """What they said meanwhile is heard after that, all in order."""

    async def test(peer: Peer, sink: Sink) -> None:
        sink.pause(paused=True)
        await peer.turn()
        for number in range(3):
            await peer.say(f"PING {number}")
        for _ in range(5):
            await peer.turn()
        assert peer.lines == []
        sink.pause(paused=False)
        await until(peer, lambda: len(peer.lines) == 3)
        assert [line[-1] for line in peer.lines] == ["0", "1", "2"]

    run(test)
