"""A TCP listener over real sockets of this machine: on both event loops, plain and over TLS."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

import pytest

from harness.event_loops import Run
from harness.live_hub import LiveHub
from salon.core.state import Session
from salon.delivery.session import LiveSession
from salon.gateways import tcp
from salon.gateways.addresses import Addresses, cloak
from salon.gateways.admission import Admission
from salon.gateways.sockets import listen
from salon.gateways.tcp import TcpConnection, TcpListener
from salon.gateways.tls import make_self_signed, server_context

SECRET = b"secret"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate and its key, once for all tests."""
    files = tmp_path_factory.mktemp("tls")
    made = files / "cert.pem", files / "key.pem"
    make_self_signed(*made, "localhost")
    return made


class Server:
    """A hub behind a listener."""

    def __init__(self, *, limit: int = 0, tls: ssl.SSLContext | None = None, queue: int = 1_000_000) -> None:
        live = LiveHub(queue=queue)
        self.state, self.hub, self.irc = live.state, live.hub, live.irc
        self.addresses = Addresses(limit)
        self.listener = TcpListener(Admission(self.hub, self.addresses, SECRET), live.wire(), tls)
        self.port = 0

    async def __aenter__(self) -> Self:
        sockets = listen(("127.0.0.1",), 0)
        self.port = sockets[0].getsockname()[1]
        await self.listener.start(sockets)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.listener.close()
        self.hub.dismiss("The test is over")
        for connection in [*self.listener.connections]:
            connection.abort()
        await until(lambda: not self.listener.connections)
        # So that the transports, which close in the next turn, do not outlive the loop.
        await asyncio.sleep(0)

    def sessions(self) -> list[Session]:
        """Return the sessions of the people who are in."""
        return [link.core for link in self.hub.sessions.values() if link.core.person is not None]


class Caller:
    """A client at the other end of a real connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def say(self, *lines: str) -> None:
        """Send lines."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def line(self) -> str:
        """Return the next line; an empty one when there are no more."""
        return (await self.reader.readline()).decode().removesuffix("\r\n")

    async def until(self, words: str) -> str:
        """Return the next line in which some words stand."""
        while words not in (line := await self.line()):
            assert line, f"the connection ended before {words}"
        return line

    async def rest(self) -> list[str]:
        """Return all lines up to the end of the stream."""
        return (await self.reader.read()).decode().split("\r\n")[:-1]


@contextlib.asynccontextmanager
async def call(server: Server, nick: str = "", **options: Any) -> AsyncIterator[Caller]:
    """Connect, and come in under a nick; hang up afterwards."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, **options)
    caller = Caller(reader, writer)
    try:
        if nick:
            caller.say(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "JOIN #a")
            await caller.until(" 366 ")
        yield caller
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; whoever calls bounds the time."""
    while not holds():  # noqa: ASYNC110 - what is waited for knows nothing of events
        await asyncio.sleep(0.001)


def reset_at_close(sock: socket.socket) -> None:
    """Have a socket's connection reset, rather than ended, when it is closed."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def trusting(certificate: Path) -> ssl.SSLContext:
    """Return a client's context that trusts one certificate."""
    return ssl.create_default_context(cafile=certificate)


# --- talking -----------------------------------------------------------------------------------


def test_people_talk(run: Run) -> None:
    """In pieces that have nothing to do with lines; each at a host that stands for the address."""

    async def main() -> None:
        async with Server() as server, call(server, "ann") as ann, call(server, "ben") as ben:
            await ann.until("JOIN #a")
            for piece in (b"PRIV", b"MSG #a :sa", b"lut\r\nPING 1\r", b"\n"):
                ann.writer.write(piece)
                await ann.writer.drain()
                await asyncio.sleep(0)
            assert await ann.until(" PONG ") == ":salon.test PONG salon.test :1"
            host = cloak("127.0.0.1", SECRET)
            assert await ben.until("PRIVMSG") == f":ann!~ann@{host} PRIVMSG #a :salut"
            assert {(its.address, its.host, its.secure) for its in server.sessions()} == {
                ("127.0.0.1", host, False)
            }

    run(main())


