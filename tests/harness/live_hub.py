"""A hub of IRC on the running loop, for listeners: real but for its disk, which commits in the next turn."""

import asyncio
from collections.abc import Callable
from typing import Any

from salon.core.names import casemapping
from salon.core.rules import Rules
from salon.core.state import State
from salon.delivery.decider import Decider
from salon.delivery.hub import Hub
from salon.delivery.log import LocalLog
from salon.delivery.session import Throttle
from salon.server.app import Clock
from salon.server.journal import Journal
from salon.wire.framing import STREAM, Framing
from salon.wire.irc.server import IrcServer, IrcSettings
from salon.wire.irc.session import IrcSession
from salon.wire.session import Wire


class LiveHub:
    """The hub, its state, and its wires; nothing that it does may need anything from outside."""

    def __init__(self, *, queue: int = 1_000_000) -> None:
        loop = asyncio.get_running_loop()
        self.state = State(Rules(server="salon.test"), casemapping("ascii"))
        self._clock = clock = Clock(loop)

        def commit(_events: object, done: Callable[[Exception | None], None]) -> None:
            loop.call_soon(done, None)

        decider = Decider(self.state, clock.wall, LocalLog(commit), _fail)
        throttle = Throttle(0, 10, 16_384)
        self.hub = Hub(self.state, decider, clock, _fail, _fail, Journal(), throttle, queue)
        decider.subscribe(self.hub)
        settings = IrcSettings(network="Test", version="0", created=0)
        self.irc = IrcServer(self.state, settings, "test", {"en": str}, b"secret", b"lasting secret")

    def wire(self, framing: Framing = STREAM) -> Wire:
        """Return the wire of IRC in a framing."""
        return Wire("irc", lambda session: IrcSession(self.irc, session, self._clock.steady(), framing))


def _fail(*_: Any) -> None:
    raise AssertionError
