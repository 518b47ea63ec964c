"""IRC over WebSocket: a client library that is not ours, people on other wires, and peers that do harm."""

import asyncio
import json
import signal
import socket
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from harness.salon_process import DEADLINE, STOP_SECONDS, IrcClient, SalonProcess, eventually
from harness.tagged_lines import tags
from salon.gateways.acceptor import ACCESS_DENIED

TEXT = "text.ircv3.net"
BINARY = "binary.ircv3.net"
ON = ("--set", "http.enabled=true", "--set", "http.port=0")


@pytest.fixture(scope="module")
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SalonProcess]:
    """Give a server with HTTP."""
    options = ("--set", 'http.origins=["https://pages.example"]', "--set", "name=chat.example")
    with SalonProcess(tmp_path_factory.mktemp("websocket"), *ON, *options) as running:
        yield running


class Person:
    """Somebody with a WebSocket client."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def send(self, *lines: str) -> None:
        """Send lines, each as a message."""
        for line in lines:
            await (
                self.ws.send_bytes(line.encode()) if self.ws.protocol == BINARY else self.ws.send_str(line)
            )

    async def line(self) -> str:
        """Return the next line."""
        message = await self.ws.receive(DEADLINE)
        kind = aiohttp.WSMsgType.BINARY if self.ws.protocol == BINARY else aiohttp.WSMsgType.TEXT
        assert message.type is kind, message
        line = message.data.decode() if kind is aiohttp.WSMsgType.BINARY else message.data
        assert "\r" not in line
        assert "\n" not in line
        return str(line)

    async def wait_for(self, words: str) -> str:
        """Return the next line in which these words stand."""
        while words not in (line := await self.line()):
            pass
        return line

    async def register(self, nick: str, channel: str = "#c") -> None:
        """Register, and join a channel."""
        await self.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}", f"JOIN {channel}")
        await self.wait_for(" 366 ")

    async def wait_closed(self) -> int | None:
        """Return the code with which the server closes."""
        while (await self.ws.receive(DEADLINE)).type not in {
            aiohttp.WSMsgType.CLOSE,
            aiohttp.WSMsgType.CLOSED,
        }:
            pass
        return self.ws.close_code


@asynccontextmanager
async def connected(salon: SalonProcess, *protocols: str, **headers: str) -> AsyncIterator[Person]:
    """Give somebody who has connected."""
    url = f"ws://127.0.0.1:{salon.doors['HTTP']}/irc"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, protocols=protocols, headers=headers, compress=15) as ws,
    ):
        yield Person(ws)


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [((TEXT,), TEXT), ((BINARY,), BINARY), ((BINARY, TEXT), BINARY), (("x", TEXT, BINARY), TEXT), ((), None)],
)
def test_the_subprotocol(salon: SalonProcess, offered: tuple[str, ...], agreed: str | None) -> None:
    """websocket, "WebSocket features and encoding": the first that the client names; without one, text."""

    async def main() -> None:
        async with connected(salon, *offered) as person:
            assert person.ws.protocol == agreed
            assert not person.ws.compress, "compression was agreed on"
            await person.register("zoe")
            await person.send("QUIT :bye")
            assert "ERROR" in await person.wait_for("ERROR")
            assert await person.wait_closed() == 1000

    asyncio.run(main())


def test_people_on_all_wires_meet(salon: SalonProcess) -> None:
    """One over WebSocket, one over TCP, one on `chaines`: each hears the others, with accents."""
    bob = salon.enter("bob", "#c")
    marie = socket.create_connection(("127.0.0.1", salon.doors["chaines"]), DEADLINE)
    marie.sendall(b"marie\n/JOIN c\n")
    bob.wait_for("JOIN #c")

    async def main() -> None:
        async with connected(salon, TEXT) as zoe, connected(salon, BINARY) as yann:
            await zoe.register("zoe")
            await yann.register("yann")
            bob.wait_for("yann.* JOIN #c")
            bob.send("PRIVMSG #c :été ☺", f"PRIVMSG zoe :{'x' * 400}")
            assert (await zoe.wait_for("PRIVMSG #c")).endswith(" PRIVMSG #c :été ☺")
            assert (await zoe.wait_for("PRIVMSG zoe")).endswith("x" * 400)
            assert (await yann.wait_for("PRIVMSG #c")).endswith(" PRIVMSG #c :été ☺")
            await zoe.send("PRIVMSG #c :à vous")
            await yann.wait_for("PRIVMSG #c :à vous")
            bob.wait_for("^:zoe!.* PRIVMSG #c :à vous$")
            marie.sendall(b"coucou\n")
            await zoe.wait_for("PRIVMSG #c :coucou")

    asyncio.run(main())
    received = b""
    while b"vous" not in received:
        received += marie.recv(65_536)
    marie.close()
    bob.send("QUIT")
    bob.wait_closed()


def test_a_message_with_ends_of_lines_is_those_lines(salon: SalonProcess) -> None:
    """No end of a line can be smuggled into what others get."""

    async def main() -> None:
        async with connected(salon, TEXT) as zoe, connected(salon, TEXT) as eve:
            # In a channel of their own: what others said in theirs is told whoever joins.
            await zoe.register("zoe", "#lines")
            await eve.register("eve", "#lines")
            await eve.send("PRIVMSG #lines :one\r\nPRIVMSG #lines :two\n")
            assert (await zoe.wait_for("PRIVMSG")).endswith("#lines :one")
            assert (await zoe.wait_for("PRIVMSG")).endswith("#lines :two")

    asyncio.run(main())


# --- pages of others ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Origin": "http://127.0.0.1:{port}"}, 101),
        ({"Origin": "https://pages.example"}, 101),
        ({"Origin": "https://pages.example", "Host": "pages.example"}, 101),
        ({"Origin": "http://localhost:{port}", "Host": "localhost:{port}"}, 101),
        ({"Origin": "http://chat.example", "Host": "chat.example"}, 101),
        ({"Host": "192.0.2.1:80"}, 101),
        ({"Host": "[::1]:80"}, 101),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "http://localhost:{port}"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example", "Host": "evil.example"}, 421),
        ({"Host": "evil.example:{port}"}, 421),
        ({"Host": "localhost.evil.example"}, 421),
        ({"Host": "x@localhost"}, 421),
        ({"Host": ""}, 421),
    ],
)
def test_who_may_connect(salon: SalonProcess, headers: dict[str, str], status: int) -> None:
    """Pages of the server itself and those that are allowed, by an address or a name that is the server's."""
    port = salon.doors["HTTP"]
    given = {name: value.format(port=port) for name, value in headers.items()}

    async def main() -> None:
        if status == 101:
            async with connected(salon, TEXT, **given):
                return
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            async with connected(salon, TEXT, **given):
                pass
        assert caught.value.status == status

    asyncio.run(main())


