"""What clients that have gone had surely received, so that a reconnect brings only what came after that.

A client that answers a PING has received all that was sent before it. Knows clients by nick, address and
capabilities. Where several that are alike have gone, nobody knows which one is back: it is shown what any of
them may have missed.
A restart of the server forgets it: the first reconnect after that shows the past again, and misses nothing.
"""

from typing import Final, NamedTuple

MAX_CLIENTS: Final = 4096
"""Clients that are remembered; beyond that the one that went longest ago is forgotten."""

MOST_ALIKE: Final = 8
"""So many that are alike; beyond that the one that had received most is."""

FORGOTTEN_AFTER: Final = 86_400_000
"""How long a client is remembered, in ms."""

Client = tuple[str, str, int]
"""A folded nick, an address and capabilities."""


class Gone(NamedTuple):
    """A client that went, or one that never was."""

    sequence: int = 0
    channels: frozenset[int] = frozenset()
    time: int = 0

    def up_to(self, channel: int) -> int:
        """Return the sequence up to which it had received a channel; 0: not known."""
        return self.sequence if channel in self.channels else 0


class Received:
    """The sequence up to which each client that has gone had received what was said in its channels."""

    def __init__(self) -> None:
        # In the order in which they went; of those that are alike, the one that had received least is first.
        self._gone: dict[Client, list[Gone]] = {}

    def remember(self, client: Client, channels: frozenset[int], sequence: int, now: int) -> None:
        """Take note of a client that goes. `now`: ms."""
        alike = [*self._remembered(client, now), Gone(sequence, channels, now)]
        alike.sort(key=lambda its: its.sequence)
        self._gone[client] = alike[:MOST_ALIKE]
        while len(self._gone) > MAX_CLIENTS:
            del self._gone[next(iter(self._gone))]

    def come_back(self, client: Client, now: int) -> Gone:
        """Return what a client that is back had received, and forget it."""
        alike = self._remembered(client, now)
        if len(alike) > 1:
            # Another one is still to come, which may have received as little.
            self._gone[client] = alike[:-1]
        return alike[0] if alike else Gone()

    def _remembered(self, client: Client, now: int) -> list[Gone]:
        """Take out what is known of clients that are alike."""
        return [its for its in self._gone.pop(client, ()) if now - its.time <= FORGOTTEN_AFTER]
