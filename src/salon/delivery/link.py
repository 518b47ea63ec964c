"""One session with its input that waits, and how fast that input may go on."""

from collections import deque
from collections.abc import Sequence

from salon.core.state import Session
from salon.delivery.outbox import Outbox, Sink
from salon.wire.session import Request, WireSession

ROUNDING = 1e-6
"""What an allowance may lack for a request: sums of fractions are not exact, and no timer waits so short."""


class Throttle:
    """How fast a session may speak: messages a second, and how many at once. A rate of 0: as it likes."""

    __slots__ = ("burst", "rate", "waiting_bytes")

    def __init__(self, rate: float, burst: float, waiting_bytes: int) -> None:
        self.rate = rate
        self.burst = burst
        self.waiting_bytes = waiting_bytes

    def refilled(self, allowance: float, since: float, now: float) -> float:
        """Return what an allowance has grown to."""
        return min(self.burst, allowance + (now - since) * self.rate)

    def admit(self, link: "Link", cost: float, now: float) -> float:
        """Let a request pass at its cost and return 0, or return how many seconds it has to wait."""
        if not self.rate or not cost:
            return 0
        cost = min(cost, self.burst)  # what is dearer than all that can be saved waits for that
        allowance = self.refilled(link.allowance, link.since, now)
        link.since = now
        if allowance >= cost - ROUNDING:
            link.allowance = allowance - cost
            return 0
        link.allowance = allowance
        return (cost - allowance) / self.rate


class Link:
    """One session with all that belongs to it: its wire, its outbox, and the input that waits its turn."""

    __slots__ = (
        "allowance",
        "at_end",
        "blocked",
        "gone",
        "lost",
        "outbox",
        "paused",
        "scheduled",
        "session",
        "since",
        "waiting",
        "waiting_size",
        "watched",
        "wire",
        "yielding",
    )

    def __init__(
        self, session: Session, wire: WireSession, sink: Sink, allowance: float, since: float
    ) -> None:
        self.session = session
        self.wire = wire
        self.outbox = Outbox(session.id, wire, sink)
        self.waiting: deque[Request] = deque()
        # How many bytes they came in; kept, for a flood of small pieces asks for it with each of them.
        self.waiting_size = 0
        # A request's need is being met: what came after it waits.
        self.blocked = False
        # A timer will go on with the waiting input.
        self.scheduled = False
        # Others have their turn before the waiting input goes on.
        self.yielding = False
        self.paused = False
        # A timer will look whether the peer is silent.
        self.watched = False
        # The peer says no more.
        self.at_end = False
        self.gone = False
        # Why the connection is gone, where the session goes on for a moment.
        self.lost = ""
        self.allowance = allowance
        self.since = since

    def queue(self, requests: Sequence[Request]) -> None:
        """Let requests wait for their turn."""
        self.waiting.extend(requests)
        for request in requests:
            self.waiting_size += request.size

    def next_request(self) -> Request:
        """Take the request whose turn it is."""
        request = self.waiting.popleft()
        self.waiting_size -= request.size
        return request

    def forget_requests(self) -> None:
        """Let nothing wait any more."""
        self.waiting.clear()
        self.waiting_size = 0

    def pause(self, *, paused: bool) -> None:
        """Stop reading from the peer, or go on."""
        if self.paused is not paused:
            self.paused = paused
            self.outbox.sink.pause(paused=paused)