# --- requests -----------------------------------------------------------------------------------


def ask(salon: SalonProcess, data: bytes) -> bytes:
    """Send bytes to the port of HTTP, and return all that comes until the connection ends."""
    with socket.create_connection(("127.0.0.1", salon.doors["HTTP"]), DEADLINE) as peer:
        received = b""
        with suppress(ConnectionError):
            peer.sendall(data)
            while more := peer.recv(65_536):
                received += more
        return received


HEAD = b"GET /irc HTTP/1.1\r\nHost: localhost\r\n"
UPGRADE = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"POST /irc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\nNICK x\r\n", 426),
        (HEAD + b"\r\n", 426),
        (HEAD + UPGRADE.replace(b"13", b"8") + KEY + b"\r\n", 426),
        (HEAD + UPGRADE + b"\r\n", 400),
        (HEAD + UPGRADE + b"Sec-WebSocket-Key: short\r\n\r\n", 400),
        (HEAD + UPGRADE.replace(b"Connection: Upgrade", b"Connection: close") + KEY + b"\r\n", 426),
        (b"NICK x\r\nUSER x 0 * :x\r\n\r\n", 400),
        (b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\n\r\n", 400),
        (HEAD + b"X: " + b"x" * 10_000 + b"\r\n\r\n", 400),
        (HEAD + b"".join(b"X%d: 1\r\n" % number for number in range(100)) + b"\r\n", 400),
    ],
    ids=[
        *("another path", "a strange path", "an endless body", "no upgrade", "an old version", "no key"),
        *("a wrong key", "no connection header", "IRC", "a long line", "a long header", "many headers"),
    ],
)
def test_other_requests(salon: SalonProcess, request_bytes: bytes, status: int) -> None:
    """Each gets a clear answer and the end of the connection; the log tells nothing of it."""
    before = salon.log
    received = ask(salon, request_bytes)
    assert received.startswith((b"HTTP/1.1 %d " % status, b"HTTP/1.0 %d " % status))
    assert salon.log == before


