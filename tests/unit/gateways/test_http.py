"""An HTTP listener: what it answers, whom it refuses, and the WebSocket connections that it makes."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from harness.live_hub import LiveHub
from salon.gateways import http
from salon.gateways.addresses import Addresses
from salon.gateways.admission import Admission
from salon.gateways.http import BINARY, PATH, TEXT, HttpListener
from salon.gateways.resources import SECURITY, Resource
from salon.gateways.sockets import listen
from salon.wire import framing

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

DEADLINE = 10


PAGE = Resource("index.html", b"<!doctype html>" + b"x" * 5_000, brotli=b"packed")
LARGE = b"y" * 20_000_000


def fail(_: web.BaseRequest) -> web.Response:
    """Answer nothing."""
    raise ValueError("secret")


ANSWERS = {"/": PAGE.answer, "/large.png": Resource("large.png", LARGE).answer, "/broken": fail}


class Server:
    """A hub behind an HTTP listener."""

    def __init__(self, *, limit: int = 0) -> None:
        live = LiveHub()
        self.state, self.hub = live.state, live.hub
        self.listener = HttpListener(
            Admission(self.hub, Addresses(limit), b"secret"),
            {TEXT: live.wire(framing.TEXT), BINARY: live.wire(framing.BINARY)},
            ("chat.example",),
            ("https://pages.example",),
            ANSWERS,
        )
        self.port = 0

    @property
    def url(self) -> str:
        """Where IRC over WebSocket is."""
        return f"http://127.0.0.1:{self.port}{PATH}"


@contextlib.asynccontextmanager
async def serving(*, limit: int = 0) -> AsyncIterator[Server]:
    """Give a server that listens."""
    server = Server(limit=limit)
    sockets = listen(("127.0.0.1",), 0)
    server.port = sockets[0].getsockname()[1]
    await server.listener.start(sockets)
    try:
        yield server
    finally:
        server.listener.close()
        server.hub.dismiss("The test is over")
        await asyncio.wait_for(server.listener.empty.wait(), DEADLINE)


def run(test: Coroutine[Any, Any, None]) -> None:
    """Run a test on a loop of its own."""
    asyncio.run(asyncio.wait_for(test, 3 * DEADLINE))


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/nothing", {}, 404),
        ("/../etc/passwd", {}, 404),
        ("/%2e%2e/etc/passwd", {}, 404),
        (PATH, {}, 426),
        (PATH, {"Host": "evil.example"}, 421),
        (PATH, {"Host": "evil.example:80@127.0.0.1"}, 421),
        (PATH, {"Host": "chat.example"}, 426),
        (PATH, {"Host": "[fe80::1%25eth0]:8080"}, 426),
        (PATH, {**UPGRADE, "Connection": "keep-alive"}, 426),
        (PATH, {**UPGRADE, "Upgrade": "h2c"}, 426),
        (PATH, {**UPGRADE, "Sec-WebSocket-Version": "12"}, 426),
        (PATH, {**UPGRADE, "Sec-WebSocket-Key": "short"}, 400),
        (PATH, {**UPGRADE, "Origin": "https://evil.example"}, 403),
    ],
)
def test_what_is_refused(path: str, headers: dict[str, str], status: int) -> None:
    """Each with a sentence."""

    async def main() -> None:
        async with serving() as server, aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{server.port}{path}"
            async with session.get(url, headers=headers) as answer:
                assert answer.status == status
                assert (await answer.text()).endswith(".\n")
                assert SECURITY.items() <= answer.headers.items()

    run(main())


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("Chat.Example.org:8080", "http://chat.example.org:8080"),
        ("xn--caf-dma", "http://xn--caf-dma"),
        ("a" * 63 + ".example", f"http://{'a' * 63}.example"),
        ("a" * 64 + ".example", ""),
        (".".join(["a" * 60] * 5), ""),
        ("-a.example", ""),
        ("a..example", ""),
        ("a.example:port", ""),
        ("a.example:123456", ""),
        ("<script>", ""),
        ("{name}", ""),
        ("x;reboot", ""),
        ("é.example", ""),
        ("", ""),
    ],
)
def test_an_unknown_name_is_said_with_the_setting_that_allows_it(host: str, origin: str) -> None:
    """As it is written on the command line and in the file; what is no name is not repeated."""

    async def main() -> None:
        async with serving() as server, aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{server.port}/nothing"
            async with session.get(url, headers={"Host": host}) as answer:
                assert answer.status == 421
                text = await answer.text()
        if origin:
            assert f"\n  --set http.origins={origin}\n" in text
            assert f'\n  [http]\n  origins = "{origin}"\n' in text
            assert f"name {origin.removeprefix('http://').partition(':')[0]}. " in text
        else:
            assert text == "This server is not known by that name. Add the address to http.origins.\n"

    run(main())


@pytest.mark.parametrize("origin", [None, "https://pages.example", "same"])
@pytest.mark.parametrize("protocol", [TEXT, BINARY])
def test_a_connection_is_made(origin: str | None, protocol: str) -> None:
    """Of no page, of one that is allowed, or of one of this server; then lines go both ways."""

    async def main() -> None:
        async with serving() as server, aiohttp.ClientSession() as session:
            own = f"http://127.0.0.1:{server.port}"
            headers = {} if origin is None else {"Origin": own if origin == "same" else origin}
            async with session.ws_connect(server.url, protocols=(protocol,), headers=headers) as ws:
                assert ws.protocol == protocol
                await ws.send_str("PING x") if protocol == TEXT else await ws.send_bytes(b"PING x")
                message = await ws.receive(DEADLINE)
                data = message.data if isinstance(message.data, str) else message.data.decode()
                assert data == ":salon.test PONG salon.test :x"
                await ws.close()

    run(main())


def test_a_session_that_ends_closes_the_connection() -> None:
    """With the code of an ordinary end."""

    async def main() -> None:
        async with (
            serving() as server,
            aiohttp.ClientSession() as session,
            session.ws_connect(server.url, protocols=(TEXT,)) as ws,
        ):
            await ws.send_str("QUIT :bye")
            while (await ws.receive(DEADLINE)).type is aiohttp.WSMsgType.TEXT:
                pass
            assert ws.close_code == 1000

    run(main())


def test_an_address_has_so_many_connections() -> None:
    """One more is told so, before its request is read."""

    async def main() -> None:
        async with (
            serving(limit=1) as server,
            aiohttp.ClientSession() as session,
            session.ws_connect(server.url, protocols=(TEXT,)),
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            assert (await reader.read()).startswith(b"HTTP/1.1 429 ")
            writer.close()

    run(main())


def test_a_request_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cut off in time."""
    monkeypatch.setattr(http, "REQUEST_SECONDS", 0.05)

    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"GET /irc HTTP/1.1\r\nHost: localhost\r\n")
            with contextlib.suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(), DEADLINE) == b""
            writer.close()

    run(main())


