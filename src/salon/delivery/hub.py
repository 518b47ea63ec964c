"""The hub: the connections of one process, from their requests to everybody's bytes.

A request is interpreted by its wire, and its commands are handed on as an ask. What was decided comes back by
`take`, is applied to the state, and shown to whom it reaches here; the gate lets nothing out before it is
committed. Synchronous and single-threaded, so the state is always whole. What a command needs from outside (a
password verified, a name looked up) is found out by the function that the hub is given; that session's later
requests wait meanwhile, and nobody else's.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol, cast

from salon.core.apply import apply
from salon.core.asks import Ask, Batch, Entry
from salon.core.commands import Command, OpenSession, Quit
from salon.core.events import Event, MessagePosted, SessionDetached, SessionOpened
from salon.core.needs import Answer, AnsweredNeed, Need, Result
from salon.core.refusals import Refusal
from salon.core.replies import Letter, Outcome
from salon.core.state import Session
from salon.core.state import State as Chat
from salon.delivery.allowances import Allowances
from salon.delivery.answers import Answers, Read
from salon.delivery.decider import Asks
from salon.delivery.fan_out import FanOut
from salon.delivery.gate import Gate
from salon.delivery.intake import Intake
from salon.delivery.lingering import LOST_SECONDS, NOBODY, Lingering, longest_loss
from salon.delivery.outbox import Outbox, Sink
from salon.delivery.router import Router
from salon.delivery.session import LiveSession, State, Throttle, Trigger
from salon.delivery.turns import Turns
from salon.texts.marks import N_
from salon.wire.session import Request, Wire

NOTHING: list[Command] = []
"""What a session asks for while none of its asks is under way."""


class Meet(Protocol):
    """Meet a need of a command; `answer` is called on the loop, later, with what was found out."""

    def __call__(self, need: Need, command: Command, answer: Callable[[Result], None], /) -> None:
        """Begin to meet."""


class Post(Protocol):
    """Send a letter, in a language; without one, in the server's."""

    def __call__(self, letter: Letter, language: str, /) -> None:
        """Begin to send."""


def _no_post(_letter: Letter, _language: str) -> None:
    """Send none: for a hub of a server that asks for none."""


class Clock(Protocol):
    """The time, for the hub."""

    def wall(self) -> int:
        """Return milliseconds since 1970, UTC."""

    def steady(self) -> float:
        """Return seconds that never go back."""

    def exact(self) -> float:
        """Return seconds that never go back, and pass within a tick, too."""

    def call_soon(self, call: Callable[[], None]) -> object:
        """Call once, at the end of this tick."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call once, later."""


class Journal(Protocol):
    """Where the hub notes what an operator of the server would want to know."""

    def opened(self, session: Session) -> None:
        """Note that a connection was opened."""

    def happened(self, event: Event, session: Session | None) -> None:
        """Note what was done, and by which connection; None: it is gone, or the server itself did it."""

    def refused(self, refusal: Refusal, session: Session) -> None:
        """Note what was refused; a wrong password is worth a line."""

    def closed(self, session: Session) -> None:
        """Note that a connection ended."""