def test_what_is_written_goes_out_at_once(run: Run) -> None:
    """And a peer that vanished is found, on wires without a ping too."""

    async def main() -> None:
        async with Server() as server, call(server, "ann"):
            (connection,) = server.listener.connections
            sock = connection._transport.get_extra_info("socket")
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 120

    run(main())


def test_over_tls(run: Run, certificate: tuple[Path, Path]) -> None:
    """The same, and it is known to be secure; who hangs up is gone."""

    async def main() -> None:
        context = server_context(*certificate)
        secure = {"ssl": trusting(certificate[0]), "server_hostname": "localhost"}
        async with Server(tls=context) as server, call(server, "ben", **secure) as ben:
            async with call(server, "ann", **secure) as ann:
                ann.say("PRIVMSG #a :salut")
                await ben.until("PRIVMSG #a :salut")
                assert [session.secure for session in server.sessions()] == [True, True]
            assert "Connection closed" in await ben.until("QUIT")

    run(main())


# --- the end of a connection -------------------------------------------------------------------


def test_half_a_connection_is_answered(run: Run) -> None:
    """Who has said all there is to say still hears the answers, and then goodbye."""

    async def main() -> None:
        async with Server() as server, call(server, "ann") as ann:
            ann.say("PRIVMSG ann :à moi", "PING 1")
            ann.writer.write_eof()
            answers = await ann.rest()
            assert [line.split(" ")[1] for line in answers] == ["PRIVMSG", "PONG", ":Closing"]
            assert answers[-1] == "ERROR :Closing link: Connection closed"
            await until(lambda: not server.hub.sessions)

    run(main())


def test_who_says_goodbye_is_disconnected(run: Run) -> None:
    """After the last words, and forgotten."""

    async def main() -> None:
        async with Server(limit=1) as server, call(server, "ann") as ann:
            ann.say("QUIT :tired", "PING never")
            assert await ann.rest() == ["ERROR :Closing link: Quit: tired"]
            await until(server.listener.empty.is_set)
            assert not [*server.hub.sessions, *server.state.sessions, *server.addresses._open]

    run(main())


def test_a_connection_that_breaks(run: Run) -> None:
    """Others are told that it did, and how."""

    async def main() -> None:
        async with Server() as server, call(server, "ben") as ben, call(server, "ann") as ann:
            await ben.until("JOIN")
            reset_at_close(ann.writer.get_extra_info("socket"))
            ann.writer.transport.abort()
            assert "Connection lost" in await ben.until("QUIT")

    run(main())


def test_the_listener_closes_before_a_connection_begins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is disconnected, and nothing is left of it, whatever is written to it meanwhile."""
    arrive = TcpListener._arrive

    async def main() -> None:
        server = Server()

        def stop() -> None:
            server.listener.drain()
            server.hub.dismiss("The server stops")

        def arrive_late(listener: TcpListener, address: str) -> TcpConnection | None:
            asyncio.get_running_loop().call_soon(asyncio.get_running_loop().call_soon, stop)
            return arrive(listener, address)

        monkeypatch.setattr(TcpListener, "_arrive", arrive_late)
        async with server, call(server) as alice:
            with contextlib.suppress(ConnectionError):
                assert await alice.line() == ""
            await server.listener.empty.wait()
            assert not server.hub.sessions

    run(main())


def test_the_listener_closes_as_somebody_connects(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that has begun is like any other: it has its last line, and is not left over."""
    begin = TcpConnection.connection_made

    async def main() -> None:
        async with Server() as server:

            def connection_made(connection: TcpConnection, transport: asyncio.BaseTransport) -> None:
                begin(connection, transport)
                server.listener.drain()

            monkeypatch.setattr(TcpConnection, "connection_made", connection_made)
            async with call(server) as alice:
                await until(lambda: bool(server.hub.sessions))
                await asyncio.sleep(0)
                server.hub.dismiss("The server stops")
                assert "The server stops" in await alice.line()
                assert await alice.line() == ""
            await server.listener.empty.wait()

    run(main())


