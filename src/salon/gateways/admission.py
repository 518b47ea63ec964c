"""Who may connect, and the session of each connection: the same for every gateway.

Knows neither sockets nor what a wire's bytes mean.
"""

from collections.abc import Callable

from salon.core.state import Session
from salon.delivery.hub import Hub
from salon.delivery.link import Link
from salon.delivery.outbox import Sink
from salon.gateways.addresses import Addresses, cloak
from salon.texts.marks import N_
from salon.wire.session import WireSession

MakeWire = Callable[[Session], WireSession]


class Admission:
    """Counts connections by address, hides addresses behind hosts, and opens sessions."""

    def __init__(self, hub: Hub, addresses: Addresses, secret: bytes) -> None:
        self.hub = hub
        self._addresses = addresses
        self._secret = secret

    def admit(self, address: str) -> bool:
        """Count one more connection, if the address may have it; `release` counts it no more."""
        return self._addresses.admit(address)

    def release(self, address: str) -> None:
        """Count one connection less."""
        self._addresses.release(address)

    def open(self, make_wire: MakeWire, sink: Sink, address: str, *, secure: bool) -> Link:
        """Open the session of a connection that was admitted."""
        return self.hub.open(make_wire, sink, self._session(address, secure=secure))

    def refusal(self, make_wire: MakeWire, address: str, *, secure: bool) -> bytes:
        """Return what a peer is told that has too many connections, in the words of its wire."""
        wire = make_wire(self._session(address, secure=secure))
        wire.take_output()  # a greeting is for those who are welcome
        wire.say_goodbye(N_("Too many connections from your address"))
        return wire.take_output()

    def _session(self, address: str, *, secure: bool) -> Session:
        return Session(0, address, cloak(address, self._secret), secure=secure)
