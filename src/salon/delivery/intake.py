"""When the requests of a session go on: in their order, by its rate limit, in turn with those of others.

The hub executes them. Here it is judged, too, when a session's input is over, or too much.
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from salon.delivery.decider import Asks
from salon.delivery.fan_out import FanOut
from salon.delivery.gate import Gate
from salon.delivery.session import LiveSession, State, Throttle, Trigger
from salon.delivery.turns import Turns
from salon.texts.marks import N_
from salon.wire.session import Request

MAX_REQUESTS: Final = 48
"""Requests of one session that are executed before the others have their turn."""

REQUESTS_AT_ONCE: Final = 8
"""Requests of one session between two looks at the time and at the batch: a divisor of `MAX_REQUESTS`.

Most take less than a twentieth of a millisecond, and both looks a twentieth of that.
"""

HEARD_AT_ONCE: Final = 4096
"""Bytes that are read as requests when they come, or at one time. To read more, which may be ends of lines,
is work that waits for its turn as requests do, and for those that were read before."""


class Executor(Protocol):
    """What requests are executed by."""

    def execute(self, session: LiveSession, request: Request) -> None:
        """Execute a request; the session waits where that takes longer."""

    def drop(self, session: LiveSession, reason: str) -> None:
        """End a session; its peer is told why."""

    def let_go(self, session: LiveSession, reason: str) -> None:
        """Let a session end whose connection is gone, or going, unless another may go on in its place."""


class Clock(Protocol):
    """The time, as far as input needs it."""

    def steady(self) -> float:
        """Return seconds that never go back."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call once, later."""


class Intake:
    """Takes the input of all sessions. The rate limit may be replaced while they live."""

    def __init__(
        self,
        executor: Executor,
        asks: Asks,
        fan_out: FanOut,
        gate: Gate,
        clock: Clock,
        turns: Turns,
        throttle: Throttle,
    ) -> None:
        self._executor = executor
        self._asks = asks
        self._fan_out = fan_out
        self._gate = gate
        self._clock = clock
        self._turns = turns
        self.throttle = throttle

    def receive(self, session: LiveSession, data: bytes) -> None:
        """Take bytes from a peer."""
        now = self._clock.steady()
        if len(data) <= HEARD_AT_ONCE and not session.unheard:
            self.take(session, session.wire.receive_data(data, now))
        elif not session.is_over:
            session.unheard += data
            # So long as anything comes the peer is alive.
            self.take(session, session.wire.receive_data(b"", now))

    def receive_eof(self, session: LiveSession) -> None:
        """Take the end of a peer's stream: what it said before is executed, then its session ends."""
        session.at_end = True
        if session.state is not State.OPENING and not session.unheard:
            self.take(session, session.wire.receive_eof())

    def take(self, session: LiveSession, requests: Sequence[Request]) -> None:
        """Take requests of a session."""
        if session.is_over:
            return
        session.queue(requests)
        self.go_on(session)
        if session.wire.impatient and not session.watched:
            self._watch_silence(session)

    def _watch_silence(self, session: LiveSession) -> None:
        """Look at the deadline of an impatient session by itself: those of the others are swept."""

        def look() -> None:
            session.watched = False
            if session.is_over or session.unheard:  # more has come: no silence
                return
            deadline, now = session.wire.deadline, self._clock.steady()
            if deadline is not None and deadline <= now:
                self.take(session, session.wire.silence(now))
            else:
                self._watch_silence(session)

        deadline = session.wire.deadline
        if deadline is not None and not session.is_over:
            session.watched = True
            self._clock.call_later(deadline - self._clock.steady(), look)

    def go_on(self, session: LiveSession) -> None:
        """Execute the waiting input as far as it may go now."""
        executor, waiting, wire = self._executor, session.waiting, session.wire
        left = MAX_REQUESTS
        # What a silence is answered with is a sign of life, too: no request has come.
        is_sign_of_life = True
        while session.is_ready and (waiting or session.unheard) and not wire.closing:
            if not left % REQUESTS_AT_ONCE:
                if self._is_full:
                    self._gate.afterwards(lambda: self.go_on(session))
                    break
                if not left or self._turns.is_over():
                    self._yield(session)
                    break
            if not waiting:
                self._hear(session)
                continue
            left -= 1
            seconds = self.throttle.admit(session, waiting[0].cost, self._clock.steady)
            if seconds:
                session.change(Trigger.LIMITED)
                self._clock.call_later(seconds, lambda: self._resume(session))
                break
            request = session.next_request()
            is_sign_of_life = is_sign_of_life and request.is_sign_of_life
            executor.execute(session, request)
        if session.is_over:
            return
        if is_sign_of_life:
            self._fan_out.flush_sign_of_life(session.outbox)
        else:
            self._fan_out.flush(session.outbox)
        if session.has_input or session.paused or session.at_end or session.lost or wire.closing:
            self._judge_input(session)

    def _hear(self, session: LiveSession) -> None:
        """Read more of what has come, of a flood no more than it takes to know it for one."""
        most = min(HEARD_AT_ONCE, self.throttle.waiting_bytes)
        piece = bytes(session.unheard[:most])
        del session.unheard[:most]
        session.queue(session.wire.receive_data(piece, self._clock.steady()))
        if session.at_end and not session.unheard:
            session.queue(session.wire.receive_eof())
        if session.wire.impatient and not session.watched:
            self._watch_silence(session)

    @property
    def _is_full(self) -> bool:
        """Whether input has to wait until the disk has caught up."""
        return self._asks.full or self._gate.full

    def _judge_input(self, session: LiveSession) -> None:
        """End the session if its input is over, or too much; read on, or not, from its peer."""
        executor = self._executor
        has_input, wire, state = session.has_input, session.wire, session.state
        too_much = session.waiting_size + len(session.unheard) > self.throttle.waiting_bytes
        if state is State.READY or state is State.THROTTLED:
            is_ending = wire.closing or ((session.lost or session.at_end) and not has_input)
            # An end may concern a thousand people, and a thousand may end at once.
            if is_ending and state is State.READY and self._turns.is_over():
                self._yield(session)
                return
            if wire.closing:
                executor.drop(session, wire.closing)
                return
            if is_ending:
                executor.let_go(session, session.lost or N_("Connection closed"))
                return
            if too_much and state is State.THROTTLED:
                executor.drop(session, N_("Excess Flood"))
                return
        # No sooner: of a peer that goes while it is not read, TLS would lose the last words. But while the
        # disk is behind, each piece that comes would ask anew to be told when it has caught up.
        session.pause(paused=too_much or (has_input and self._is_full))

    def _yield(self, session: LiveSession) -> None:
        """Go on when the others have had their turn."""
        session.change(Trigger.YIELDED)
        self._turns.wait(session.address, lambda: self._resume(session))

    def _resume(self, session: LiveSession) -> None:
        if not session.is_over:
            session.change(Trigger.RESUMED)
            self.go_on(session)