def test_a_page_is_given_again_and_again() -> None:
    """On one connection, as a browser asks; a HEAD has the headers alone."""

    async def main() -> None:
        async with serving() as server, aiohttp.ClientSession(auto_decompress=False) as session:
            url = f"http://127.0.0.1:{server.port}/"
            for method, length in (("GET", 6), ("HEAD", 0), ("GET", 6)):
                async with session.request(method, url, headers={"Accept-Encoding": "br"}) as answer:
                    assert answer.status == 200
                    assert answer.headers["Content-Length"] == "6"
                    assert len(await answer.read()) == length
            assert len(server.listener.connections) == 1

    run(main())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods(method: str) -> None:
    """Are told which there are; what they bring along is not read."""

    async def main() -> None:
        async with serving() as server, aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{server.port}/"
            async with session.request(method, url, data=None if method == "TRACE" else b"x") as answer:
                assert answer.status == 405
                assert answer.headers["Allow"] == "GET, HEAD"
                assert answer.headers["Connection"] == "close"

    run(main())


async def cut_off(port: int, sent: bytes) -> bytes:
    """Send something, and return what comes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    with contextlib.suppress(ConnectionError):
        writer.write(sent)
        while piece := await asyncio.wait_for(reader.read(65_536), DEADLINE):
            received += piece
    writer.close()
    return received


@pytest.mark.parametrize("path", ["/", PATH])
@pytest.mark.parametrize(
    "rest",
    [b"X: " + b"x" * 5_000, b"".join(b"X-%d: x\r\n" % number for number in range(70)), b"Broken header"],
)
def test_a_request_beyond_the_limits(path: str, rest: bytes) -> None:
    """It is refused, whatever it is for, as everything is: without a word of what was sent, or reads it."""

    def is_refused(answer: bytes) -> bool:
        head = answer.partition(b"\r\n\r\n")[0].decode()
        assert all(f"{name}: {value}" in head for name, value in SECURITY.items())
        assert not any(word in answer for word in (b"aiohttp", b"Python", b"xxx", b"X-1", b"Broken"))
        return answer.startswith(b"HTTP/1.0 400 ")

    async def main() -> None:
        async with serving() as server:
            head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n".encode()
            assert is_refused(await cut_off(server.port, head + rest + b"\r\n\r\n"))
            long = b"GET /" + b"x" * 5_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
            assert is_refused(await cut_off(server.port, long))

    run(main())


def test_a_request_that_fails_here() -> None:
    """What is wrong is for the log; the peer is told that it is the server's fault, in the same way."""

    async def main() -> None:
        async with serving() as server:
            answer = await cut_off(server.port, b"GET /broken HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 500 ")
            assert b"Server: Salon\r\n" in answer
            assert b"secret" not in answer

    run(main())


