"""The core as a machine: whatever people ask for in whatever order, what must hold holds after each step.

A second copy of the state is told of nothing but the events, as another node would be, and must stay equal to
the first: so events say all that happened, and can be stored, sent and replayed.
"""

from collections.abc import Sequence
from itertools import chain
from random import Random
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from harness.ruling import rules_with
from harness.seeds import named, seeded
from harness.snapshot import contradictions, snapshot, strangers
from harness.wishes import PEOPLE, WISHES, Wisher, fitting, found_out
from salon.core import commands, events, file_events, name_commands
from salon.core.account_events import AccountRegistered, PasswordChanged
from salon.core.apply import apply
from salon.core.commands import Command
from salon.core.context import Context
from salon.core.decide import RULES, decide
from salon.core.decisions.persistence import DAY, end_absences
from salon.core.decisions.sanctions import lift_expired
from salon.core.decisions.succession import forget_surplus
from salon.core.events import Event
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.core.modes import RANKS_BY_LETTER
from salon.core.names import casemapping
from salon.core.needs import (
    Answer,
    AnsweredNeed,
    Need,
    VerifyPassword,
)
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.presence_events import Persistence
from salon.core.queries.past import is_by
from salon.core.ranks import OWNER_RANKS, Rank, highest
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome, Reply
from salon.core.rules import AccountPolicy, Operator
from salon.core.state import Person, State

SESSIONS = range(1, 6)
RULES_OF_THE_HOUSE = rules_with(
    channels_per_person=3,
    list_entries=3,
    channels=4,
    accounts=AccountPolicy(channels=2, scram=True, password_min_length=1),
    # Long enough for some channels to be entered in time, and for some not.
    empty_channel_seconds=1,
    monitor_entries=2,
    topic_length=8,
    operators={"root": Operator("secret"), "alice": Operator("secret", "staff.test")},
    passwords={"irc": "hash"},
    directory_password="other hash",
    file_bytes=2_000,
    offer_seconds=1,
)

MONTHS = 100 * DAY


def test_every_command_is_wished_for() -> None:
    """Nothing that can be asked for is left out."""
    assert WISHES.keys() == RULES.keys()


def opened(number: int) -> events.SessionOpened:
    """Return the beginning of a session; one of them is on a wire that asks for a password."""
    wire = "irc" if number == max(SESSIONS) else "public"
    return events.SessionOpened(number, f"192.0.2.{number}", f"host{number}", False, wire, number > 1)


