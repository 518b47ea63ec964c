"""Accepts TLS connections itself, so that they count before their handshake.

A server of the loop tells of a connection when its handshake is done: until then one address could have as
many as it likes. Knows nothing of what the bytes mean.
"""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol, cast

log = logging.getLogger("salon")

HANDSHAKE_SECONDS = 15.0
"""How long a TLS handshake may take."""

ACCEPTED_AT_ONCE = 100
"""Connections that are accepted before everybody else has a turn."""

PAUSE_SECONDS = 1.0
"""How long nobody is accepted when the system has no descriptors left: asking again at once is idle work."""

ACCESS_DENIED = bytes((21, 3, 3, 0, 2, 2, 49))
"""What is said to an address that has too many: a fatal alert, access_denied (RFC 8446, 6). Words would need
a handshake, which is the work that is to be spared."""


class Arrival(Protocol):
    """A connection whose handshake is to come."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, when the handshake is done. It is an asyncio.Protocol in all else, too."""

    def handshake_ended(self) -> None:
        """Take note that the handshake is over, in whatever way."""


Arrive = Callable[[str], Arrival | None]
"""Make something of a connection from an address, or nothing, where the address has too many."""


class TlsAcceptor:
    """Some listening sockets, and the handshakes that are under way."""

    def __init__(self, context: ssl.SSLContext, arrive: Arrive) -> None:
        self._context = context
        self._arrive = arrive
        self._loop = asyncio.get_running_loop()
        self._sockets: list[socket.socket] = []
        self._handshakes: set[asyncio.Task[None]] = set()

    def start(self, sockets: Iterable[socket.socket]) -> None:
        """Accept on listening sockets, which are the acceptor's from now on."""
        for listening in sockets:
            self._sockets.append(listening)
            self._loop.add_reader(listening, self._accept, listening)

    def close(self) -> None:
        """Accept no more, and break off the handshakes that are under way."""
        for listening in self._sockets:
            self._loop.remove_reader(listening)
            listening.close()
        self._sockets.clear()
        for handshake in self._handshakes:
            handshake.cancel()

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                accepted, peer = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionError):
                return
            except OSError as error:
                # Of descriptors that have run out, the server warns by itself.
                if error.errno not in {errno.EMFILE, errno.ENFILE}:
                    log.warning("no connection can be accepted: %(reason)s", {"reason": error})
                self._loop.remove_reader(listening)
                self._loop.call_later(PAUSE_SECONDS, self._go_on, listening)
                return
            self._take(accepted, peer[0])

    def _go_on(self, listening: socket.socket) -> None:
        if listening in self._sockets:
            self._loop.add_reader(listening, self._accept, listening)

    def _take(self, accepted: socket.socket, address: str) -> None:
        accepted.setblocking(False)
        arrival = self._arrive(address)
        if arrival is None:
            with suppress(OSError):
                accepted.send(ACCESS_DENIED)
            accepted.close()
            return
        handshake = self._loop.create_task(self._shake_hands(accepted, arrival))
        self._handshakes.add(handshake)
        handshake.add_done_callback(self._handshakes.discard)

    async def _shake_hands(self, accepted: socket.socket, arrival: Arrival) -> None:
        # How it failed is between the peer and OpenSSL: anybody can have it fail, as often as they like.
        try:
            with suppress(OSError):
                await self._loop.connect_accepted_socket(
                    lambda: cast("asyncio.Protocol", arrival),
                    accepted,
                    ssl=self._context,
                    ssl_handshake_timeout=HANDSHAKE_SECONDS,
                )
        finally:
            arrival.handshake_ended()
