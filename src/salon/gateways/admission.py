"""Who may connect, and the session of each connection: the same for every gateway.

Knows neither sockets nor what a wire's bytes mean.
"""

from collections import Counter

from salon.core.state import Session
from salon.delivery.hub import Hub
from salon.delivery.outbox import Sink
from salon.delivery.session import LiveSession
from salon.gateways.addresses import Addresses, cloak
from salon.texts.marks import N_
from salon.wire.session import Wire


class Admission:
    """Counts connections by address, hides addresses behind hosts, and opens sessions.

    `refused`: how many connections were not let in, by reason.
    """

    def __init__(
        self, hub: Hub, addresses: Addresses, secret: bytes, refused: Counter[str] | None = None
    ) -> None:
        self.hub = hub
        self.refused: Counter[str] = Counter() if refused is None else refused
        self._addresses = addresses
        self._secret = secret

    def admit(self, address: str) -> bool:
        """Count one more connection, if the address may have it; `release` counts it no more."""
        if self.hub.state.server_bans.of_address(address) is not None:
            self.refused["banned"] += 1
            return False
        admitted = self._addresses.admit(address)
        if not admitted:
            self.refused["address"] += 1
        return admitted

    def release(self, address: str) -> None:
        """Count one connection less."""
        self._addresses.release(address)

    def open(self, wire: Wire, sink: Sink, address: str, *, secure: bool) -> LiveSession:
        """Open the session of a connection that was admitted."""
        return self.hub.open(wire, sink, address, cloak(address, self._secret), secure=secure)

    def refusal(self, wire: Wire) -> bytes:
        """Return what peers are told that may have no more connections, in the words of their wire."""
        session = wire.make(Session(0, "", ""))
        session.take_output()  # a greeting is for those who are welcome
        session.say_goodbye(
            N_(
                "Too many connections from your address: close one, or try again in some seconds; or your "
                "address is banned"
            )
        )
        return session.take_output()
