"""The way of one request: interpreted, decided, applied, fanned out, through the gate.

One hub holds the sessions of one process. It is synchronous and single-threaded, so the state is always
whole. What a command needs from outside (a password verified, history read) is asked for by the functions
that it is given; that session's input waits meanwhile.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from salon.core.commands import Command, Quit
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.events import Event, MessagePosted, PersonLeft
from salon.core.needs import Answer, FetchHistory, Need, Result
from salon.core.refusals import Refusal
from salon.core.replies import Outcome
from salon.core.state import Session, State
from salon.delivery.allowances import Allowances
from salon.delivery.fan_out import FanOut
from salon.delivery.gate import Gate
from salon.delivery.link import Link, Throttle
from salon.delivery.outbox import Outbox, Sink
from salon.texts.marks import N_
from salon.wire.session import Request, WireSession

MOST_AT_A_GO = 50
"""Requests of one session that are done before the others have their turn."""


class Meet(Protocol):
    """Meet a need of a command; `answer` is called on the loop, later, with what was found out."""

    def __call__(self, need: Need, command: Command, answer: Callable[[Result], None], /) -> None:
        """Begin to meet."""


class Clock(Protocol):
    """The time, for the hub."""

    def wall(self) -> int:
        """Return milliseconds since 1970, UTC."""

    def steady(self) -> float:
        """Return seconds that never go back."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call once, later."""


class Journal(Protocol):
    """Where the hub notes what an operator of the server would want to know."""

    def opened(self, session: Session) -> None:
        """Note that a connection was opened."""

    def happened(self, event: Event, session: Session) -> None:
        """Note what was done; of a server operator it is worth a line."""

    def refused(self, refusal: Refusal, session: Session) -> None:
        """Note what was refused; a wrong password is worth a line."""

    def closed(self, session: Session) -> None:
        """Note that a connection ended."""