class Chat:
    """The state, its copy, and what must hold of everything that is asked for."""

    def __init__(self, mapping: str, random: Random) -> None:
        self.state, self.copy = (State(RULES_OF_THE_HOUSE, casemapping(mapping)) for _ in range(2))
        self.random = random
        self.now = 1_000
        # Whose command has to wait for an answer, which one, and the answer.
        self.waiting: dict[int, tuple[Command, Answer]] = {}
        # What was said and is not deleted, by its number; and what under ids of the senders' own.
        self.said: dict[int, events.MessagePosted] = {}
        self.once: set[str] = set()
        self.seen = snapshot(self.state)
        self.open_sessions()

    def open_sessions(self) -> None:
        """Open the connections that there are not, or no more."""
        for number in SESSIONS:
            if number not in self.state.sessions:
                # An answer that comes too late is nobody's.
                self.waiting.pop(number, None)
                self.happen(number, [opened(number)])

    def ask(self, number: int, command: Command) -> None:
        """Ask as one session; while it waits for what has to be found out, the answer comes instead."""
        self.open_sessions()
        command, answer = self.waiting.pop(number, (command, None))
        decision = self.decide(number, command, answer)
        if not isinstance(decision, Need):
            self.happen(number, decision)
            return
        assert answer is None or decision != answer.need, "a need was not met by its answer"
        result = found_out(self.random, decision, self.said)
        if result is not None:
            self.waiting[number] = command, Answer(cast("AnsweredNeed", decision), result, answer)

    def decide(self, number: int, command: Command, answer: Answer | None = None) -> Decision:
        """Return what comes of a command; nothing changes by that."""
        # Seldom for so long that whoever is not connected does not stay any more.
        self.now += 7 if self.random.random() < 0.997 else MONTHS
        decision = decide(self.state, command, Context(self.now, self.state.sessions[number], answer))
        assert snapshot(self.state) == self.seen, "decide changed the state"
        return decision

    def happen(self, number: int, decision: list[Outcome]) -> None:
        """Let happen what was decided."""
        state, session = self.state, self.state.sessions.get(number)
        asker = session.person if session is not None else None
        first = state.last_sequence
        happened = [outcome for outcome in decision if isinstance(outcome, Event)]
        numbers = [number for event in happened for number in numbers_of(event)]
        assert numbers == list(range(first + 1, first + 1 + len(numbers)))
        for event in happened:
            assert strangers(state, event) == []
            judge_ranks(state, event, asker, happened)
            self.note(event)
            apply(state, event)
            apply(self.copy, reread(event))
        absences = end_absences(state, self.now)
        for event in chain(lift_expired(state, self.now), absences, forget_surplus(state)):
            happened.append(event)
            apply(state, event)
            apply(self.copy, reread(event))
        assert state.last_sequence == first + len(numbers)
        judge_refusals(decision)
        if happened:
            self.seen = snapshot(state)
            assert snapshot(self.copy) == self.seen
            assert contradictions(state) == []
            assert all(bool(its.members) is not bool(its.emptied) for its in state.channels.values())

    def note(self, event: Event) -> None:
        """Note what was said, and what became of it: nobody changes what is deleted, or is another's."""
        if isinstance(event, MessageEdited | MessageRedacted):
            before = self.said.pop(event.sequence)
            if isinstance(event, MessageEdited):
                assert is_by(self.state.people[event.source.person], before)
                self.said[event.sequence] = msgspec.structs.replace(before, text=event.text)
        elif isinstance(event, events.MessagePosted):
            self.said[event.sequence] = event
            if event.once:
                assert event.once not in self.once, "posted twice"
                self.once.add(event.once)

    def let_stay(self, people: int) -> None:
        """Give some of the people who are here accounts that stay while nobody is connected."""
        for number in range(1, people + 1):
            person = self.state.sessions[number].person
            assert person is not None
            made = AccountRegistered(self.state.accounts.last + 1, person.nick, "hash", self.now)
            self.happen(number, [made, events.LoginChanged(person.source, person.nick, self.now)])
            self.ask(number, commands.SetPersistence(Persistence.ON))

    def open(self, people: int, channels: int, operator: int) -> None:
        """Let some people in, into some channels; one of them may be a server operator."""
        for number, nick in enumerate(PEOPLE[:people], start=1):
            self.ask(number, commands.Register(nick, "~u", nick))
            for name in ["#a", "#b"][:channels]:
                self.ask(number, commands.JoinChannel(name))
        if operator in self.state.people:
            command = commands.BecomeOperator("root", "secret")
            need = self.decide(operator, command)
            assert isinstance(need, VerifyPassword)
            outcome = self.decide(operator, command, Answer(need, True))
            assert not isinstance(outcome, Need)
            self.happen(operator, outcome)


def numbers_of(event: Event) -> list[int]:
    """Return the number of the history that an event took, if it took one."""
    return [event.sequence] if isinstance(event, events.MessagePosted | events.TopicChanged) else []


