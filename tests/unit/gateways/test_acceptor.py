"""An acceptor counts connections before it makes them: on both event loops, over real sockets."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, cast

import pytest

from harness.event_loops import Run
from salon.gateways import acceptor as acceptor_module
from salon.gateways.acceptor import ACCESS_DENIED, HANDSHAKE_SECONDS, Acceptor
from salon.gateways.addresses import Addresses
from salon.gateways.sockets import listen
from salon.gateways.tls import make_self_signed, server_context


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Make a certificate and its key, once for all tests."""
    files = tmp_path_factory.mktemp("tls")
    made: tuple[Path, Path] = files / "cert.pem", files / "key.pem"
    make_self_signed(*made, "localhost")
    return server_context(*made)


REFUSAL = b"No more\r\n"


class Echo(asyncio.Protocol):
    """A connection that says again what it hears."""

    def __init__(self, arrivals: "Arrivals", address: str) -> None:
        self.arrivals = arrivals
        self.address = address
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self.arrivals.made.append(self)

    def data_received(self, data: bytes) -> None:
        """Say it again."""
        assert self.transport is not None, "before the connection was made"
        self.transport.write(data)

    def is_open(self) -> bool:
        """Return whether it has begun."""
        return self.transport is not None

    def making_ended(self) -> None:
        """Count what came to nothing no more."""
        if self.transport is None:
            self.arrivals.addresses.release(self.address)


class Arrivals:
    """An acceptor with what has arrived there."""

    def __init__(self, context: ssl.SSLContext | None, limit: int = 0) -> None:
        self.addresses = Addresses(limit)
        self.made: list[Echo] = []
        self.acceptor = Acceptor(self.arrive, REFUSAL, context)
        self.port = 0

    def arrive(self, address: str) -> Echo | None:
        """Count."""
        return Echo(self, address) if self.addresses.admit(address) else None

    @property
    def counted(self) -> int:
        """How many connections count for this machine."""
        return self.addresses._open["127.0.0.1"]

    async def __aenter__(self) -> Self:
        sockets = listen(("127.0.0.1",), 0)
        self.port = sockets[0].getsockname()[1]
        self.acceptor.start(sockets)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.acceptor.close()
        for echo in self.made:
            if echo.transport is not None:
                echo.transport.abort()
        await until(lambda: not self.acceptor._making)
        await asyncio.sleep(0.01)

    async def silent(self) -> socket.socket:
        """Connect, and say nothing."""
        sock = socket.socket()
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.port))
        return sock

    async def secure(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect as clients do."""
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=trusting)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; whoever calls bounds the time."""
    while not holds():  # noqa: ASYNC110 - what is waited for knows nothing of events
        await asyncio.sleep(0.001)


def test_who_shakes_hands_comes_in(run: Run, context: ssl.SSLContext) -> None:
    """With nothing lost of what is said at once."""

    async def main() -> None:
        async with Arrivals(context, limit=1) as arrivals:
            reader, writer = await arrivals.secure()
            writer.write(b"hello")
            assert await reader.readexactly(5) == b"hello"
            assert arrivals.counted == 1
            writer.close()

    run(main())


def test_without_tls_a_refusal_is_in_words(run: Run) -> None:
    """Before anything is made of the connection, and whatever it says."""

    async def main() -> None:
        async with Arrivals(None, limit=1) as arrivals:
            loop = asyncio.get_running_loop()
            with await arrivals.silent() as first, await arrivals.silent() as refused:
                assert await loop.sock_recv(refused, 100) == REFUSAL
                assert await loop.sock_recv(refused, 100) == b""
                await loop.sock_sendall(first, b"hello")
                assert await loop.sock_recv(first, 5) == b"hello"
            assert len(arrivals.made) == 1

    run(main())


def test_a_crowd_comes_in_over_several_turns(run: Run) -> None:
    """However many wait, so many are accepted, and so many refused, before everybody else has a turn."""

    async def main() -> None:
        async with Arrivals(None, limit=30) as arrivals:
            loop = asyncio.get_running_loop()
            (listening,) = arrivals.acceptor._sockets
            loop.remove_reader(listening)
            waiting = [await arrivals.silent() for _ in range(150)]
            arrivals.acceptor._accept(listening)
            assert arrivals.counted == 20
            arrivals.acceptor._accept(listening)
            assert arrivals.counted == 30
            for sock in waiting[30:120]:
                assert await loop.sock_recv(sock, 100) == REFUSAL
            with pytest.raises(BlockingIOError):
                waiting[-1].recv(100)
            arrivals.acceptor._accept(listening)
            assert await loop.sock_recv(waiting[-1], 100) == REFUSAL
            await until(lambda: len(arrivals.made) == 30)
            for sock in waiting:
                sock.close()

    run(main())


def test_who_never_speaks_counts(run: Run, context: ssl.SSLContext) -> None:
    """One more is refused at once, by an alert that clients understand; when one has gone there is room."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        async with Arrivals(context, limit=2) as arrivals:
            silent = [await arrivals.silent(), await arrivals.silent()]
            await until(lambda: arrivals.counted == 2)
            with await arrivals.silent() as refused:
                assert await loop.sock_recv(refused, 100) == ACCESS_DENIED
                assert await loop.sock_recv(refused, 100) == b""
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await arrivals.secure()
            silent[0].close()
            await until(lambda: arrivals.counted == 1)
            _, writer = await arrivals.secure()
            # Of TLS 1.3 the client has done its part first.
            await until(lambda: len(arrivals.made) == 1)
            writer.close()
            silent[1].close()

    run(main())


def test_a_handshake_takes_no_longer(
    run: Run, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has not shown within the time that it is TLS is gone, and counts no more."""
    monkeypatch.setattr(acceptor_module, "HANDSHAKE_SECONDS", 0.05)

    async def main() -> None:
        async with Arrivals(context) as arrivals:
            with await arrivals.silent() as silent:
                assert await asyncio.get_running_loop().sock_recv(silent, 100) == b""
            await until(lambda: arrivals.counted == 0)
            assert arrivals.made == []

    run(main())


@pytest.mark.parametrize("said", [b"NICK bob\r\n", bytes.fromhex("1603010200010001fc0303"), b"\x16"])
def test_what_is_no_handshake(run: Run, context: ssl.SSLContext, said: bytes) -> None:
    """It comes to nothing, and is forgotten; nobody is told of it, in the log least of all."""
    complaints: list[Any] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: complaints.append(told))
        async with Arrivals(context) as arrivals:
            silent = await arrivals.silent()
            await loop.sock_sendall(silent, said)
            silent.close()
            await until(lambda: not arrivals.acceptor._making and arrivals.counted == 0)
            assert arrivals.made == []

    run(main())
    assert complaints == []


