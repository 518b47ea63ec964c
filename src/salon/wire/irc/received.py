"""What clients that have gone had surely received, so that a reconnect brings only what came after that.

A client that answers a PING has received all that was sent before it. Knows clients by nick and address.
A restart of the server forgets it: the first reconnect after that shows the past again, and misses nothing.
"""

from typing import Final, NamedTuple

MAX_CLIENTS: Final = 4096
"""Clients that are remembered; beyond that the one that went longest ago is forgotten."""

FORGOTTEN_AFTER: Final = 86_400_000
"""How long a client is remembered, in ms."""

Client = tuple[str, str]
"""A folded nick, and an address."""


class _Gone(NamedTuple):
    channels: frozenset[int]
    sequence: int
    time: int


class Received:
    """The sequence up to which each client that has gone had received what was said in its channels."""

    def __init__(self) -> None:
        # In the order in which they went.
        self._gone: dict[Client, _Gone] = {}

    def remember(self, client: Client, channels: frozenset[int], sequence: int, now: int) -> None:
        """Take note of a client that goes. `now`: ms."""
        self._gone.pop(client, None)
        self._gone[client] = _Gone(channels, sequence, now)
        while len(self._gone) > MAX_CLIENTS:
            del self._gone[next(iter(self._gone))]

    def up_to(self, client: Client, channel: int, now: int) -> int:
        """Return the sequence up to which a client that is back has received a channel; 0: not known."""
        gone = self._gone.get(client)
        if gone is None or channel not in gone.channels or now - gone.time > FORGOTTEN_AFTER:
            return 0
        return gone.sequence
