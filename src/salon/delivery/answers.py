"""What a request is still to be answered with after it was interpreted: long answers, and the past.

A long answer is made in pieces, the next when the peer has read the one before, so that nobody makes the
server hold more than a piece for them; and between two pieces everybody else has a turn. What was said is
read from the storage. Meanwhile only the asker's own later requests wait: what others say goes on to them,
but for what is said in a channel that they have just joined, which comes behind its past.
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, cast

from salon.core.message_events import Said
from salon.core.queries.history import PastQuery, Target
from salon.core.queries.past import HistoryRequest, history_answer, history_query
from salon.core.queries.search import Matches, Search, SearchQuery, search_answer, search_query
from salon.core.refusals import Refusal
from salon.core.replies import HistoryShown, SearchShown, TargetsShown, UnreadShown
from salon.core.state import State as Chat
from salon.delivery.fan_out import FanOut
from salon.delivery.gate import Gate
from salon.delivery.session import LiveSession
from salon.delivery.turns import Turns

PIECE_STEPS: Final = 100
"""Steps of a long answer in one piece, each about a line."""


Past = Sequence[Said] | Sequence[Target] | Matches
"""What was read of the past."""

Found = Callable[[Past | None], None]
"""Called on the loop with what was read of the past; with None where it could not be read."""


class Read(Protocol):
    """Read what was said; `found` is called later."""

    def __call__(self, query: PastQuery | SearchQuery, found: Found, /) -> None:
        """Begin to read."""


class Answers:
    """Goes on with answers. `finished` is called when a session's request is wholly answered."""

    def __init__(
        self,
        chat: Chat,
        gate: Gate,
        fan_out: FanOut,
        read: Read,
        turns: Turns,
        wall: Callable[[], int],
        finished: Callable[[LiveSession], None],
    ) -> None:
        self._chat = chat
        self._gate = gate
        self._fan_out = fan_out
        self._read = read
        self._turns = turns
        self._wall = wall
        self._finished = finished

    def go_on(self, session: LiveSession) -> None:
        """Make the next piece of what a session waits for."""
        if self._turns.is_over():
            session.wait()
            self._fan_out.flush(session.outbox)
            self._turns.wait(session.address, lambda: self._resume(session))
            return
        later, left = session.wire.later, PIECE_STEPS
        while later:
            step = later[0]
            if isinstance(step, HistoryRequest | Search):
                later.popleft()
                if self._begin_to_read(session, step):
                    return
                continue
            for _ in step:
                left -= 1
                if not left:
                    self._pause(session)
                    return
            later.popleft()
        self._finished(session)

    def drained(self, session: LiveSession, now: float) -> None:
        """Go on where a peer has read what was written to it."""
        if session.awaits_reading and not session.is_over:
            session.awaits_reading = False
            # Whoever reads is alive, as whoever says something is.
            session.wire.receive_data(b"", now)
            self.go_on(session)

    def forget(self, session: LiveSession) -> None:
        """Make nothing more for a connection that is gone."""
        if session.awaits_reading:
            session.awaits_reading = False
            session.wire.later.clear()
            self._finished(session)

    def _pause(self, session: LiveSession) -> None:
        """Have the next piece made when this one is written, and the peer reads."""
        session.wait()
        self._fan_out.flush(session.outbox)
        self._gate.afterwards(lambda: self._resume(session))

    def _resume(self, session: LiveSession) -> None:
        if session.is_over:
            session.wire.later.clear()
        elif session.outbox.congested and session.sink.unread():
            session.awaits_reading = True
        else:
            self.go_on(session)

    def _begin_to_read(self, session: LiveSession, request: HistoryRequest | Search) -> bool:
        """Have the past read; return whether there is anything to wait for."""
        query = self._query(session, request)
        if not isinstance(query, PastQuery | SearchQuery):
            if query is not None:
                self._fan_out.show(session.outbox, query, self._wall(), own=True)
            return False
        session.wait()
        self._fan_out.flush(session.outbox)

        def found(past: Past | None) -> None:
            if session.is_over:
                return
            shown = self._answer(session, request, query, past)
            if shown is not None:
                self._fan_out.show(session.outbox, shown, self._wall(), own=True)
            self._pause(session)

        # Only when what was said so far is committed can all of it be read.
        self._gate.afterwards(lambda: self._read(query, found))
        return True

    def _query(
        self, session: LiveSession, request: HistoryRequest | Search
    ) -> PastQuery | SearchQuery | Refusal | None:
        person = session.core.person
        if isinstance(request, Search):
            return search_query(self._chat, person, request)
        return history_query(self._chat, person, request)

    def _answer(
        self,
        session: LiveSession,
        request: HistoryRequest | Search,
        query: PastQuery | SearchQuery,
        past: Past | None,
    ) -> HistoryShown | TargetsShown | UnreadShown | SearchShown | Refusal | None:
        person = session.core.person
        if isinstance(query, SearchQuery):
            return search_answer(self._chat, person, query, cast("Matches | None", past))
        read = cast("Sequence[Said] | Sequence[Target] | None", past)
        return history_answer(self._chat, person, cast("HistoryRequest", request), query, read)