def test_requests_that_never_end(tmp_path: Path) -> None:
    """They count for their address, and are cut off after ten seconds."""
    with SalonProcess(tmp_path, *ON, "--set", "limits.connections_per_address=3") as salon:
        slow = [socket.create_connection(("127.0.0.1", salon.doors["HTTP"]), DEADLINE) for _ in range(3)]
        for peer in slow:
            peer.sendall(HEAD)
        assert ask(salon, b"").startswith(b"HTTP/1.1 429 ")
        began = time.monotonic()
        for peer in slow:
            with suppress(ConnectionError):
                assert peer.recv(100) == b""
            peer.close()
        assert time.monotonic() - began < 15

        async def main() -> None:
            async with connected(salon, TEXT) as zoe:
                await zoe.register("zoe")

        asyncio.run(main())


# --- frames -------------------------------------------------------------------------------------


class Raw:
    """A peer that sends any bytes after its handshake."""

    def __init__(self, salon: SalonProcess, protocol: str = TEXT) -> None:
        self.socket = socket.create_connection(("127.0.0.1", salon.doors["HTTP"]), DEADLINE)
        wish = f"Sec-WebSocket-Protocol: {protocol}\r\n".encode()
        self.socket.sendall(HEAD + UPGRADE + KEY + wish + b"\r\n")
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.socket.recv(1)
        assert received.startswith(b"HTTP/1.1 101 ")
        assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in received  # RFC 6455, 1.3

    def frame(self, opcode: int, payload: bytes, *, final: bool = True) -> None:
        """Send a frame, its mask all zero."""
        size = len(payload)
        length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + struct.pack("!H", size)
        self.socket.sendall(bytes((opcode | (0x80 if final else 0),)) + length + bytes(4) + payload)

    def rest(self) -> bytes:
        """Return all that comes until the connection ends, answering the end as a client does."""
        received = b""
        answered = False
        with self.socket, suppress(ConnectionError):
            while data := self.socket.recv(65_536):
                received += data
                if b"\x88\x02" in received and not answered:
                    answered = True
                    self.frame(0x8, b"")
        return received


def closed_with(received: bytes) -> int:
    """Return the code of the frame that ends what was received."""
    place = received.rindex(b"\x88\x02")
    return int.from_bytes(received[place + 2 : place + 4], "big")


def test_a_character_in_two_frames(salon: SalonProcess) -> None:
    """It is one line, whole."""
    raw = Raw(salon)
    raw.frame(0x1, b"NICK z\r\nUSER z 0 * :z")
    raw.frame(0x1, b"PRIVMSG z :\xc3", final=False)
    raw.frame(0x9, b"between")
    raw.frame(0x0, b"\xa9")
    raw.frame(0x1, b"QUIT")
    received = raw.rest()
    assert b" PRIVMSG z :\xc3\xa9" in received
    assert b"\x8a\x07between" in received
    assert closed_with(received) == 1000


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([(0x1, b"\xff", True)], 1007),
        ([(0x2, b"NICK z", True)], 1003),
        ([(0x1, b"x" * 16_385, True)], 1009),
        ([(0x1, b"x" * 10_000, False), (0x0, b"x" * 10_000, True)], 1009),
        ([(0x0, b"x", True)], 1002),
        ([(0x5, b"", True)], 1002),
        ([(0x1, b"", False)] + [(0x0, b"", False)] * 64, 1008),
    ],
    ids=["no UTF-8", "binary", "too long", "too long in pieces", "nothing begun", "unknown", "many pieces"],
)
def test_bad_frames(salon: SalonProcess, frames: list[tuple[int, bytes, bool]], code: int) -> None:
    """The peer is told the code, its session ends, and nobody else notices."""
    bob = salon.enter("bob")
    raw = Raw(salon)
    for opcode, payload, final in frames:
        raw.frame(opcode, payload, final=final)
    assert closed_with(raw.rest()) == code
    bob.settle()
    bob.send("QUIT")
    bob.wait_closed()


def test_text_on_the_binary_protocol(salon: SalonProcess) -> None:
    """It is not what was agreed on."""
    raw = Raw(salon, BINARY)
    raw.frame(0x1, b"NICK z")
    assert closed_with(raw.rest()) == 1003