def reread(event: Event) -> Event:
    """Return an event as another node gets it."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=type(event))


def judge_refusals(decision: Sequence[Outcome]) -> None:
    """Hold that only what is about several things is done in part."""
    refused = [outcome for outcome in decision if isinstance(outcome, Refusal)]
    assert all(isinstance(outcome, Event | Reply | Refusal) for outcome in decision)
    happened = any(isinstance(outcome, Event) for outcome in decision)
    if refused and happened:
        in_parts = (
            *(events.ModesChanged, events.MainAdministratorChanged),
            *(events.UserModesChanged, events.MonitorChanged),
            PasswordChanged,  # by a code, of an account that is suspended: nobody is logged in to it
            RankKept,  # whoever has a rank without it is given it again
            file_events.FileStopped,  # what waits too long ends when somebody offers, whatever comes of it
        )
        assert all(isinstance(outcome, Refusal | events.Event) for outcome in decision)
        assert any(isinstance(outcome, in_parts) for outcome in decision)


def judge_ranks(state: State, event: Event, asker: Person | None, happened: Sequence[Event]) -> None:
    """Hold that nobody does more than the table of ranks allows; server operators may do all."""
    if isinstance(event, events.MemberJoined):
        channel = state.channels[event.channel]
        founded = any(isinstance(its, events.ChannelFounded) for its in happened)
        leads = not channel.members and not channel.owner
        ranks = Rank.OPERATOR.bit if leads else OWNER_RANKS if founded else 0
        assert (event.ranks, event.main) == (ranks, leads)
    if asker is None or asker.is_operator:
        return
    if isinstance(event, events.MemberKicked):
        channel = state.channels[event.channel]
        own = channel.standing_of(asker)
        assert own >= Rank.HALF_OPERATOR
        assert event.person == asker.id or channel.standing_of(state.people[event.person]) < own
    elif isinstance(event, events.ModesChanged) and not event.source.person:
        judge_server(state, event, happened)
    elif isinstance(event, events.ModesChanged):
        judge_changes(state, event, asker.id)
    elif isinstance(event, events.MainAdministratorChanged):
        judge_lead(event, asker.id, happened)


def judge_changes(state: State, event: events.ModesChanged, asker: int) -> None:
    """Hold that each change is within the rights of the standing that the asker had when its turn came."""
    channel = state.channels[event.channel]
    ranks = {number: member.ranks for number, member in channel.members.items()}
    main, hands_over = channel.main_administrator, False
    for change in event.changes:
        standing = {n: Rank.FOUNDER if n == main else highest(its) for n, its in ranks.items()}
        own = standing.get(asker, Rank.MEMBER)
        if change.letter not in RANKS_BY_LETTER:
            assert own >= (Rank.HALF_OPERATOR if change.letter in "beI" else Rank.OPERATOR)
            continue
        rank = RANKS_BY_LETTER[change.letter]
        assert rank <= Rank.OPERATOR or channel.owner
        if rank is Rank.FOUNDER:
            assert own is Rank.FOUNDER or hands_over
            hands_over = True
        if hands_over:
            continue  # nobody has more rights by that but the new founder
        assert rank < Rank.ADMIN or own is Rank.FOUNDER or not change.adding
        # Whoever hands over, or lays the lead down, keeps what is needed to give a rank.
        given = change.adding and own >= Rank.OPERATOR
        taken = not change.adding and own >= Rank.HALF_OPERATOR and standing[change.person] < own
        assert given or taken or (change.person == asker and not change.adding)
        ranks[change.person] ^= rank.bit
        if change.person == main and rank is Rank.OPERATOR:
            # The lead passes on; to whom is judged where that is told.
            main = 0


def judge_server(state: State, event: events.ModesChanged, happened: Sequence[Event]) -> None:
    """Hold that the server gives and takes what accounts do, and otherwise makes an heir an operator."""
    channel = state.channels[event.channel]
    changed = any(isinstance(its, ChannelOwnerChanged) for its in happened)
    if not (channel.owner or changed):
        judge_succession(state, event, happened)
    for change in event.changes if channel.owner else ():
        account = state.accounts.find(state.people[change.person].account or "")
        kept = channel.ranks_of_account(account.id) if account is not None else 0
        assert bool(kept & RANKS_BY_LETTER[change.letter].bit) is change.adding
    for change in event.changes if changed and not channel.owner else ():
        assert change.letter in ("o" if change.adding else "qa")


def judge_succession(state: State, event: events.ModesChanged, happened: Sequence[Event]) -> None:
    """Hold that the server makes only the highest of those who stay operator, and only when one left."""
    (change,) = event.changes
    assert (change.letter, change.adding) == ("o", True)
    members = state.channels[event.channel].members
    assert members, "the rank went to nobody"
    best = max(member.rank for member in members.values())
    assert next(member for member in members.values() if member.rank is best).person.id == change.person
    left = (events.PersonLeft, events.MemberParted, events.MemberKicked)
    assert any(isinstance(gone, left) for gone in happened)


def judge_lead(event: events.MainAdministratorChanged, asker: int, happened: Sequence[Event]) -> None:
    """Hold that nobody takes the lead: it is handed over, laid down, or free; or whoever had it is gone."""
    gone = (events.PersonLeft, events.MemberParted, events.MemberKicked)
    if event.source.person:
        assert event.source.person == asker
    elif not any(isinstance(other, (*gone, ChannelOwnerChanged)) for other in happened):
        given = [its for other in happened if isinstance(other, events.ModesChanged) for its in other.changes]
        assert any((its.letter, its.adding) == ("o", True) for its in given)


# --- long walks, which get far -------------------------------------------------------------------

LENGTH = 400
ABOUT_FILES = {commands.AcceptFile, commands.FinishFile}
# What is asked for more often than the rest, so that channels live.
OFTEN = {
    commands.ChangeModes: 6,
    commands.JoinChannel: 5,
    commands.Register: 4,
    commands.PostMessage: 4,
    commands.Kick: 3,
    **dict.fromkeys((commands.OfferFile, *ABOUT_FILES), 4),
    **dict.fromkeys((commands.ChangeNick, commands.Invite), 2),
    **dict.fromkeys((commands.RegisterAccount, commands.LogIn), 3),
    **dict.fromkeys((commands.ClaimChannel, commands.SetAccess), 2),
}
SELDOM = {
    commands.BanFromServer: 0.3,
    commands.LiftServerBan: 1.0,
    name_commands.ForbidChannelName: 0.3,
    commands.Quit: 1.5,
    commands.Kill: 0.4,
    commands.EraseAccount: 0.4,
    commands.DropAccount: 0.4,
    commands.RenameAccount: 0.4,
    commands.PartAllChannels: 0.3,
    commands.BecomeOperator: 0.3,
}
WEIGHTS = [{**OFTEN, **SELDOM}.get(kind, 1.0) for kind in WISHES]


@pytest.mark.parametrize("hundred", range(5))
def test_long_walks(hundred: int) -> None:
    """Hundreds of commands, of which most find something to do, a hundred times."""
    for walk in range(hundred * 100, hundred * 100 + 100):
        with named(walk):
            walk_on(walk)


def walk_on(walk: int) -> None:
    """Take the walk of one number, the same each time."""
    random = seeded(walk)
    chat = Chat(random.choice(["rfc8265", "ascii"]), random)
    chat.open(people=5, channels=2, operator=random.randrange(8))
    if random.random() < 0.5:
        chat.let_stay(3)
    wisher = Wisher(random, chat.state)
    for kind in random.choices(list(WISHES), WEIGHTS, k=LENGTH):
        sessions = chat.state.sessions.values()
        fit = [its.id for its in sessions if (its.person is None) is (kind is commands.Register)]
        if kind in ABOUT_FILES:
            fit = [its.id for its in sessions if fitting(its, kind)] or fit
        wisher.asker = random.choice(fit or list(SESSIONS))
        chat.ask(wisher.asker, WISHES[kind](wisher))


# --- short ones by hypothesis, which finds the shortest way to what it has found -------------------


class Machine(RuleBasedStateMachine):
    """Any commands, in any order."""

    @initialize(
        mapping=st.sampled_from(["rfc8265", "ascii"]),
        operator=st.integers(0, 6),
        random=st.randoms(note_method_calls=False),
    )
    def open(self, mapping: str, operator: int, random: Random) -> None:
        """Open the connections."""
        self.chat = Chat(mapping, random)
        self.chat.open(people=4, channels=2, operator=operator)


def asks(kind: type[Command]) -> Any:
    """Return a rule of the machine: some session asks for a command of one kind."""

    def ask_for(machine: Machine, number: int, random: Random) -> None:
        machine.chat.ask(number, WISHES[kind](Wisher(random, machine.chat.state, number)))

    return rule(number=st.sampled_from(SESSIONS), random=st.randoms(note_method_calls=False))(ask_for)


# A rule for each, for a run leaves some rules out at random and so gets deeper into the others.
for _kind in WISHES:
    setattr(Machine, f"ask_{_kind.__name__}", asks(_kind))

TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=50, stateful_step_count=30, suppress_health_check=list(HealthCheck)
)
