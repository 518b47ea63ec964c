"""The core alone, for tests of its rules: people ask, what happens is applied at once."""

from typing import Any

from harness.ruling import rules_with
from salon.core.account_events import AccountRegistered
from salon.core.accounts import Account
from salon.core.acts import ActNoted
from salon.core.apply import apply
from salon.core.commands import Command, JoinChannel, Register
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.decisions.logins import log_in_to
from salon.core.events import Event, ModeChange, SessionOpened
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.core.names import casemapping
from salon.core.needs import Answer, Need, Result
from salon.core.ranks import Rank
from salon.core.replies import Decision, Outcome
from salon.core.rules import Operator
from salon.core.state import Channel, Member, Person, Session, State

NOW = 1_800_000_000_000


class Chatroom:
    """A state, and people in it who are called by their nicks."""

    def __init__(self, mapping: str = "rfc8265", **rules: Any) -> None:
        operators = {"root": Operator("hash"), "alice": Operator("hash", "staff.test")}
        self.state = State(rules_with(**{"operators": operators, **rules}), casemapping(mapping))
        self.now = NOW
        # What the log of moderation was given.
        self.noted: list[ActNoted] = []

    def connect(self) -> Session:
        """Open a connection that is nobody yet."""
        number = max(self.state.sessions, default=0) + 1
        apply(
            self.state,
            SessionOpened(number, f"192.0.2.{number}", f"host{number}.test", secure=False, wire="test"),
        )
        return self.state.sessions[number]

    def enter(self, nick: str, *channels: str) -> Person:
        """Let somebody in, and into channels."""
        session = self.connect()
        self.run(session, Register(nick, "~u", f"{nick} Real"))
        for channel in channels:
            self.run(session, JoinChannel(channel))
        assert session.person is not None
        assert {channel.name for channel in session.person.channels.values()} == set(channels)
        return session.person

    def log_in(self, person: Person, name: str = "") -> Account:
        """Log somebody in to an account of their nick, or another; it is made if need be."""
        name = name or person.nick
        if self.state.accounts.find(name) is None:
            apply(self.state, AccountRegistered(self.state.accounts.last + 1, name, "hash", NOW))
        account = self.state.accounts.find(name)
        assert account is not None
        session = next(iter(person.sessions.values()))
        for outcome in log_in_to(self.state, account, Context(self.now, session)):
            if isinstance(outcome, Event):
                apply(self.state, outcome)
        return account

    def decide(self, actor: Person | Session, command: Command, answer: Answer | None = None) -> Decision:
        """Return what a command would come to; `answer` is of the need that came of it before.

        What the log of moderation is given of it stands in `noted` instead.
        """
        session = actor if isinstance(actor, Session) else next(iter(actor.sessions.values()))
        decision = decide(self.state, command, Context(self.now, session, answer))
        if isinstance(decision, Need):
            return decision
        self.noted += [its for its in decision if isinstance(its, ActNoted)]
        return [its for its in decision if not isinstance(its, ActNoted)]

    def run(self, actor: Person | Session, command: Command, answer: Answer | None = None) -> list[Outcome]:
        """Return what a command came to; its events are applied."""
        decision = self.decide(actor, command, answer)
        assert not isinstance(decision, Need), decision
        for outcome in decision:
            if isinstance(outcome, Event):
                apply(self.state, outcome)
        return decision

    def need(self, actor: Person | Session, command: Command) -> Any:
        """Return what has to be found out first."""
        decision = self.decide(actor, command)
        assert isinstance(decision, Need), decision
        return decision

    def answered(self, actor: Person | Session, command: Command, result: Result) -> list[Outcome]:
        """Return what a command came to once its need was met with this result."""
        return self.run(actor, command, Answer(self.need(actor, command), result))

    def person(self, nick: str) -> Person:
        """Return who has a nick."""
        person = self.state.find_person(nick)
        assert person is not None
        return person

    def channel(self, name: str) -> Channel:
        """Return a channel that is there."""
        channel = self.state.find_channel(name)
        assert channel is not None
        return channel

    def member(self, name: str, person: Person) -> Member:
        """Return somebody's membership."""
        return self.channel(name).members[person.id]

    def give(self, name: str, person: Person, rank: Rank) -> None:
        """Make one standing a member's only one, by no rule at all."""
        channel, founds = self.channel(name), rank is Rank.FOUNDER
        if founds or channel.main_administrator == person.id:
            channel.main_administrator = person.id if founds else 0
        self.member(name, person).ranks = Rank.OPERATOR.bit if founds else rank.bit

    def ranks(self, name: str) -> dict[str, Rank]:
        """Return the standing of each member of a channel."""
        channel = self.channel(name)
        people = [member.person for member in channel.members.values()]
        return {person.nick: channel.standing_of(person) for person in people}


def changes(letters: str, *parameters: str) -> tuple[ModeChange, ...]:
    """Return changes as MODE would write them; a parameter for each letter that takes one."""
    waiting = iter(parameters)
    made, adding = [], True
    for letter in letters:
        if letter in "+-":
            adding = letter == "+"
            continue
        kind = CHANNEL_MODES.get(letter, ModeKind.NEVER)
        without = kind is ModeKind.NEVER or (kind is ModeKind.WHEN_SET and not adding)
        made.append(ModeChange(letter, adding, "" if without else next(waiting)))
    return tuple(made)