def test_bytes_that_are_no_text_on_the_binary_protocol(salon: SalonProcess) -> None:
    """The line is refused as on TCP; the connection stays."""
    raw = Raw(salon, BINARY)
    raw.frame(0x2, b"NICK \xff")
    raw.frame(0x2, b"QUIT")
    received = raw.rest()
    assert b"UTF-8" in received
    assert closed_with(received) == 1000


def test_a_client_that_closes(salon: SalonProcess) -> None:
    """What it said before is done; the others are told that it left."""
    bob = salon.enter("bob", "#c")
    raw = Raw(salon)
    raw.frame(0x1, b"NICK zoe\nUSER z 0 * :z\nJOIN #c\nPRIVMSG #c :last")
    raw.frame(0x8, b"\x03\xe8")
    assert closed_with(raw.rest()) == 1000
    bob.wait_for(":last$")
    bob.wait_for(" QUIT ")
    bob.send("QUIT")
    bob.wait_closed()


def test_a_flood_of_pings(tmp_path: Path) -> None:
    """They are slowed as lines are, and nobody else waits."""
    with SalonProcess(tmp_path, *ON, "--set", "limits.messages_per_second=2") as salon:
        bob = salon.enter("bob")
        raw = Raw(salon)
        raw.socket.settimeout(0.2)
        ping = b"\x89\x80\0\0\0\0"
        slowest = 0.0
        for _ in range(10):
            with suppress(TimeoutError, ConnectionError):
                raw.socket.sendall(ping * 400)
            began = time.monotonic()
            bob.settle()
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 2
        raw.socket.close()


def test_a_frame_that_never_ends(tmp_path: Path) -> None:
    """It keeps nobody from being pinged out, and nothing is kept of what is too long."""
    options = ("--set", "limits.registration_seconds=1")
    with SalonProcess(tmp_path, *ON, *options) as salon:
        raw = Raw(salon)
        raw.socket.sendall(b"\x81\xfe\x20\x00" + bytes(4) + b"NICK")
        received = raw.rest()
        assert b"Registration timed out" in received
        assert closed_with(received) == 1000


def test_one_who_does_not_read(tmp_path: Path) -> None:
    """It is dropped above the limit, as on TCP; those who read get everything."""
    with SalonProcess(tmp_path, *ON, "--set", "limits.send_queue_bytes=65536") as salon:
        raw = Raw(salon)
        raw.frame(0x1, b"NICK deaf\nUSER d 0 * :d\nJOIN #c")
        bob, carol = salon.enter("bob", "#c"), salon.enter("carol", "#c")
        bob.wait_for("(deaf|carol).* JOIN|366")

        def dropped() -> bool:
            for _ in range(50):
                bob.send(*(f"PRIVMSG #c :{'x' * 400}" for _ in range(100)))
                bob.settle()
            carol.settle()
            return any("deaf" in line and "QUIT :SendQ exceeded" in line for line in carol.lines)

        eventually(dropped, "end of the one who does not read")
        raw.socket.close()


# --- the end ------------------------------------------------------------------------------------


def test_the_server_stops(tmp_path: Path) -> None:
    """Clients are told why, and that it is the end; requests under way hold nothing up."""
    with SalonProcess(tmp_path, *ON) as salon:
        pending = socket.create_connection(("127.0.0.1", salon.doors["HTTP"]), DEADLINE)
        pending.sendall(HEAD)

        async def main() -> None:
            async with connected(salon, TEXT) as zoe:
                await zoe.register("zoe")
                began = time.monotonic()
                await asyncio.to_thread(lambda: salon.send_signal(signal.SIGTERM))
                assert "The server stops" in await zoe.wait_for("ERROR")
                assert await zoe.wait_closed() == 1000
                assert await asyncio.to_thread(salon.wait_end, STOP_SECONDS) == 0
                assert time.monotonic() - began < 3

        asyncio.run(main())
        pending.close()


def test_an_address_connects_so_often(tmp_path: Path) -> None:
    """To all listeners together, also where each connection is over at once; and each of them says so."""
    paced = ("--set", "limits.connection_burst=4", "--set", "limits.connections_per_second=0.001")
    with SalonProcess(tmp_path, *ON, *paced) as salon:
        bob = IrcClient(salon.port, source="127.0.0.2")
        bob.register("bob")
        for _ in range(2):
            assert ask(salon, HEAD + b"\r\n").startswith(b"HTTP/1.1 4")
            salon.connect().close()
        refused = ask(salon, b"")
        assert refused.startswith(b"HTTP/1.1 429 ")
        assert b"\r\nRetry-After: " in refused
        (told,) = salon.connect().wait_closed()
        assert told.startswith("ERROR :Closing link: Too many connections from your address: ")
        with socket.create_connection(("127.0.0.1", salon.tls_port), DEADLINE) as encrypted:
            assert encrypted.recv(100) == ACCESS_DENIED
        assert bob.settle() == []
        ann = IrcClient(salon.port, source="127.0.0.2")
        ann.register("ann")
        for client in (ann, bob):
            client.close()


