"""A TCP listener, plain or over TLS: accepts connections and joins each to a session of its wire.

It serves a local socket as well. Knows nothing of what the bytes mean.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from typing import cast

from salon.delivery.session import LiveSession
from salon.gateways.acceptor import Acceptor, Trusts
from salon.gateways.admission import Admission
from salon.gateways.first_line import FirstLine
from salon.gateways.pieces import PieceWriter
from salon.texts.marks import N_
from salon.wire.session import Wire

LINGER_SECONDS = 5.0
"""How long a connection that is to close may take to be read to its end before it is cut."""

HIGH_WATER = 65_536
"""Bytes in a transport from which on its outbox is looked at closely."""


class TcpListener:
    """The listening sockets of one wire, and the connections that were accepted there."""

    def __init__(
        self,
        admission: Admission,
        wire: Wire,
        tls: ssl.SSLContext | None = None,
        trusts: Trusts | None = None,
    ) -> None:
        self.admission = admission
        self.wire = wire
        self.tls = tls
        self._trusts = trusts
        self.connections: set[TcpConnection] = set()
        # Set while there is no connection.
        self.empty = asyncio.Event()
        self.empty.set()
        self._acceptor: Acceptor | None = None

    async def start(self, sockets: Sequence[socket.socket]) -> None:
        """Accept connections on listening sockets, which are the listener's from now on."""
        self._acceptor = Acceptor(self._arrive, self.admission.refusal(self.wire), self.tls, self._trusts)
        self._acceptor.start(sockets)

    def _arrive(self, address: str) -> "TcpConnection | None":
        if not self.admission.admit(address):
            return None
        return TcpConnection(self, asyncio.get_running_loop(), address)

    def drain(self) -> None:
        """Accept no more; what is open stays."""
        if self._acceptor is not None:
            self._acceptor.close()

    def close(self) -> None:
        """Accept no more; what is open stays."""
        self.drain()


class TcpConnection(asyncio.Protocol):
    """One connection, which counts for its address: bytes to the hub, and the far end of an outbox."""

    __slots__ = (
        "_address",
        "_counts",
        "_first_line",
        "_linger",
        "_link",
        "_listener",
        "_loop",
        "_pieces",
        "_transport",
        "_write",
    )

    def __init__(self, listener: TcpListener, loop: asyncio.AbstractEventLoop, address: str) -> None:
        self._listener = listener
        self._loop = loop
        self._address = address
        self._counts = True
        self._link: LiveSession | None = None
        self._first_line: FirstLine | None = FirstLine()
        self._pieces: PieceWriter | None = None
        self._linger: asyncio.TimerHandle | None = None

    def is_open(self) -> bool:
        """Return whether it has begun, and is not lost."""
        return self in self._listener.connections

    def making_ended(self) -> None:
        """Count a connection no more that came to nothing."""
        if not self.is_open():
            self._release()

    def _release(self) -> None:
        if self._counts:
            self._counts = False
            self._listener.admission.release(self._address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open a session."""
        self._transport = cast("asyncio.Transport", transport)
        self._write: Callable[[bytes], None] = self._transport.write
        listener = self._listener
        secure = listener.tls is not None
        listener.connections.add(self)
        listener.empty.clear()
        self._transport.set_write_buffer_limits(high=HIGH_WATER)
        self._link = listener.admission.open(listener.wire, self, self._address, secure=secure)
        pieces = self._link.wire.pieces
        if pieces is not None:
            self._pieces = PieceWriter(pieces, self._write, self._loop.call_later, self._drained)
            self._write = self._pieces.write
            # What waits here is looked at with each batch.
            self._link.outbox.congested = True

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the hub; hang up on a browser before anything of it is obeyed."""
        if self._first_line is not None:
            if self._first_line.is_http(data):
                self.abort()
                return
            if self._first_line.has_ended:
                self._first_line = None
        if self._link is not None:
            self._listener.admission.hub.receive(self._link, data)

    def eof_received(self) -> bool:
        """Hand the end of the peer's stream to the hub."""
        if self._link is not None:
            self._listener.admission.hub.receive_eof(self._link)
        # The hub closes the connection when all that was asked has been answered.
        return self._listener.tls is None

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the hub that the connection is gone."""
        self._release()
        if self._linger is not None:
            # A timer that is left to its time keeps all that the connection had in memory.
            self._linger.cancel()
        if self._pieces is not None:
            self._pieces.discard()
        listener = self._listener
        listener.connections.discard(self)
        if not listener.connections:
            listener.empty.set()
        link, self._link = self._link, None
        if link is not None:
            reason = N_("Connection closed") if exc is None else N_("Connection lost")
            listener.admission.hub.lost(link, reason)

    def pause_writing(self) -> None:
        """Note that the peer reads too slowly."""
        if self._link is not None:
            self._link.outbox.congested = True

    def resume_writing(self) -> None:
        """Note that the peer has caught up."""
        if self._link is not None:
            self._link.outbox.congested = self._pieces is not None
            self._drained()

    def _drained(self) -> None:
        """Tell the hub that the peer has got what was written; close, if that was waited for."""
        if self._linger is not None and self._pieces is not None and not self._pieces.size:
            self._transport.close()
        if self._link is not None:
            self._listener.admission.hub.drained(self._link)

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
            if self._pieces is None or not self._pieces.size:
                self._transport.close()
            self._linger = self._loop.call_later(LINGER_SECONDS, self._transport.abort)

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()
