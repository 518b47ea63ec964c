"""The decider: asks in, batches out, in one order."""

from collections.abc import Callable

import pytest

from salon.core import refusals
from salon.core.apply import apply
from salon.core.asks import Ask, Batch, Entry
from salon.core.commands import BecomeOperator, Command, JoinChannel, OpenSession, PostMessage, Quit, Register
from salon.core.events import ChannelFounded, Event, MessagePosted, ServerStarted
from salon.core.names import casemapping
from salon.core.needs import Answer, VerifyPassword
from salon.core.replies import Outcome
from salon.core.rules import Operator, Rules
from salon.core.state import State
from salon.delivery.decider import FULL_OUTCOMES, Decider

NOW = 1_800_000_000_000
OPEN: list[Command] = [OpenSession("192.0.2.1", "host.test", secure=False, wire="irc", takes_files=False)]
NEED = VerifyPassword("hash", "operator", "192.0.2.1")
COME: list[Command] = [Register("ann", "~a", "Ann"), JoinChannel("#a")]


class Office:
    """A decider, a hearer that applies what it hears, and a log that answers when a test says so."""

    def __init__(self) -> None:
        self.state = State(
            Rules(server="salon.test", operators={"root": Operator("hash")}), casemapping("ascii")
        )
        apply(self.state, ServerStarted(3, 0, 0))
        self.heard: list[tuple[int, Outcome]] = []
        self.entries: list[Entry] = []
        self.out: list[int] = []
        self.failures: list[Exception] = []
        self.batches: list[Batch] = []
        self.answers: list[Callable[[Exception | None], None]] = []
        self.decider = Decider(self.state, lambda: NOW, self, self.failures.append)
        self.decider.subscribe(self)

    def ask(self, number: int, commands: list[Command], answer: Answer | None = None) -> Entry:
        """Ask as session 1; return what came of it."""
        self.decider.ask(Ask(1, number, NOW, commands, answer))
        return self.entries[-1]

    # --- as a log ---

    def append(self, batch: Batch, done: Callable[[Exception | None], None]) -> None:
        """Take a batch."""
        self.batches.append(batch)
        self.answers.append(done)

    # --- as a hearer ---

    def take(self, session: int, outcome: Outcome, now: int) -> None:
        """Apply an event."""
        assert now == NOW
        self.heard.append((session, outcome))
        if isinstance(outcome, Event):
            apply(self.state, outcome)

    def finish(self, entry: Entry) -> None:
        """Take an entry: all that came of it was heard before."""
        assert [its for _, its in self.heard[len(self.heard) - len(entry.outcomes) :]] == entry.outcomes
        self.entries.append(entry)

    def committed(self, batch: Batch) -> None:
        """Note what is out."""
        self.out.append(batch.position)


@pytest.fixture
def office() -> Office:
    """Return an office with one person."""
    office = Office()
    office.ask(1, OPEN)
    office.ask(2, COME)
    return office


def test_the_next_command_sees_what_the_one_before_did(office: Office) -> None:
    """Both are one entry, in order, under the number of the ask."""
    entry = office.entries[-1]
    assert (entry.session, entry.number, entry.decided, entry.need) == (1, 2, 2, None)
    assert [type(outcome).__name__ for outcome in entry.outcomes][:3] == [
        "PersonArrived",
        "SessionAttached",
        "ChannelFounded",
    ]


def test_a_need_ends_an_ask(office: Office) -> None:
    """It says how many commands were decided; the next one is asked again, with the answer."""
    commands: list[Command] = [
        PostMessage("#a", "one"),
        BecomeOperator("root", "pw"),
        PostMessage("#a", "two"),
    ]
    entry = office.ask(3, commands)
    assert (entry.decided, entry.need) == (1, NEED)
    assert [type(outcome) for outcome in entry.outcomes] == [MessagePosted]
    entry = office.ask(4, commands[entry.decided :], Answer(NEED, True))
    assert (entry.decided, entry.need) == (2, None)
    assert office.state.people[(3 << 32) + 1].is_operator
    assert isinstance(entry.outcomes[-1], MessagePosted)


def test_an_answer_is_for_the_first_command_alone(office: Office) -> None:
    """The same need of a second one is met for itself."""
    commands: list[Command] = [BecomeOperator("root", "pw"), BecomeOperator("root", "other")]
    entry = office.ask(3, commands, Answer(NEED, False))
    assert (entry.decided, entry.need) == (1, NEED)


def test_a_session_that_is_over_is_nobody(office: Office) -> None:
    """What it still asks for comes to nothing, or is refused; nothing happens."""
    office.ask(3, [Quit("bye")])
    assert office.ask(4, [PostMessage("#a", "x")]).outcomes == [refusals.NotRegistered()]
    assert office.ask(5, [Quit("bye")]).outcomes == []
    late = Answer(NEED, True)
    assert office.ask(6, [BecomeOperator("root", "pw")], late).outcomes == [refusals.NotRegistered()]


def test_what_the_server_does_is_an_entry_of_nobody(office: Office) -> None:
    """It is heard at once, and finished as any other."""
    event = ChannelFounded(7, "#public", NOW)
    office.decider.announce(event)
    assert office.heard[-1] == (0, event)
    assert office.entries[-1] == Entry(0, 0, [event])


def test_a_batch_holds_the_entries_since_the_last(office: Office) -> None:
    """Positions are one after the other, in the epoch of this start; with nothing new there is none."""
    assert office.decider.close_batch() == 1
    assert office.decider.close_batch() == 1
    office.ask(3, [PostMessage("#a", "x")])
    office.ask(4, [PostMessage("#b", "x")])
    assert office.decider.close_batch() == 2
    seen = [(batch.epoch, batch.position, batch.time) for batch in office.batches]
    assert seen == [(3, 1, NOW), (3, 2, NOW)]
    assert [entry for batch in office.batches for entry in batch.entries] == office.entries
    for done in office.answers:
        done(None)
    assert office.out == [1, 2]
    assert office.failures == []


def test_a_failure_lets_nothing_out(office: Office) -> None:
    """Whoever started the decider is told."""
    office.decider.close_batch()
    error = OSError("no room")
    office.answers[0](error)
    assert office.failures == [error]
    assert office.out == []


def test_a_full_batch_says_so(office: Office) -> None:
    """Until it is closed."""
    office.decider.close_batch()
    for number in range(FULL_OUTCOMES - 1):
        office.ask(number, [PostMessage("#a", "x")])
    assert not office.decider.full
    office.ask(FULL_OUTCOMES, [PostMessage("#a", "x")])
    assert office.decider.full
    office.decider.close_batch()
    assert not office.decider.full


def test_what_the_server_itself_does_counts_too(office: Office) -> None:
    """A batch is as full by it as by what people ask for."""
    office.decider.close_batch()
    for _ in range(FULL_OUTCOMES):
        assert not office.decider.full
        office.decider.announce(ServerStarted(3, 0, 0))
    assert office.decider.full
