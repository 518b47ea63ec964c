"""An HTTP listener: it answers requests, and makes WebSocket connections of those that ask for it.

aiohttp reads the requests. It is told the limits, and a peer that takes too long over a request, or over the
answer, is cut off.
"""

import asyncio
import base64
import binascii
import hashlib
import ipaddress
import logging
import math
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from salon.gateways.acceptor import Acceptor
from salon.gateways.admission import Admission
from salon.gateways.frames import Opcode
from salon.gateways.resources import ANONYMOUS, said
from salon.gateways.tcp import HIGH_WATER
from salon.gateways.websocket import WebSocketConnection
from salon.texts.marks import N_, Translate
from salon.wire.session import Wire

PATH = "/irc"
"""Where IRC over WebSocket is."""

TEXT = "text.ircv3.net"
BINARY = "binary.ircv3.net"
PROTOCOLS = {TEXT: Opcode.TEXT, BINARY: Opcode.BINARY}
"""The subprotocols (websocket, "WebSocket features and encoding"), and the messages of each."""

REQUEST_SECONDS = 10.0
"""How long a connection may take over its first request, and over each `SLOWEST_BYTES` of an answer."""

IDLE_SECONDS = 5.0
"""How long a connection may take over each further request: a browser makes its own at once, and each
connection is one of the few that its address may have."""

REQUESTS = 16
"""How many requests one connection may make. A browser needs fewer for the page; how many connections an
address begins is limited, and so is with this what it may ask."""

SLOWEST_BYTES = 10_240
"""How many bytes of an answer a peer must read in that time: a telephone at the edge of its network does."""

LINE_BYTES = 4_096
HEADERS = 64
HEADER_BYTES = 4_096
"""Longest request line, most headers and longest header: a browser's are a tenth of it."""

_HOST = re.compile(
    r"(?=.{1,253}(:|$))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[0-9]{1,5})?"
)
"""A name of a host (RFC 1123, 2.1), perhaps with a port: what else a peer asks for is not said after it."""

_KEY_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3

TOO_MANY = b"\r\n".join(  # RFC 6585, 4
    (
        b"HTTP/1.1 429 Too Many Requests",
        b"Content-Length: 0",
        b"Retry-After: 5",
        b"Connection: close",
        b"",
        b"",
    )
)


Answer = Callable[[web.BaseRequest], web.Response]
"""What answers a GET or a HEAD, at once."""


