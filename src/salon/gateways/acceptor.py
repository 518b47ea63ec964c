"""Accepts connections, plain or over TLS, and refuses before anything is made of one.

A server of the loop accepts all that have come in one turn, makes a transport for each, and tells of those
over TLS when their handshake is done: until then one address could have as many as it likes. Here a refusal
is a few bytes into the bare socket. Knows nothing of what the bytes mean.
"""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol, cast

from salon.texts.marks import N_
from salon.texts.reasons import reason_of

log = logging.getLogger("salon")

HANDSHAKE_SECONDS = 15.0
"""How long a TLS handshake may take."""

ACCEPTED_AT_ONCE = 20
"""Connections that are accepted before everybody else has a turn: a handshake of TLS takes a millisecond."""

REFUSED_AT_ONCE = 100
"""Connections that are refused before everybody else has a turn."""

PAUSE_SECONDS = 1.0
"""How long nobody is accepted when the system has no descriptors left: asking again at once is idle work."""

ACCESS_DENIED = bytes((21, 3, 3, 0, 2, 2, 49))
"""What is said over TLS to an address that has too many: a fatal alert, access_denied (RFC 8446, 6). Words
would need a handshake, which is the work that is to be spared."""


class Arrival(Protocol):
    """A connection that counts, and is to be made: over TLS, when its handshake is done."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin. It is an asyncio.Protocol in all else, too."""

    def is_open(self) -> bool:
        """Return whether it has begun, and is not lost."""

    def making_ended(self) -> None:
        """Take note that it was made, or came to nothing."""


Arrive = Callable[[str], Arrival | None]
"""Make something of a connection from an address, or nothing, where the address has too many."""


Trusts = Callable[[socket.socket], bool]
"""Tell whether whoever is at the other end of a connection may be there."""


class Acceptor:
    """Some listening sockets, and the connections that are in the making.

    `refusal`: what an address is told that may have no more; over TLS it is an alert instead. `trusts`: who
    is let in at all, without a word to the others.
    """

    def __init__(
        self, arrive: Arrive, refusal: bytes, tls: ssl.SSLContext | None = None, trusts: Trusts | None = None
    ) -> None:
        self._arrive = arrive
        self._trusts = trusts
        self._refusal = refusal if tls is None else ACCESS_DENIED
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._sockets: list[socket.socket] = []
        self._making: dict[asyncio.Task[None], Arrival] = {}
        self._late: set[Arrival] = set()

    def start(self, sockets: Iterable[socket.socket]) -> None:
        """Accept on listening sockets, which are the acceptor's from now on."""
        for listening in sockets:
            self._sockets.append(listening)
            self._loop.add_reader(listening, self._accept, listening)

    def close(self) -> None:
        """Accept no more, and break off what is in the making."""
        for listening in self._sockets:
            self._loop.remove_reader(listening)
            listening.close()
        self._sockets.clear()
        for making, arrival in self._making.items():
            # One that has begun is the listener's.
            if not arrival.is_open():
                self._late.add(arrival)
                if self._tls is not None:
                    making.cancel()

    def _accept(self, listening: socket.socket) -> None:
        accepted_here = 0
        for _ in range(REFUSED_AT_ONCE):
            try:
                accepted, peer = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionError):
                return
            except OSError as error:
                # Of descriptors that have run out, the server warns by itself.
                if error.errno not in {errno.EMFILE, errno.ENFILE}:
                    refused = N_("no connection can be accepted: %(reason)s")
                    log.warning(refused, {"reason": reason_of(error)})
                self._loop.remove_reader(listening)
                self._loop.call_later(PAUSE_SECONDS, self._go_on, listening)
                return
            # No address: the peer is gone already.
            accepted_here += self._take(accepted, peer[0] if peer else "")
            if accepted_here == ACCEPTED_AT_ONCE:
                return

    def _go_on(self, listening: socket.socket) -> None:
        if listening in self._sockets:
            self._loop.add_reader(listening, self._accept, listening)

    def _take(self, accepted: socket.socket, address: str) -> bool:
        """Make something of a connection, or refuse it; return whether it was accepted."""
        accepted.setblocking(False)
        if self._trusts is not None and not self._trusts(accepted):
            accepted.close()
            return False
        arrival = self._arrive(address)
        if arrival is None:
            with suppress(OSError):
                accepted.send(self._refusal)
            accepted.close()
            return False
        making = self._loop.create_task(self._make(accepted, arrival))
        self._making[making] = arrival
        making.add_done_callback(self._making.pop)
        return True

    async def _make(self, accepted: socket.socket, arrival: Arrival) -> None:
        # How it failed is between the peer and OpenSSL: anybody can have it fail, as often as they like.
        try:
            with suppress(OSError):
                transport, _ = await self._loop.connect_accepted_socket(
                    lambda: cast("asyncio.Protocol", arrival),
                    accepted,
                    ssl=self._tls,
                    ssl_handshake_timeout=HANDSHAKE_SECONDS if self._tls is not None else None,
                )
                # Without TLS it takes a turn, and is not cancelled: it can begin before it hears of that, and
                # uvloop closes it then without a word to it.
                if arrival in self._late:
                    transport.abort()
        finally:
            arrival.making_ended()
