"""One connection's session as the hub keeps it: what it may do next, and the input that waits.

Its life is a table of states (docs/reference/sessions.md); everything that changes the state stands in it.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto

from salon.core.commands import Command
from salon.core.needs import Answer
from salon.core.state import Session
from salon.delivery.outbox import Outbox, Sink
from salon.wire.session import Request, WireSession

ROUNDING = 1e-6
"""What an allowance may lack for a request: sums of fractions are not exact, and no timer waits so short."""


class State(Enum):
    """What becomes of the input of a connection."""

    OPENING = auto()
    """Its session is not in the chat yet; nothing is read."""
    READY = auto()
    """Requests are executed as they come."""
    WAITING = auto()
    """A request is under way; those after it wait for its answer."""
    THROTTLED = auto()
    """The next request waits until the rate limit lets it pass."""
    YIELDING = auto()
    """Others have their turn before the next request."""
    LINGERING = auto()
    """The connection is gone, or going; another may go on in its place."""
    DRAINING = auto()
    """The session is over; the connection closes when all is written."""
    CLOSED = auto()
    """The connection is gone."""


class Trigger(Enum):
    """What changes the state."""

    OPENED = auto()
    """The session is in the chat."""
    ASKED = auto()
    """A request was handed on to be decided."""
    ANSWERED = auto()
    """All of a request was decided and shown."""
    LIMITED = auto()
    """A request is more than the rate limit lets pass now."""
    YIELDED = auto()
    """Many requests were executed in one turn."""
    RESUMED = auto()
    """The time of a timer has come."""
    LET_GO = auto()
    """The connection is gone, or going, and all was executed that it brought."""
    ENDED = auto()
    """The session is over."""
    LOST = auto()
    """The connection is gone."""


TRANSITIONS: Mapping[State, Mapping[Trigger, State]] = {
    State.OPENING: {
        Trigger.OPENED: State.READY,
        Trigger.ENDED: State.DRAINING,
    },
    State.READY: {
        Trigger.ASKED: State.WAITING,
        Trigger.LIMITED: State.THROTTLED,
        Trigger.YIELDED: State.YIELDING,
        Trigger.LET_GO: State.LINGERING,
        Trigger.ENDED: State.DRAINING,
    },
    State.WAITING: {
        Trigger.ANSWERED: State.READY,
        Trigger.ENDED: State.DRAINING,
    },
    State.THROTTLED: {
        Trigger.RESUMED: State.READY,
        Trigger.ENDED: State.DRAINING,
    },
    State.YIELDING: {
        Trigger.RESUMED: State.READY,
        Trigger.ENDED: State.DRAINING,
    },
    State.LINGERING: {Trigger.ENDED: State.DRAINING},
    State.DRAINING: {Trigger.LOST: State.CLOSED},
    State.CLOSED: {},
}
"""The life of a session. What is not here cannot happen, and is a bug where it does."""


class Throttle:
    """The rate limit of a session: messages a second, and how many at once. A rate of 0: no limit."""

    __slots__ = ("burst", "rate", "waiting_bytes")

    def __init__(self, rate: float, burst: float, waiting_bytes: int) -> None:
        self.rate = rate
        self.burst = burst
        self.waiting_bytes = waiting_bytes

    def refilled(self, allowance: float, refilled_at: float, now: float) -> float:
        """Return what an allowance has grown to."""
        return min(self.burst, allowance + (now - refilled_at) * self.rate)

    def share(self, session: "LiveSession", successor: "LiveSession", now: float) -> None:
        """Give a session no more than the one in whose place it goes on has left."""
        left = self.refilled(session.allowance, session.refilled_at, now)
        if left < self.refilled(successor.allowance, successor.refilled_at, now):
            successor.allowance, successor.refilled_at = left, now

    def admit(self, session: "LiveSession", cost: float, steady: Callable[[], float]) -> float:
        """Let a request pass at its cost and return 0, or return how many seconds it has to wait.

        What is dearer than all that can be saved waits for that, and leaves the session in debt for the rest.
        """
        if not self.rate or not cost:
            return 0
        now = steady()
        allowance = self.refilled(session.allowance, session.refilled_at, now)
        session.refilled_at = now
        needed = min(cost, self.burst)
        if allowance >= needed - ROUNDING:
            session.allowance = allowance - cost
            return 0
        session.allowance = allowance
        return (needed - allowance) / self.rate


class LiveSession:
    """One connection of this process: its wire, its outbox, and the input that waits its turn."""

    __slots__ = (
        "address",
        "allowance",
        "answer",
        "asked",
        "at_end",
        "awaits_reading",
        "core",
        "id",
        "is_over",
        "is_ready",
        "lost",
        "number",
        "outbox",
        "paused",
        "refilled_at",
        "sink",
        "state",
        "unheard",
        "waiting",
        "waiting_size",
        "watched",
        "wire",
    )

    # Both are there from the moment when the session is in the chat.
    core: Session
    wire: WireSession
    outbox: Outbox

    def __init__(self, number: int, address: str, sink: Sink, allowance: float, now: float) -> None:
        self.id = number
        self.address = address
        self.sink = sink
        self.state = State.OPENING
        # Kept beside it, for they are asked for with each request.
        self.is_ready = False
        self.is_over = False
        # How many asks there were, and the commands of the one that is under way.
        self.number = 0
        self.asked: list[Command] = []
        # What was found out for the first of these.
        self.answer: Answer | None = None
        # What has come and is not yet read as requests; those that are.
        self.unheard = bytearray()
        self.waiting: deque[Request] = deque()
        # How many bytes they came in; kept, for a flood of small pieces asks for it with each of them.
        self.waiting_size = 0
        self.paused = False
        # A timer will look whether the peer is silent.
        self.watched = False
        # An answer goes on when the peer has read what is written.
        self.awaits_reading = False
        # The peer says no more.
        self.at_end = False
        # Why the connection is gone, where the session goes on for a moment; and when that was.
        self.lost = ""
        self.allowance = allowance
        self.refilled_at = now

    def change(self, trigger: Trigger) -> None:
        """Go into the state that a trigger leads to."""
        self.state = state = TRANSITIONS[self.state][trigger]
        self.is_ready = state is State.READY
        self.is_over = state is State.DRAINING or state is State.CLOSED

    def wait(self) -> None:
        """Let later requests wait until the one under way is answered."""
        if self.is_ready:
            self.change(Trigger.ASKED)

    def begin(self, core: Session, wire: WireSession) -> None:
        """Be in the chat from now on."""
        self.core = core
        self.wire = wire
        self.outbox = Outbox(self.id, wire, self.sink)
        self.change(Trigger.OPENED)

    @property
    def has_input(self) -> bool:
        """Whether anything of its peer waits to be read or executed."""
        return bool(self.waiting or self.unheard)

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
        self.unheard.clear()
        self.waiting.clear()
        self.waiting_size = 0

    def pause(self, *, paused: bool) -> None:
        """Stop reading from the peer, or go on."""
        if self.paused is not paused:
            self.paused = paused
            self.sink.pause(paused=paused)