def test_a_closed_arrivals_breaks_off_what_is_under_way(run: Run, context: ssl.SSLContext) -> None:
    """Who has not come in yet does not; who is in stays."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        async with Arrivals(context) as arrivals:
            reader, writer = await arrivals.secure()
            with await arrivals.silent() as silent:
                await until(lambda: arrivals.counted == 2)
                arrivals.acceptor.close()
                assert await loop.sock_recv(silent, 100) == b""
            await until(lambda: arrivals.counted == 1)
            writer.write(b"still")
            assert await reader.readexactly(5) == b"still"
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", arrivals.port)
            writer.close()

    run(main())


def test_without_descriptors_it_waits(
    run: Run, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on when there are some again."""
    monkeypatch.setattr(acceptor_module, "PAUSE_SECONDS", 0.01)
    accept = socket.socket.accept
    refused: list[int] = []

    def few(listening: socket.socket) -> tuple[socket.socket, Any]:
        if len(refused) < 3:
            refused.append(1)
            raise OSError(24, "Too many open files")
        return accept(listening)

    monkeypatch.setattr(socket.socket, "accept", few)

    async def main() -> None:
        async with Arrivals(context) as arrivals:
            reader, writer = await arrivals.secure()
            writer.write(b"hello")
            assert await reader.readexactly(5) == b"hello"
            assert len(refused) == 3
            writer.close()

    run(main())


def test_the_end_breaks_off_what_is_in_the_making(run: Run, context: ssl.SSLContext) -> None:
    """A handshake that never ends would be waited for: a quarter of a minute."""

    async def main() -> None:
        async with Arrivals(context) as arrivals:
            with await arrivals.silent():
                await until(lambda: arrivals.counted == 1)
                arrivals.acceptor.close()
                async with asyncio.timeout(HANDSHAKE_SECONDS / 3):
                    await until(lambda: not arrivals.counted)

    run(main())