def test_it_counts_with_other_connections(tmp_path: Path) -> None:
    """One address may have so many, over TCP and WebSocket together; those that end make room."""
    with SalonProcess(tmp_path, *ON, "--set", "limits.connections_per_address=2") as salon:
        salon.enter("bob")

        async def main() -> None:
            async with connected(salon, TEXT) as zoe:
                await zoe.register("zoe")
                assert (await asyncio.to_thread(ask, salon, HEAD)).startswith(b"HTTP/1.1 429 ")
                more = await asyncio.to_thread(salon.connect)
                assert any("Too many connections" in line for line in more.wait_closed())
            await asyncio.to_thread(salon.wait_log, "zoe left")
            async with connected(salon, TEXT) as zoe:
                await zoe.register("zoe")

        asyncio.run(main())


def test_the_log_is_of_people(tmp_path: Path) -> None:
    """A person over WebSocket is noted as any other, with the address."""
    with SalonProcess(tmp_path, *ON, "--set", "log.format=json") as salon:

        async def main() -> None:
            async with connected(salon, TEXT) as zoe:
                await zoe.register("zoe")

        asyncio.run(main())
        line = json.loads(salon.wait_log("zoe"))
        assert (line["nick"], line["address"]) == ("zoe", "127.0.0.1")


def test_somebody_comes_back(tmp_path: Path) -> None:
    """As the page does after a kill: it repeats what was not echoed, and asks for the past."""
    caps = "draft/chathistory batch message-tags server-time echo-message labeled-response"
    tag = "+salon.dev/id"

    async def enter(person: Person, nick: str) -> None:
        await person.send(f"CAP REQ :{caps}", "CAP END")
        await person.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "JOIN #c")
        assert " PRIVMSG " not in await person.wait_for(" 366 ")

    async def page(person: Person, *words: str) -> list[str]:
        await person.send(f"@label=p CHATHISTORY {' '.join(words)}")
        assert "@label=p" in await person.wait_for(" BATCH +")
        lines = []
        while " BATCH -" not in (line := await person.line()):
            lines.append(line)
        return lines

    async def before() -> str:
        with SalonProcess(tmp_path, *ON) as salon:
            async with connected(salon, TEXT) as zoe:
                await enter(zoe, "zoe")
                echo = ""
                for number in range(30):
                    await zoe.send(f"@{tag}={number:032x} PRIVMSG #c :{number}")
                    echo = await zoe.wait_for(f"PRIVMSG #c :{number}")
                    await asyncio.sleep(0.002)  # what is of one millisecond is never shown in part
                salon.kill()
                return echo

    async def after(echo: str) -> None:
        with SalonProcess(tmp_path, *ON) as salon:
            async with connected(salon, TEXT) as zoe, connected(salon, TEXT) as yann:
                await enter(yann, "yann")
                await enter(zoe, "zoe_")
                await zoe.send(f"@{tag}={29:032x} PRIVMSG #c :29", f"@{tag}={30:032x} PRIVMSG #c :30")
                assert tags(await zoe.wait_for("PRIVMSG #c :29")) == tags(echo)
                await zoe.wait_for("PRIVMSG #c :30")
                assert "PRIVMSG #c :30" in await yann.wait_for("PRIVMSG")
                last = await page(yann, "LATEST #c * 5")
                assert [line.rpartition(":")[2] for line in last] == ["26", "27", "28", "29", "30"]
                assert tag not in "".join(last)
                older = await page(yann, f"BEFORE #c msgid={tags(last[0])['msgid']} 5")
                assert [line.rpartition(":")[2] for line in older] == ["21", "22", "23", "24", "25"]
                at = tags(older[0])["time"]
                newer = await page(yann, f"AFTER #c timestamp={at} 100")
                # Those of the same millisecond stand before it.
                later = [tags(line)["msgid"] for line in older + last if tags(line)["time"] > at]
                assert [tags(line)["msgid"] for line in newer] == later

    asyncio.run(after(asyncio.run(before())))