def test_a_connection_without_a_further_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one of the few that its address may have."""
    monkeypatch.setattr(http, "IDLE_SECONDS", 0.05)

    async def main() -> None:
        async with serving() as server:
            request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            assert (await cut_off(server.port, request)).startswith(b"HTTP/1.1 200 ")
            # A second one that has no end does not help.
            assert (await cut_off(server.port, request + request[:20])).startswith(b"HTTP/1.1 200 ")

    run(main())


class SlowPeer:
    """Reads a large answer at so many bytes a second: the loop's time passes with what it has read.

    So nothing depends on how busy the machine is.
    """

    def __init__(self, server: Server) -> None:
        self.received = 0
        self.seconds = 0.0
        self.server = server
        asyncio.get_running_loop().time = lambda: time.monotonic() + self.seconds  # type: ignore[method-assign]

    async def read(self, bytes_per_second: int) -> None:
        """Ask, and read until there is no more, or the connection is cut off."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port, limit=65_536)
        writer.write(b"GET /large.png HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65_536):
                self.received += len(piece)
                self.seconds += len(piece) / bytes_per_second
                await asyncio.sleep(0.001)
        writer.close()

    async def begin(self) -> None:
        """Ask, and read nothing of the answer while time passes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port, limit=1)
        writer.write(b"GET /large.png HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readexactly(1)
        while self.server.listener.connections and self.seconds < 100:
            self.seconds += 1
            await asyncio.sleep(0.01)
        writer.close()


def test_an_answer_that_is_read_slowly() -> None:
    """Whoever reads gets all of it, however long it takes."""

    async def main() -> None:
        async with serving() as server:
            peer = SlowPeer(server)
            await peer.read(bytes_per_second=400_000)
            assert peer.received > len(LARGE)
            assert peer.seconds > 4 * http.REQUEST_SECONDS

    asyncio.run(main())


def test_an_answer_that_is_not_read() -> None:
    """Whoever does not read is cut off."""

    async def main() -> None:
        async with serving() as server:
            peer = SlowPeer(server)
            await peer.begin()
            assert not server.listener.connections
            assert peer.seconds >= http.IDLE_SECONDS

    asyncio.run(main())


def test_a_listener_that_drains() -> None:
    """It makes no more WebSocket connections; what it answers, it still answers, once for each connection."""

    async def main() -> None:
        async with serving() as server, aiohttp.ClientSession() as session:
            server.listener.drain()
            async with session.get(server.url, headers=UPGRADE) as answer:
                assert answer.status == 503
            async with session.get(f"http://127.0.0.1:{server.port}/") as answer:
                assert answer.status == 200
                assert answer.headers["Connection"] == "close"

    run(main())


def test_a_connection_has_so_many_requests() -> None:
    """However fast they come: the last answer ends it, and what comes behind is not read."""

    async def main() -> None:
        async with serving() as server:
            request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            received = await cut_off(server.port, request * 3 * http.REQUESTS)
            assert received.count(b"HTTP/1.1 200 ") == http.REQUESTS
            assert received.count(b"Connection: close") == 1

    run(main())
