"""A TCP door, plain or over TLS: accepts connections and joins each to a session of its wire.

Knows nothing of what the bytes mean.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, cast

from salon.core.state import Session
from salon.delivery.hub import Hub
from salon.delivery.link import Link
from salon.gateways.addresses import Addresses, cloak
from salon.gateways.pieces import PieceWriter
from salon.gateways.tls_listener import BACKLOG, TlsListener
from salon.wire.session import WireSession

MakeWire = Callable[[Session], WireSession]

LINGER_SECONDS = 5.0
"""How long a connection that is to close may take to be read to its end before it is cut."""

TOO_MANY_CONNECTIONS = b"ERROR :Closing link: Too many connections from your address\r\n"
"""What a peer is told for whom there is no session: words of IRC, which people can read on every wire."""

HIGH_WATER = 65_536
"""Bytes in a transport from which on its outbox is looked at closely."""

KEEP_ALIVE = (
    (socket.SO_KEEPALIVE, socket.SOL_SOCKET, 1),
    (socket.TCP_KEEPIDLE, socket.IPPROTO_TCP, 120),
    (socket.TCP_KEEPINTVL, socket.IPPROTO_TCP, 30),
    (socket.TCP_KEEPCNT, socket.IPPROTO_TCP, 4),
)
"""A peer that vanished without a word is found after four minutes, on wires without a ping too."""


class TcpDoor:
    """A listening address for one wire."""

    def __init__(
        self,
        hub: Hub,
        make_wire: MakeWire,
        addresses: Addresses,
        secret: bytes,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.hub = hub
        self.make_wire = make_wire
        self.addresses = addresses
        self.secret = secret
        self.tls = tls
        self.connections: set[TcpConnection] = set()
        # Set while nobody is in.
        self.empty = asyncio.Event()
        self.empty.set()
        self._server: asyncio.Server | TlsListener | None = None

    async def open(self, host: str, port: int) -> tuple[str, int]:
        """Listen; return the address and port that were taken. Raises OSError."""
        loop = asyncio.get_running_loop()
        if self.tls is not None:
            self._server = TlsListener(self.tls, self._arrive)
            return await self._server.open(host, port)
        self._server = await loop.create_server(
            lambda: TcpConnection(self, loop), host, port, backlog=BACKLOG
        )
        address = self._server.sockets[0].getsockname()
        return address[0], address[1]

    def _arrive(self, address: str) -> "TcpConnection | None":
        connection = TcpConnection(self, asyncio.get_running_loop())
        return connection if connection.admit(address) else None

    def close(self) -> None:
        """Accept no more; what is open stays."""
        if self._server is not None:
            self._server.close()


class TcpConnection(asyncio.Protocol):
    """One connection: bytes to the hub, and the far end of an outbox."""

    __slots__ = ("_address", "_admitted", "_door", "_link", "_loop", "_pieces", "_transport", "_write")

    def __init__(self, door: TcpDoor, loop: asyncio.AbstractEventLoop) -> None:
        self._door = door
        self._loop = loop
        self._address = ""
        self._admitted = False
        self._link: Link | None = None
        self._pieces: PieceWriter | None = None

    def admit(self, address: str) -> bool:
        """Count the connection, if its address may have one more."""
        self._address = address
        self._admitted = self._door.addresses.admit(address)
        return self._admitted

    def handshake_ended(self) -> None:
        """Count a connection no more whose handshake came to nothing."""
        if self not in self._door.connections:
            self._release()

    def _release(self) -> None:
        if self._admitted:
            self._admitted = False
            self._door.addresses.release(self._address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the peer in, or refuse it where its address has too many connections."""
        self._transport = cast("asyncio.Transport", transport)
        self._write: Callable[[bytes], None] = self._transport.write
        door = self._door
        peer: Any = transport.get_extra_info("peername")
        # No address: the peer is gone already. Over TLS it was counted before its handshake.
        if not self._admitted and not self.admit(peer[0] if peer else ""):
            self._write(TOO_MANY_CONNECTIONS)
            self._transport.close()
            return
        door.connections.add(self)
        door.empty.clear()
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option, level, value in KEEP_ALIVE:
            sock.setsockopt(level, option, value)
        self._transport.set_write_buffer_limits(high=HIGH_WATER)
        session = Session(0, self._address, cloak(self._address, door.secret), secure=door.tls is not None)
        self._link = door.hub.open(door.make_wire, self, session)
        pieces = self._link.wire.pieces
        if pieces is not None:
            self._pieces = PieceWriter(pieces, self._write, self._loop.call_later)
            self._write = self._pieces.write
            # What waits here is looked at with each batch.
            self._link.outbox.congested = True

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the hub."""
        if self._link is not None:
            self._door.hub.receive(self._link, data)

    def eof_received(self) -> bool:
        """Hand the end of the peer's stream to the hub."""
        if self._link is not None:
            self._door.hub.receive_eof(self._link)
        # The hub closes the connection when all that was asked has been answered.
        return self._door.tls is None

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the hub that the connection is gone."""
        self._release()
        self._door.connections.discard(self)
        if not self._door.connections:
            self._door.empty.set()
        if self._pieces is not None:
            self._pieces.discard()
        link, self._link = self._link, None
        if link is not None:
            reason = "Connection closed" if exc is None else f"Connection lost: {exc.__class__.__name__}"
            self._door.hub.lost(link, reason)

    def pause_writing(self) -> None:
        """Note that the peer reads too slowly."""
        if self._link is not None:
            self._link.outbox.congested = True

    def resume_writing(self) -> None:
        """Note that the peer has caught up."""
        if self._link is not None:
            self._link.outbox.congested = self._pieces is not None

    # --- the far end of an outbox ---------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Write bytes; into a connection that is gone, they are gone too."""
        if self._link is not None:
            self._write(data)

    def unread(self) -> int:
        """Return how many bytes wait here and in the transport."""
        if self._link is None:
            return 0
        waiting = 0 if self._pieces is None else self._pieces.size
        return waiting + self._transport.get_write_buffer_size()

    def pause(self, *, paused: bool) -> None:
        """Stop reading, or go on."""
        if self._transport.is_closing():
            return
        if paused:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def close(self) -> None:
        """Close once all is written, or after a while all the same."""
        if not self._transport.is_closing():
            if self._pieces is None:
                self._transport.close()
            else:
                self._pieces.close_with(self._transport.close)
            self._loop.call_later(LINGER_SECONDS, self._transport.abort)

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()
