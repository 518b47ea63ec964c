"""Decide about the modes, lists and ranks of a channel.

Each change is judged by itself, as if those before it had been made; what may be done is told in one event,
or in several where one line of IRC could not hold it.
"""

from collections.abc import Iterator

from salon.core import refusals
from salon.core.commands import ChangeModes
from salon.core.context import Context
from salon.core.decisions.closures import after_change, is_closing
from salon.core.decisions.subjects import channel_of
from salon.core.decisions.succession import server_source
from salon.core.events import MainAdministratorChanged, ModeChange, ModesChanged
from salon.core.masks import normalise_mask
from salon.core.modes import CHANNEL_MODES, KEY_LENGTH, LETTERS_BY_RANK, RANKS_BY_LETTER, ModeKind
from salon.core.numbers import read_number
from salon.core.ranks import Rank, Right, highest, may
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome
from salon.core.state import Channel, Person, State

MOST_BYTES = 450
"""What mask, channel and changes of one event come to, so that IRC can tell it in a line of 512 bytes."""

OWNED_RANKS = {Rank.FOUNDER, Rank.ADMIN}
"""The ranks that only a channel has that belongs to an account."""

Judged = list[ModeChange] | Refusal
"""What a wished change comes to: none, one or several changes, or a refusal."""


def change_modes(state: State, command: ChangeModes, context: Context) -> Decision:
    """Change what may be changed, and say of the rest why not."""
    person, channel = context.person, channel_of(state, command.channel)
    judge = Judge(state, channel, person)
    outcome: list[Outcome] = []
    changes: list[ModeChange] = []
    for change in command.changes:
        judged = judge.change(change)
        if isinstance(judged, Refusal):
            if judged not in outcome:
                outcome.append(judged)
        else:
            changes += judged
    room = MOST_BYTES - len(f"{person.source.mask}{channel.name}".encode())
    outcome += [
        ModesChanged(person.source, channel.id, channel.name, part, context.now)
        for part in _parts(changes, room)
    ]
    outcome += _changed_main(state, channel, judge.main, context.now)
    outcome += after_change(state, channel, closed=judge.closed)
    return outcome


def _changed_main(state: State, channel: Channel, main: int, now: int) -> Iterator[MainAdministratorChanged]:
    if main == channel.main_administrator:
        return
    former, heir = channel.members.get(channel.main_administrator), channel.members.get(main)
    source = former.person.source if former is not None else server_source(state)
    nick = heir.person.nick if heir is not None else ""
    yield MainAdministratorChanged(source, channel.id, channel.name, main, nick, now)


def _parts(changes: list[ModeChange], room: int) -> Iterator[tuple[ModeChange, ...]]:
    """Return the changes in parts of which each has no more bytes than there is room for."""
    part: list[ModeChange] = []
    left = room
    for change in changes:
        # A sign, if it is another than that before, the letter, and after a space the parameter.
        size = 2 + (len(change.parameter.encode()) + 1 if change.parameter else 0)
        if part and size > left:
            yield tuple(part)
            part, left = [], room
        part.append(change)
        left -= size
    if part:
        yield tuple(part)