def test_who_does_not_read_is_cut_off(run: Run) -> None:
    """At the limit of what may wait; the others go on, and hear why."""

    async def main() -> None:
        async with Server(queue=50_000) as server, call(server, "ben") as ben:
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.setblocking(False)
            with sock:
                await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", server.port))
                sock.send(b"NICK deaf\r\nUSER deaf 0 * :deaf\r\nJOIN #a\r\n")
                await ben.until("JOIN")
                answer = asyncio.ensure_future(ben.until("QUIT"))
                text = "x" * 400
                while not answer.done():
                    ben.say(*[f"PRIVMSG #a :{text}"] * 100, "PING 1")
                    await ben.writer.drain()
                    await asyncio.sleep(0)
                assert "SendQ exceeded" in answer.result()
            await until(lambda: len(server.listener.connections) == 1)

    run(main())


def test_who_does_not_read_to_the_end_is_cut_off_in_time(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Goodbye waits for nobody for ever."""
    monkeypatch.setattr(tcp, "LINGER_SECONDS", 0.05)

    async def main() -> None:
        async with Server(queue=100_000_000) as server:
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.setblocking(False)
            with sock:
                await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", server.port))
                await until(lambda: bool(server.hub.sessions))
                (link,) = server.hub.sessions.values()
                link.outbox.sink.write(b"x" * 20_000_000)
                assert link.outbox.sink.unread() > 1_000_000
                server.hub.drop(link, "Enough")
                await until(server.listener.empty.is_set)
                assert not server.hub.sessions

    run(main())


# --- reading -----------------------------------------------------------------------------------


def test_reading_stops_and_goes_on(run: Run) -> None:
    """While the server has to catch up, nothing is read; nothing is lost either."""

    async def main() -> None:
        async with Server() as server, call(server, "ann") as ann:
            (connection,) = server.listener.connections
            connection.pause(paused=True)
            ann.say("PING 1")
            await ann.writer.drain()
            for _ in range(20):
                await asyncio.sleep(0.001)
            assert not ann.reader._buffer  # type: ignore[attr-defined]
            connection.pause(paused=False)
            assert await ann.line() == ":salon.test PONG salon.test :1"
            connection.close()
            connection.pause(paused=True)

    run(main())


# --- who may connect ----------------------------------------------------------------------------


def test_an_address_may_have_so_many_connections(run: Run) -> None:
    """One more is told so and closed; when one has gone there is room again."""

    async def main() -> None:
        async with Server(limit=1) as server:
            async with call(server, "ann"):
                async with call(server) as refused:
                    (told,) = await refused.rest()
                    assert told.startswith("ERROR :Closing link: Too many connections from your address")
                assert len(server.hub.sessions) == len(server.listener.connections) == 1
            await until(server.listener.empty.is_set)
            async with call(server, "ben"):
                pass

    run(main())


def test_who_is_refused_does_no_harm(run: Run) -> None:
    """Whatever they say meanwhile; and they are not counted."""

    async def main() -> None:
        async with Server(limit=1) as server, call(server, "ann") as ann:
            for _ in range(3):
                async with call(server) as refused:
                    refused.say("NICK x", "USER x 0 * x", "QUIT")
                    with contextlib.suppress(ConnectionResetError):
                        await refused.rest()
            assert server.addresses._open == {"127.0.0.1": 1}
            ann.say("PING 1")
            await ann.until("PONG")

    run(main())


def test_a_closed_listener_accepts_nobody(run: Run) -> None:
    """Who is in stays."""

    async def main() -> None:
        async with Server() as server, call(server, "ann") as ann:
            server.listener.close()
            await asyncio.sleep(0)
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", server.port)
            ann.say("PING 1")
            await ann.until("PONG")

    run(main())


def test_closing_what_never_started_is_no_error(run: Run) -> None:
    """It is what a start does that fails."""

    async def main() -> None:
        Server().listener.close()
        await asyncio.sleep(0)

    run(main())


def test_peers_that_are_gone_before_they_are_seen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one of the loops they have no address any more; they are forgotten all the same."""

    async def main() -> None:
        async with Server() as server:
            seen = []
            happened = server.hub.open

            def opened(*of: Any, **more: Any) -> LiveSession:
                seen.append(of)
                return happened(*of, **more)

            monkeypatch.setattr(server.hub, "open", opened)
            for _ in range(3):
                # Both within one turn of the loop, which has not looked at its sockets meanwhile.
                sock = socket.create_connection(("127.0.0.1", server.port))
                reset_at_close(sock)
                sock.close()
            await until(lambda: len(seen) == 3 and server.listener.empty.is_set())
            assert not server.hub.sessions
            assert not server.addresses._open

    run(main())