class Hub:
    """Carries the requests of all sessions."""

    def __init__(
        self,
        state: State,
        make_gate: Callable[[Callable[[Outbox], None]], Gate],
        clock: Clock,
        meet: Meet,
        journal: Journal,
        throttle: Throttle,
    ) -> None:
        self.state = state
        self.throttle = throttle
        self.links: dict[int, Link] = {}
        self.gate = make_gate(self._overflowed)
        self._fan_out = FanOut(state, self.gate)
        self._clock = clock
        self._meet = meet
        self._journal = journal
        self._last_session = 0
        self._allowances = Allowances()
        # Links whose session is over, but whose connection is not closed yet.
        self._ending = 0

    @property
    def unregistered(self) -> int:
        """How many connections have not said yet who they are."""
        return len(self.links) - self._ending - len(self.state.people)

    # --- what gateways call ---------------------------------------------------------------------

    def open(self, make_wire: Callable[[Session], WireSession], sink: Sink, session: Session) -> Link:
        """Take in a new connection."""
        self._last_session = session.id = self._last_session + 1
        self.state.sessions[session.id] = session
        now = self._clock.steady()
        allowance = self._allowances.of(session.address, self.throttle, now)
        link = Link(session, make_wire(session), sink, allowance, now)
        self.links[session.id] = link
        self._fan_out.outboxes[session.id] = link.outbox
        self._journal.opened(session)
        self._flush(link)
        return link

    def receive(self, link: Link, data: bytes) -> None:
        """Take bytes from a peer."""
        most = self.throttle.waiting_bytes
        if len(data) <= most or not self.throttle.rate:
            self._take(link, link.wire.receive_data(data, self._clock.steady()))
            return
        # No more is read of a flood than it takes to know it for one.
        for start in range(0, len(data), most):
            if link.scheduled and not link.gone and len(data) - start + link.waiting_size > most:
                self.drop(link, N_("Excess Flood"))
            if link.gone:
                return
            self._take(link, link.wire.receive_data(data[start : start + most], self._clock.steady()))

    def receive_eof(self, link: Link) -> None:
        """Take the end of a peer's stream: what it said before is done, then it is gone."""
        link.at_end = True
        self._take(link, link.wire.receive_eof())

    def lost(self, link: Link, reason: str) -> None:
        """Take note that a connection is gone: what it said before is still done, as far as it may go now."""
        link.lost = reason
        if link.gone or not (link.blocked or link.yielding):
            self._forget(link)

    def _forget(self, link: Link) -> None:
        if not link.gone:
            self._end(link, link.lost)
        if self.links.pop(link.session.id, None) is not None:
            self._ending -= 1
        self._fan_out.outboxes.pop(link.session.id, None)
        self.state.sessions.pop(link.session.id, None)

    def sweep(self) -> None:
        """Let the sessions know whose time has come."""
        now = self._clock.steady()
        for link in list(self.links.values()):
            deadline = link.wire.deadline
            if deadline is not None and deadline <= now and not link.gone:
                self._take(link, link.wire.silence(now))

    def dismiss(self, reason: str) -> None:
        """Say goodbye to everybody: the server stops."""
        for link in list(self.links.values()):
            self.drop(link, reason)

    def abandon(self, reason: str) -> None:
        """Tell everybody at once that the server ends, past a gate that lets nothing through any more."""
        for link in list(self.links.values()):
            link.wire.take_output()
            link.wire.say_goodbye(reason)
            link.outbox.sink.write(link.wire.take_output())
            link.outbox.sink.close()

    def drop(self, link: Link, reason: str) -> None:
        """End a session from the server's side: its peer is told why, then the connection closes."""
        if not link.gone:
            if link.session.person is None:
                link.wire.say_goodbye(reason)
            self._end(link, reason)

    def announce(self, event: Event) -> None:
        """Have something happen that the server itself does."""
        self.gate.record(event)
        self._fan_out.spread(event, None, self._clock.wall())

    # --- the way of one request -----------------------------------------------------------------

    def _take(self, link: Link, requests: Sequence[Request]) -> None:
        if link.gone:
            return
        link.queue(requests)
        self._go_on(link)
        if link.wire.impatient and not link.watched:
            self._watch_silence(link)

    def _watch_silence(self, link: Link) -> None:
        """Look for a silence when it may mean something, sooner than in passing."""

        def look() -> None:
            link.watched = False
            deadline, now = link.wire.deadline, self._clock.steady()
            if deadline is not None and deadline <= now and not link.gone:
                self._take(link, link.wire.silence(now))
            else:
                self._watch_silence(link)

        deadline = link.wire.deadline
        if deadline is not None and not link.gone:
            link.watched = True
            self._clock.call_later(deadline - self._clock.steady(), look)

    def _go_on(self, link: Link) -> None:
        """Execute the waiting input as far as it may go now."""
        waiting, wire = link.waiting, link.wire
        left = MOST_AT_A_GO
        while waiting and not (link.blocked or link.gone or wire.closing):
            if self.gate.full:
                self.gate.afterwards(lambda: self._go_on(link))
                break
            if not left:
                self._resume_later(link, 0)
                break
            left -= 1
            seconds = self.throttle.admit(link, waiting[0].cost, self._clock.steady())
            if seconds:
                self._resume_later(link, seconds)
                break
            self._execute(link, link.next_request())
        self._flush(link)
        if link.gone:
            return
        too_much = link.waiting_size > self.throttle.waiting_bytes
        if not (link.blocked or link.yielding):
            if link.lost:
                self._forget(link)
                return
            if wire.closing or (link.at_end and not waiting):
                self.drop(link, wire.closing or "Connection closed")
                return
            if too_much and link.scheduled:
                self.drop(link, N_("Excess Flood"))
                return
        # No sooner: of a peer that goes while it is not read, TLS would lose the last words. But while the
        # disk is behind, each piece that comes would ask anew to be told when it has caught up.
        link.pause(paused=too_much or (bool(waiting) and self.gate.full))

    def _resume_later(self, link: Link, seconds: float) -> None:
        """Go on when it is time; in 0 seconds: when the others have had their turn."""

        def resume() -> None:
            if seconds:
                link.scheduled = False
            else:
                link.yielding = False
            if not link.gone:
                self._go_on(link)
            elif link.lost:
                self._forget(link)

        if seconds and not link.scheduled:
            link.scheduled = True
            self._clock.call_later(seconds, resume)
        elif not seconds and not link.yielding:
            link.yielding = True
            self._clock.call_later(0, resume)

    def _execute(self, link: Link, request: Request) -> None:
        wire = link.wire
        now = self._clock.wall()
        commands = wire.interpret(request, now)
        if wire.forms_changed:
            self._fan_out.change_forms(link.outbox, link.session.person)
        self._run(link, deque(commands), now)

    def _run(self, link: Link, commands: deque[Command], now: int, answer: Answer | None = None) -> None:
        """Run the commands of one request; close it unless one of them has to wait.

        `answer` is of a need of the first one.
        """
        while commands:
            decision = decide(self.state, commands[0], Context(now, link.session, answer))
            if isinstance(decision, Need):
                self._wait(link, decision, commands)
                return
            answer = None
            commands.popleft()
            for outcome in decision:
                self._happen(link, outcome, now)
            if link.gone:
                return
        link.wire.finish()

    def _wait(self, link: Link, need: Need, commands: deque[Command]) -> None:
        """Have a need of the first command met; what comes after it waits."""
        self._flush(link)
        if isinstance(need, FetchHistory):
            # What is said while it is read was said later, and is shown later.
            self.gate.hold(link.outbox)
        link.blocked = True
        self._meet(need, commands[0], lambda result: self._answer(link, Answer(need, result), commands))

    def _answer(self, link: Link, answer: Answer, commands: deque[Command]) -> None:
        """Go on with a request whose need was met."""
        link.blocked = False
        if not link.gone:
            meanwhile = self.gate.take_held(link.outbox)
            self._run(link, commands, self._clock.wall(), answer)
            self._flush(link)
            if meanwhile:
                self.gate.put(link.outbox, meanwhile)
        if not link.gone:
            self._go_on(link)
        if link.gone and link.lost:
            self._forget(link)

    def _happen(self, link: Link, outcome: Outcome, now: int) -> None:
        if type(outcome) is MessagePosted:
            self.gate.record(outcome)
            self._fan_out.post(outcome, link.outbox)
            link.wire.show(outcome, now, own=True)
        elif isinstance(outcome, Event):
            self.gate.record(outcome)
            self._journal.happened(outcome, link.session)
            if isinstance(outcome, PersonLeft):
                leaver = self.state.people[outcome.source.person]
                self._fan_out.spread(outcome, link.outbox, now)
                if link.session.id in leaver.sessions:
                    # The last words are the end of the request: what it holds back has to go now.
                    link.wire.finish()
                for session in leaver.sessions:
                    self._close(self.links[session])
            else:
                self._fan_out.spread(outcome, link.outbox, now)
        else:
            if isinstance(outcome, Refusal):
                self._journal.refused(outcome, link.session)
            self._fan_out.show(link.outbox, outcome, now, own=True)

    def _flush(self, link: Link) -> None:
        data = link.wire.take_output()
        if data:
            self.gate.put(link.outbox, data)

    # --- ends -----------------------------------------------------------------------------------

    def _end(self, link: Link, reason: str) -> None:
        """End a session and what it did on the server."""
        if link.session.person is not None:
            self._run(link, deque([Quit(reason, by_server=True)]), self._clock.wall())
        self._close(link)

    def _close(self, link: Link) -> None:
        if link.gone:
            return
        link.gone = True
        self._ending += 1
        self._allowances.remember(link, self.throttle, self._clock.steady())
        link.forget_requests()
        self._flush(link)
        self.gate.end(link.outbox)
        self._journal.closed(link.session)

    def _overflowed(self, outbox: Outbox) -> None:
        link = self.links.get(outbox.session)
        if link is not None:
            self.drop(link, N_("SendQ exceeded"))
            outbox.sink.abort()