class Judge:
    """Judges the changes of one command, each as if those before it had been made.

    `main` and `closed` are what they come to: who leads the channel then, and whether it is closed.
    """

    def __init__(self, state: State, channel: Channel, person: Person) -> None:
        self._state = state
        self._channel = channel
        self._operator = person.is_operator
        self._person = person
        self._flags = set(channel.flags)
        self._key = channel.key
        self._limit = channel.limit
        self._lists = {letter: set(entries) for letter, entries in channel.lists.items()}
        self._ranks: dict[int, int] = {}
        self.main = channel.main_administrator

    @property
    def closed(self) -> bool:
        """Whether the channel is closed after the changes."""
        return is_closing(self._flags, self._key)

    def change(self, change: ModeChange) -> Judged:
        """Judge the next change."""
        kind = CHANNEL_MODES.get(change.letter)
        if kind is None:
            return refusals.UnknownMode(change.letter)
        right = Right.BAN if kind is ModeKind.LIST else Right.MODES
        if kind is not ModeKind.RANK and not self._may(right):
            return refusals.RankTooLow(self._channel.name, right)
        return {
            ModeKind.LIST: self._list,
            ModeKind.ALWAYS: self._change_key,
            ModeKind.WHEN_SET: self._change_limit,
            ModeKind.NEVER: self._flag,
            ModeKind.RANK: self._change_rank,
        }[kind](change)

    def _may(self, right: Right) -> bool:
        return self._operator or may(self._standing(self._person), right)

    def _standing(self, person: Person) -> Rank:
        """Return somebody's standing after the changes so far."""
        return Rank.FOUNDER if person.id == self.main else highest(self._ranks_of(person))

    def _ranks_of(self, person: Person) -> int:
        member = self._channel.members.get(person.id)
        return 0 if member is None else self._ranks.get(person.id, member.ranks)

    def _invalid(self, change: ModeChange) -> Refusal:
        return refusals.ModeParameterInvalid(self._channel.name, change.letter, change.parameter)

    def _flag(self, change: ModeChange) -> Judged:
        if change.adding == (change.letter in self._flags):
            return []
        (self._flags.add if change.adding else self._flags.discard)(change.letter)
        return [change]

    def _change_key(self, change: ModeChange) -> Judged:
        if not change.adding:
            if not self._key:
                return []
            # The key itself is shown when it goes, so that clients that keep a record can match it.
            shown, self._key = self._key, ""
            return [ModeChange(change.letter, adding=False, parameter=shown)]
        key = change.parameter
        if (
            not key
            or len(key) > KEY_LENGTH
            or key.startswith(":")
            or any(c in " ,\x07" or c < "!" for c in key)
        ):
            return self._invalid(change)
        self._key = key
        return [change]

    def _change_limit(self, change: ModeChange) -> Judged:
        if not change.adding:
            if not self._limit:
                return []
            self._limit = 0
            return [ModeChange(change.letter, adding=False)]
        limit = read_number(change.parameter)
        if not limit:
            return self._invalid(change)
        self._limit = limit
        return [ModeChange(change.letter, adding=True, parameter=str(self._limit))]

    def _list(self, change: ModeChange) -> Judged:
        names = self._state.names
        mask = normalise_mask(change.parameter, names)
        if mask is None:
            return self._invalid(change)
        entries = self._lists.setdefault(change.letter, set())
        # A database of version 0.1 has masks as they were written.
        found = mask if mask in entries else next((e for e in entries if names.fold(e) == mask), None)
        if not change.adding:
            if found is None:
                return []
            entries.discard(found)
            return [ModeChange(change.letter, adding=False, parameter=found)]
        if found is not None:
            return refusals.ListEntryExists(self._channel.name, change.letter, found)
        limit = self._state.rules.limits.list_entries
        if sum(map(len, self._lists.values())) >= limit:
            return refusals.ListFull(self._channel.name, change.letter, mask, limit)
        entries.add(mask)
        return [ModeChange(change.letter, adding=True, parameter=mask)]

    def _change_rank(self, change: ModeChange) -> Judged:
        target = self._state.find_person(change.parameter)
        if target is None:
            return refusals.NoSuchNick(change.parameter)
        if target.id not in self._channel.members:
            return refusals.TargetNotInChannel(target.nick, self._channel.name)
        if RANKS_BY_LETTER[change.letter] in OWNED_RANKS:
            refusal = self._lead_refusal(change)
            return refusal if refusal is not None else self._change_lead(change, target)
        refusal = self._rank_refusal(change, target)
        return refusal if refusal is not None else self._set_rank(change.letter, target, adding=change.adding)

    def _rank_refusal(self, change: ModeChange, target: Person) -> Refusal | None:
        """Tell why a rank may not be given (to anybody), or taken; one may always lay down one's own."""
        channel = self._channel.name
        if self._operator or (target is self._person and not change.adding):
            return None
        right = Right.GIVE_RANKS if change.adding else Right.TAKE_RANKS
        if not self._may(right):
            return refusals.RankTooLow(channel, right)
        if not change.adding and self._standing(target) >= self._standing(self._person):
            return refusals.TargetOutranks(channel, target.nick)
        return None

    def _lead_refusal(self, change: ModeChange) -> Refusal | None:
        """Tell why the lead may not change: +q hands it over, -q lays it down, and nobody has these ranks."""
        channel = self._channel.name
        if RANKS_BY_LETTER[change.letter] is not Rank.FOUNDER:
            return refusals.RankNeedsOwner(channel)
        if self._state.is_room(channel):
            return refusals.RoomHasNoFounder(channel)
        if not self._may(Right.GOVERN):
            return refusals.RankTooLow(channel, Right.GOVERN)
        return None

    def _change_lead(self, change: ModeChange, target: Person) -> list[ModeChange]:
        if not change.adding:
            self._lay_down(target)
            return []
        given = self._set_rank(LETTERS_BY_RANK[Rank.OPERATOR], target, adding=True)
        self.main = target.id
        return given

    def _lay_down(self, person: Person) -> None:
        """Pass the lead on from somebody who has it: to the operator who is here longest, or to nobody."""
        if person.id == self.main:
            others = (m.person for m in self._channel.members.values() if m.person is not person)
            self.main = next((other.id for other in others if self._is_operator(other)), 0)

    def _is_operator(self, person: Person) -> bool:
        return bool(self._ranks_of(person) & Rank.OPERATOR.bit)

    def _set_rank(self, letter: str, person: Person, *, adding: bool) -> list[ModeChange]:
        ranks, rank = self._ranks_of(person), RANKS_BY_LETTER[letter]
        if adding == bool(ranks & rank.bit):
            return []
        self._ranks[person.id] = ranks ^ rank.bit
        if rank is Rank.OPERATOR and not adding:
            self._lay_down(person)
        elif rank is Rank.OPERATOR and not self.main and not self._state.is_room(self._channel.name):
            # Somebody has to lead who can give it on.
            self.main = person.id
        return [ModeChange(letter, adding=adding, parameter=person.nick, person=person.id)]