class Hub:
    """Carries the requests of all connections of this process, and shows them what happens."""

    def __init__(
        self,
        state: Chat,
        asks: Asks,
        clock: Clock,
        meet: Meet,
        read: Read,
        journal: Journal,
        throttle: Throttle,
        send_queue_bytes: int,
        incarnation: int = 0,
        post: Post = _no_post,
    ) -> None:
        self.state = state
        self.sessions: dict[int, LiveSession] = {}
        self._turns = turns = Turns(clock)
        self.gate = Gate(asks.close_batch, turns.at_end, send_queue_bytes, self._overflowed)
        self._asks = asks
        self._router = Router(state)
        self._fan_out = FanOut(state, self._router, self.gate)
        self.post = self._fan_out.pass_on
        self._answers = Answers(state, self.gate, self._fan_out, read, turns, clock.wall, self._answered)
        self.intake = Intake(self, asks, self._fan_out, self.gate, clock, turns, throttle)
        # Bytes from a peer, and the end of its stream, are the intake's.
        self.receive = self.intake.receive
        self.receive_eof = self.intake.receive_eof
        self._clock = clock
        self._meet = meet
        self._post_letter = post
        self._journal = journal
        # Numbers of sessions are unique among all hubs of a cluster.
        self._last_session = incarnation << 32
        self._allowances = Allowances()
        self._lingering = Lingering()
        # What makes the wire of a session that is not in the chat yet.
        self._opening: dict[int, Wire] = {}

    # --- what gateways call ---------------------------------------------------------------------

    def open(self, wire: Wire, sink: Sink, address: str, host: str, *, secure: bool = False) -> LiveSession:
        """Begin a session on a new connection."""
        self._last_session = number = self._last_session + 1
        now = self._clock.steady()
        allowance = self._allowances.of(address, self.intake.throttle, now)
        session = self.sessions[number] = LiveSession(number, address, sink, allowance, now)
        self._opening[number] = wire
        opening = OpenSession(address, host, secure, wire.name, wire.takes_files, wire.administrator)
        self._ask(session, [opening], self._clock.wall())
        if session.state is State.OPENING:
            session.pause(paused=True)
        return session

    def lost(self, session: LiveSession, reason: str) -> None:
        """Take note that a connection is gone; what it said before is still executed, for a while."""
        if session.lost:
            return
        session.lost = reason
        self._answers.forget(session)
        if session.state is State.CLOSED:
            return
        if session.is_over:
            self._forget(session)
        elif session.state is State.LINGERING:
            return
        elif session.has_input or session.state is State.WAITING:
            self._clock.call_later(LOST_SECONDS, lambda: self._end_waiting(session, reason))
        elif session.state is State.OPENING:
            self.end(session, reason)
        else:
            self.intake.go_on(session)

    def drained(self, session: LiveSession) -> None:
        """Take note that a peer has read what was written to it."""
        self._answers.drained(session, self._clock.steady())

    @property
    def deliveries(self) -> int:
        """How many copies of what happened were handed to connections."""
        return self._fan_out.deliveries

    def sweep(self) -> None:
        """Let the sessions know whose time has come, and hold no more than may wait for all together."""
        self.gate.relieve([its.outbox for its in self.sessions.values() if its.state is not State.OPENING])
        now = self._clock.steady()
        for session, reason in self._lingering.take_due(now):
            # Each end may concern a thousand people, and a network that fails ends a thousand at once.
            self._turns.wait(session.address, partial(self.end, session, reason))
        arrived = self._clock.wall() - longest_loss(self.state.rules.limits)
        for session in list(self.sessions.values()):
            state = session.state
            if session.is_over or state is State.OPENING:
                continue
            if session.outbox.kept is not None:
                session.outbox.kept.forget_before(arrived)
            if state is State.LINGERING or session.unheard:
                continue
            deadline = session.wire.deadline
            if deadline is not None and deadline <= now:
                self.intake.take(session, session.wire.silence(now))

    def dismiss(self, reason: str, done: Callable[[], None] = lambda: None) -> None:
        """Say goodbye to everybody, over as many turns as that takes: the server stops.

        `done` is called when all of it is committed and written.
        """
        self._router.part()
        sessions = iter(list(self.sessions.values()))

        def go_on() -> None:
            for session in sessions:
                self.drop(session, reason)
                if self._turns.is_over():
                    # At a place of its own: behind no peer's requests.
                    self._turns.wait("", go_on)
                    return
            self.gate.afterwards(done)

        go_on()

    def abandon(self, reason: str) -> None:
        """Tell everybody at once that the server ends, past a gate that lets nothing through any more."""
        for session in list(self.sessions.values()):
            if session.state is not State.OPENING:
                session.wire.take_output()
                session.wire.say_goodbye(reason)
                session.sink.write(session.wire.take_output())
            session.sink.close()

    def drop(self, session: LiveSession, reason: str) -> None:
        """End a session from the server's side: its peer is told why, then the connection closes."""
        if session.is_over:
            return
        if session.state is not State.OPENING and session.core.person is None:
            session.wire.say_goodbye(reason)
        self.end(session, reason)

    def let_go(self, session: LiveSession, reason: str) -> None:
        """End a session whose connection is gone, or going; first it waits for one to go on in its place.

        A client that cannot do that, or is nobody yet, is not waited for.
        """
        limits, now = self.state.rules.limits, self._clock.steady()
        if not (limits.resume_seconds and session.wire.resumable and session.core.person is not None):
            self.drop(session, reason)
            return
        session.change(Trigger.LET_GO)
        self._allowances.remember(session, self.intake.throttle, now)
        self._fan_out.flush(session.outbox)

        def hang_up() -> None:
            session.sink.close()
            session.outbox.sink = NOBODY

        self.gate.afterwards(hang_up)
        self._lingering.add(session, now + limits.resume_seconds, reason)
        for other, its_reason in self._lingering.surplus(session.address, limits.connections_per_address):
            self.end(other, its_reason)

    # --- from requests to asks --------------------------------------------------------------------

    def execute(self, session: LiveSession, request: Request) -> None:
        """Have a wire interpret a request, and what it asks for decided."""
        wire = session.wire
        now = self._clock.wall()
        commands = wire.interpret(request, now)
        if wire.forms_changed:
            self._router.change_forms(session.outbox, session.core.person)
        if commands:
            self._ask(session, commands, now)
        elif wire.later:
            self._answers.go_on(session)
        else:
            wire.finish()

    def _ask(
        self, session: LiveSession, commands: list[Command], now: int, answer: Answer | None = None
    ) -> None:
        """Have commands decided; `answer` is of a need of the first one."""
        session.number += 1
        session.asked, session.answer = commands, answer
        self._asks.ask(Ask(session.id, session.number, now, commands, answer))
        # In one process it is decided by now.
        if session.asked:
            session.wait()

    def _find_out(
        self, session: LiveSession, need: Need, commands: list[Command], before: Answer | None
    ) -> None:
        """Have a need of the first command met; what comes after it waits.

        `before`: what was found out for other needs of that command.
        """
        number = session.number
        self._fan_out.flush(session.outbox)
        session.asked = commands
        session.wait()

        def answer(result: Result) -> None:
            if session.is_over or session.number != number:
                return
            found = Answer(cast("AnsweredNeed", need), result, before)
            self._ask(session, commands, self._clock.wall(), found)

        def meet() -> None:
            self._meet(need, commands[0], answer)

        if need.committed:
            self.gate.afterwards(meet)
        else:
            meet()

    # --- from what was decided to bytes -------------------------------------------------------------

    def take(self, session: int, outcome: Outcome, now: int) -> None:
        """Apply one outcome of a session's ask, and show it to everybody here whom it reaches."""
        asker = self.sessions.get(session)
        origin = asker.outbox if asker is not None and asker.state is not State.OPENING else None
        if type(outcome) is MessagePosted:
            self._fan_out.post(outcome, origin, now)
        elif type(outcome) is SessionOpened:
            apply(self.state, outcome)
            self._begin(outcome)
        elif isinstance(outcome, Event):
            self._journal.happened(outcome, None if asker is None or origin is None else asker.core)
            self._fan_out.happen(outcome, origin, now)
            for outbox in self._fan_out.take_unanswered():
                self._answer_unasked(outbox)
            if type(outcome) is SessionDetached:
                self._close(outcome)
        elif type(outcome) is Letter:
            if asker is not None:
                # What it says is true only once that is committed.
                self.gate.afterwards(partial(self._post_letter, outcome, asker.wire.language))
        elif asker is not None and origin is not None and not asker.is_over:
            if isinstance(outcome, Refusal):
                self._journal.refused(outcome, asker.core)
            self._fan_out.show(origin, outcome, now, own=True)

    def finish(self, entry: Entry) -> None:
        """Have what was decided committed at the end of this tick, and go on with the session that asked."""
        if not self.gate.scheduled:
            self.gate.wake()
        session = self.sessions.get(entry.session)
        if session is None or session.number != entry.number or session.is_over:
            return
        if entry.need is not None:
            before = None if entry.decided else session.answer
            self._find_out(session, entry.need, session.asked[entry.decided :], before)
            return
        session.asked = NOTHING
        if entry.outcomes:
            # Whatever the session is told from now on is to wait for what it did.
            session.outbox.batch = self.gate.batch
        if session.is_ready and not session.wire.later:
            session.wire.finish()
        else:
            self._answers.go_on(session)

    def _answer_unasked(self, outbox: Outbox) -> None:
        """Begin with what an event is answered with, where no request of its session is under way."""
        session = self.sessions.get(outbox.session)
        if session is not None and outbox.wire.later and session.state is State.READY and not session.asked:
            self._answers.go_on(session)
            self._fan_out.flush(session.outbox)

    def _answered(self, session: LiveSession) -> None:
        """End a request that is wholly answered, and go on with the next."""
        session.wire.finish()
        if session.outbox.held:
            self._fan_out.flush(session.outbox)
            self._fan_out.let_through(session.outbox)
        if session.state is State.WAITING:
            session.change(Trigger.ANSWERED)
            self._fan_out.flush(session.outbox)
            self.intake.go_on(session)

    def committed(self, batch: Batch) -> None:
        """Write what came of a batch, and of all before it."""
        self.gate.committed(batch.position)

    # --- beginnings and ends ------------------------------------------------------------------------

    def _begin(self, event: SessionOpened) -> None:
        """Let a connection of this process speak, once its session is in the chat."""
        session, wire = self.sessions.get(event.session), self._opening.pop(event.session, None)
        if session is None or wire is None:
            return
        core = self.state.sessions[event.session]
        session.begin(core, wire.make(core))
        self._router.add(session.id, session.outbox)
        self._journal.opened(core)
        self._fan_out.flush(session.outbox)
        session.pause(paused=False)

    def end(self, session: LiveSession, reason: str) -> None:
        """Have the end of a session decided, and of what it alone did on the server."""
        if not session.is_over:
            self._ask(session, [Quit(reason, by_server=True)], self._clock.wall())

    def _end_waiting(self, session: LiveSession, reason: str) -> None:
        """End a session that has not executed all that its lost connection had brought."""
        if session.state is not State.LINGERING:
            self.end(session, reason)

    def _close(self, event: SessionDetached) -> None:
        """Close the connection of a session that is over, once all is written."""
        session = self.sessions.get(event.session)
        if session is None or session.is_over:
            return
        session.change(Trigger.ENDED)
        self._lingering.discard(session)
        if session.id in self._opening:
            del self._opening[session.id]
            session.sink.close()
            return
        if event.source is not None:
            # The last words are the end of the request under way: what it holds back has to go now.
            session.wire.finish()
        self._allowances.remember(session, self.intake.throttle, self._clock.steady())
        session.forget_requests()
        successor = self.sessions.get(event.successor)
        if successor is not None:
            # To be another connection is no way to speak faster.
            self.intake.throttle.share(session, successor, self._clock.steady())
            self._fan_out.show_again(session.outbox, successor.outbox, event.since, event.time)
        self._fan_out.flush(session.outbox)
        self.gate.end(session.outbox)
        self._journal.closed(session.core)
        if session.lost:
            self._forget(session)

    def _forget(self, session: LiveSession) -> None:
        session.change(Trigger.LOST)
        del self.sessions[session.id]
        self._router.remove(session.id)

    def _overflowed(self, outbox: Outbox) -> None:
        session = self.sessions.get(outbox.session)
        if session is not None:
            self.drop(session, N_("SendQ exceeded"))
            outbox.sink.abort()