class HttpListener:
    """The listening sockets of HTTP.

    `wires`: by subprotocol, without any there is no WebSocket; `names`: hosts that pages may be of;
    `answers`: by path.
    """

    def __init__(
        self,
        admission: Admission,
        wires: Mapping[str, Wire],
        names: Sequence[str],
        origins: Sequence[str],
        answers: Mapping[str, Answer],
        translate: Translate = str,
    ) -> None:
        # What a peer does wrong is answered to it; a log that anybody can fill tells nobody anything.
        logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
        self.admission = admission
        self.connections: set[HttpConnection] = set()
        self.empty = asyncio.Event()
        self.empty.set()
        self._wires = wires
        self._answers = answers
        self._translate = translate
        self._draining = False
        self._names = frozenset({"localhost", *(name.casefold() for name in names)})
        self._origins = frozenset(origin.casefold().rstrip("/") for origin in origins)
        self._names |= {urlsplit(origin).hostname or "" for origin in self._origins}
        self._acceptor: Acceptor | None = None

    async def start(self, sockets: Sequence[socket.socket]) -> None:
        """Accept connections on listening sockets, which are the listener's from now on."""
        loop = asyncio.get_running_loop()
        server = web.Server(self._answer)

        def arrive(address: str) -> HttpConnection | None:
            return HttpConnection(self, server, loop, address) if self.admission.admit(address) else None

        self._acceptor = Acceptor(arrive, TOO_MANY)
        self._acceptor.start(sockets)

    def drain(self) -> None:
        """Make no more WebSocket connections; whoever asks whether the server is ready still hears of it."""
        self._draining = True
        for connection in [*self.connections]:
            connection.give_up()

    def close(self) -> None:
        """Accept no more; what is open stays, but for requests under way."""
        if self._acceptor is not None:
            self._acceptor.close()
        self.drain()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        refused = self._refusal(request)
        if refused is None and request.path == PATH:
            return await self._upgrade(request)
        response = refused or self._answers[request.path](request)
        has_more = cast("HttpConnection", request.protocol).go_on()
        if refused is not None or self._draining or request.body_exists or not has_more:
            response.force_close()
        return response

    def _refusal(self, request: web.BaseRequest) -> web.Response | None:
        """Return what is wrong with a request."""
        host = request.headers.get("Host", "")
        if not self._is_known(host):
            # A name of somebody else's that leads here: DNS rebinding.
            self.admission.refused["host"] += 1
            return self._unknown(host)
        if request.path == PATH and self._wires:
            return self._no_websocket(request)
        if request.path not in self._answers:
            return self._said(404, N_("There is nothing here."))
        if request.method not in {"GET", "HEAD"}:
            return self._said(405, N_("This can only be read."), {"Allow": "GET, HEAD"})
        return None

    def _unknown(self, host: str) -> web.Response:
        """Return how the owner allows the name under which a request came."""
        host = host.casefold()
        if not _HOST.fullmatch(host):
            return self._said(
                421, N_("This server is not known by that name. Add the address to http.origins.")
            )
        how = N_(
            "This server is not known by the name {name}. If you run it, allow the name:"
            " start the server with\n"
            "  --set http.origins=http://{host}\n"
            "or write in salon.toml\n"
            "  [http]\n"
            '  origins = "http://{host}"\n'
            "and start it again. Several origins are a list."
        )
        return self._said(421, how, name=host.partition(":")[0], host=host)

    def _no_websocket(self, request: web.BaseRequest) -> web.Response | None:
        """Return why a request does not become a WebSocket connection."""
        if self._draining:
            return self._said(503, N_("The server stops."))
        if not _wants_websocket(request):
            return self._said(426, N_("This address is for WebSocket only."), {"Upgrade": "websocket"})
        if request.headers.get("Sec-WebSocket-Version") != "13":
            return self._said(
                426, N_("This address needs version 13 of WebSocket."), {"Sec-WebSocket-Version": "13"}
            )
        if _accept_key(request) is None:
            return self._said(400, N_("The header Sec-WebSocket-Key is not valid."))
        if not self._may_connect(request):
            self.admission.refused["origin"] += 1
            return self._said(403, N_("Pages of that site may not connect. Allow the site in http.origins."))
        return None

    def fault(self, status: int) -> web.Response:
        """Return the answer to a request that cannot be read, or that failed here."""
        if status < 500:
            return self._said(status, N_("This is not a valid HTTP request."))
        return self._said(status, N_("The server has failed: its log may say why."))

    def _said(
        self, status: int, text: str, headers: Mapping[str, str] | None = None, **fields: str
    ) -> web.Response:
        text = self._translate(text)
        return said(status, text.format(**fields) if fields else text, headers)

    def _is_known(self, host: str) -> bool:
        """Return whether a request may be meant for this server: by an address, or a name that is its own."""
        name = (urlsplit(f"//{host}").hostname or "") if _is_netloc(host) else ""
        if name in self._names:
            return True
        with suppress(ValueError):
            ipaddress.ip_address(name)
            return True
        return False

    def _may_connect(self, request: web.BaseRequest) -> bool:
        """Return whether the page that asks, if it is one, is of this server or of those that are allowed."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True  # no browser
        origin = origin.casefold()
        if origin in self._origins:
            return True
        scheme, _, host = origin.partition("://")
        return scheme in {"http", "https"} and host == request.headers.get("Host", "").casefold()

    async def _upgrade(self, request: web.BaseRequest) -> web.StreamResponse:
        offered = [
            name.strip()
            for value in request.headers.getall("Sec-WebSocket-Protocol", [])
            for name in value.split(",")
        ]
        # The client names them in the order of its preference.
        chosen = next((name for name in offered if name in PROTOCOLS), "")
        headers = {
            **ANONYMOUS,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Accept": _accept_key(request) or "",
            **({"Sec-WebSocket-Protocol": chosen} if chosen else {}),
        }
        response = web.StreamResponse(status=101, headers=headers)
        await response.prepare(request)
        connection = cast("HttpConnection", request.protocol)
        websocket = connection.upgrade(PROTOCOLS.get(chosen), self._wires[chosen or TEXT])
        if websocket is not None:
            await websocket.ended
        response.force_close()
        return response


class HttpConnection(RequestHandler):
    """One connection, which counts for its address: of HTTP at first, and perhaps of WebSocket later."""

    __slots__ = ("_address", "_counts", "_listener", "_most_unread", "_requests", "_timer", "_websocket")

    def __init__(
        self, listener: HttpListener, server: web.Server, loop: asyncio.AbstractEventLoop, address: str
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # as aiohttp itself does
            max_line_size=LINE_BYTES,
            max_headers=HEADERS,
            max_field_size=HEADER_BYTES,
            lingering_time=0,
            tcp_keepalive=False,
        )
        self._listener = listener
        self._address = address
        self._counts = True
        self._timer: asyncio.TimerHandle | None = None
        self._most_unread = math.inf
        self._requests = 0
        self._websocket: WebSocketConnection | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a request, for a while."""
        super().connection_made(transport)
        self._listener.connections.add(self)
        self._listener.empty.clear()
        self.wait(REQUEST_SECONDS)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, *_: Any
    ) -> web.StreamResponse:
        """Answer what cannot be read, as all is: aiohttp would tell its version, and what it was sent."""
        # It is asked for what it does beside: its log, and its refusal to answer in the middle of an answer.
        status = super().handle_error(request, status, exc).status
        response = self._listener.fault(status)
        response.force_close()
        return response

    def go_on(self) -> bool:
        """Give the peer a while for its next request; return whether it may make one."""
        self._requests += 1
        self.wait(IDLE_SECONDS)
        return self._requests < REQUESTS

    def wait(self, seconds: float, unread: float = math.inf) -> None:
        """Give the peer so long for its next request, and to leave at most so much unread of the answers."""
        self._stop_timer()
        self._most_unread = unread
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        """Cut off a peer that neither asks for anything nor reads."""
        transport = self.transport
        if transport is None:
            return
        unread = transport.get_write_buffer_size()
        if 0 < unread <= self._most_unread:
            self.wait(REQUEST_SECONDS, unread - SLOWEST_BYTES)
        else:
            transport.abort()

    def is_open(self) -> bool:
        """Return whether it has begun, and is not lost."""
        return self in self._listener.connections

    def making_ended(self) -> None:
        """Count a connection no more that came to nothing, or is gone."""
        if self._counts and not self.is_open():
            self._counts = False
            self._listener.admission.release(self._address)

    def upgrade(self, opcode: Opcode | None, wire: Wire) -> WebSocketConnection | None:
        """Make a WebSocket connection of this one, unless it is gone already."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return None
        self._stop_timer()
        transport.set_write_buffer_limits(high=HIGH_WATER)
        self._websocket = WebSocketConnection(transport, asyncio.get_running_loop(), opcode)
        self._websocket.open(self._listener.admission, wire, self._address)
        # From now on aiohttp hands the bytes on as they come.
        self.set_parser(cast("Any", self._websocket))
        return self._websocket

    def give_up(self) -> None:
        """Close a connection that is still one of HTTP."""
        if self._websocket is None and self.transport is not None:
            self.transport.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Tell everybody that the connection is gone."""
        self._stop_timer()
        self._listener.connections.discard(self)
        if not self._listener.connections:
            self._listener.empty.set()
        self.making_ended()
        if self._websocket is not None:
            self._websocket.lost(exc)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Note that the peer reads too slowly."""
        super().pause_writing()
        if self._websocket is not None:
            self._websocket.congest(congested=True)

    def resume_writing(self) -> None:
        """Note that the peer has caught up."""
        super().resume_writing()
        if self._websocket is not None:
            self._websocket.congest(congested=False)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _wants_websocket(request: web.BaseRequest) -> bool:
    """Return whether a request asks for WebSocket, and for nothing else (RFC 6455, 4.2.1)."""
    connection = request.headers.get("Connection", "").casefold()
    return (
        request.method == "GET"
        and request.headers.get("Upgrade", "").casefold() == "websocket"
        and "upgrade" in (token.strip() for token in connection.split(","))
        and not request.body_exists
    )


def _accept_key(request: web.BaseRequest) -> str | None:
    """Return the answer to the client's key (RFC 6455, 4.2.2), or nothing where it is none."""
    key = request.headers.get("Sec-WebSocket-Key", "").strip()
    try:
        if len(base64.b64decode(key, validate=True)) != 16:
            return None
    except (binascii.Error, ValueError):
        return None
    digest = hashlib.sha1(key.encode() + _KEY_SUFFIX, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def _is_netloc(host: str) -> bool:
    """Return whether a header is a host, perhaps with a port, and nothing else."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return False
    return parts.netloc == host and "@" not in host
