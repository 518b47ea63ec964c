"""The decider: asks in, what comes of them out, in one order for everybody. The core's only caller.

There is one in a cluster. What came of the asks of one tick is one batch, which is told when the log has
committed it; meanwhile the next batch grows. In a single process the hub hears each outcome as it is decided,
for the two share one state, and a second command has to see what the first one did.
"""

from collections.abc import Callable
from typing import Protocol

from salon.core.asks import Ask, Batch, Entry
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.events import Event
from salon.core.needs import Need
from salon.core.replies import Outcome
from salon.core.state import Session, State
from salon.delivery.log import Log

FULL_OUTCOMES = 8192
"""Outcomes that one batch may hold before input has to wait: some seconds of a stalled disk."""


class Hearer(Protocol):
    """What is told of all that was decided, in the order of the log."""

    def take(self, session: int, outcome: Outcome, now: int) -> None:
        """Bring one outcome of a session's ask into force, and show it. `now`: ms since 1970."""

    def finish(self, entry: Entry) -> None:
        """Go on with a session whose ask was decided, once its outcomes were taken."""

    def committed(self, batch: Batch) -> None:
        """Let out what came of a batch, and of all before it."""


class Asks(Protocol):
    """Where a hub has its asks decided."""

    @property
    def full(self) -> bool:
        """Whether input has to wait, for too much is under way."""

    def ask(self, ask: Ask) -> None:
        """Have an ask decided; its outcomes come to the hearer, at once or later. Never blocks."""

    def announce(self, event: Event) -> None:
        """Have something happen that the server itself does."""

    def close_batch(self) -> int:
        """Have all that was decided so far committed; return the position of its batch."""


class Decider:
    """Decides asks one after the other, and hands batches to the log."""

    def __init__(
        self, state: State, wall: Callable[[], int], log: Log, failed: Callable[[Exception], None]
    ) -> None:
        self._state = state
        self._wall = wall
        self._log = log
        self._failed = failed
        self._hearer: Hearer
        self._epoch = state.epoch
        self._position = 0
        self._entries: list[Entry] = []
        self._outcomes = 0

    def subscribe(self, hearer: Hearer) -> None:
        """Tell a hearer of everything from now on."""
        self._hearer = hearer

    @property
    def full(self) -> bool:
        """Whether input has to wait until the disk has caught up."""
        return self._outcomes >= FULL_OUTCOMES

    def ask(self, ask: Ask) -> None:
        """Decide an ask, one command after the other, until one of them has a need."""
        state, take, session = self._state, self._hearer.take, ask.session
        # A session that is over, or begins with this, is nobody's: nothing comes of what needs a person.
        actor = state.sessions.get(session) or Session(session)
        now = ask.time
        outcomes: list[Outcome] = []
        answer, need, decided = ask.answer, None, 0
        for command in ask.commands:
            decision = decide(state, command, Context(now, actor, answer))
            if isinstance(decision, Need):
                need = decision
                break
            answer = None
            decided += 1
            for outcome in decision:
                take(session, outcome, now)
            outcomes = [*outcomes, *decision] if outcomes else decision
        entry = Entry(session, ask.number, outcomes, decided, need)
        self._entries.append(entry)
        self._outcomes += len(outcomes)
        self._hearer.finish(entry)

    def announce(self, event: Event) -> None:
        """Have something happen that the server itself does."""
        self._hearer.take(0, event, self._wall())
        entry = Entry(0, 0, [event])
        self._entries.append(entry)
        self._outcomes += 1
        self._hearer.finish(entry)

    def close_batch(self) -> int:
        """Hand to the log what was decided so far; return the position of its batch."""
        if self._entries:
            self._position += 1
            batch = Batch(self._epoch, self._position, self._wall(), self._entries)
            self._entries = []
            self._outcomes = 0
            self._log.append(batch, lambda error: self._appended(batch, error))
        return self._position

    def _appended(self, batch: Batch, error: Exception | None) -> None:
        if error is None:
            self._hearer.committed(batch)
        else:
            # Nothing of the batch may be seen, nor anything that came after it.
            self._failed(error)
