"""Decide about the modes, lists and ranks of a channel.

Each change is judged by itself, as if those before it had been made; what may be done is told in one event,
or in several where one line of IRC could not hold it.
"""

from collections.abc import Iterator

from salon.core import refusals
from salon.core.commands import ChangeModes
from salon.core.context import Context
from salon.core.decisions.subjects import channel_of
from salon.core.events import ModeChange, ModesChanged
from salon.core.masks import normalise_mask
from salon.core.modes import CHANNEL_MODES, KEY_LENGTH, LETTERS_BY_RANK, RANKS_BY_LETTER, ModeKind
from salon.core.numbers import read_number
from salon.core.ranks import Rank, Right, highest, may, may_give
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome
from salon.core.state import Channel, Member, Person, State

MOST_BYTES = 450
"""What mask, channel and changes of one event come to, so that IRC can tell it in a line of 512 bytes."""

Judged = list[ModeChange] | Refusal
"""What a wished change comes to: none, one or several changes, or a refusal."""


def change_modes(state: State, command: ChangeModes, context: Context) -> Decision:
    """Change what may be changed, and say of the rest why not."""
    person, channel = context.person, channel_of(state, command.channel)
    judge = _Judge(state, channel, person)
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
    return outcome


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


class _Judge:
    """Judges the changes of one command, each as if those before it had been made."""

    def __init__(self, state: State, channel: Channel, person: Person) -> None:
        self._state = state
        self._channel = channel
        self._operator = person.is_operator
        self._person = person
        self._rank = channel.rank_of(person)
        self._flags = set(channel.flags)
        self._key = channel.key
        self._limit = channel.limit
        self._lists = {letter: set(entries) for letter, entries in channel.lists.items()}
        self._ranks: dict[int, int] = {}

    def change(self, change: ModeChange) -> Judged:
        kind = CHANNEL_MODES.get(change.letter)
        if kind is None:
            return refusals.UnknownMode(change.letter)
        right = Right.BAN if kind is ModeKind.LIST else Right.MODES
        if kind is not ModeKind.RANK and not (self._operator or may(self._rank, right)):
            return refusals.RankTooLow(self._channel.name, right)
        return {
            ModeKind.LIST: self._list,
            ModeKind.ALWAYS: self._change_key,
            ModeKind.WHEN_SET: self._change_limit,
            ModeKind.NEVER: self._flag,
            ModeKind.RANK: self._change_rank,
        }[kind](change)

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
        member = self._channel.members.get(target.id)
        if member is None:
            return refusals.TargetNotInChannel(target.nick, self._channel.name)
        rank = RANKS_BY_LETTER[change.letter]
        if change.adding and rank is Rank.FOUNDER and self._state.is_room(self._channel.name):
            return refusals.RoomHasNoFounder(self._channel.name)
        laying_down = not change.adding and target is self._person
        giving_away = self._rank is Rank.FOUNDER and target is not self._person
        if change.adding and rank is Rank.FOUNDER and (self._operator or giving_away):
            return self._hand_over(member)
        if not (self._operator or laying_down):
            if not may(self._rank, Right.GIVE_RANKS):
                return refusals.RankTooLow(self._channel.name, Right.GIVE_RANKS)
            if not may_give(self._rank, rank):
                return refusals.TargetOutranks(self._channel.name, target.nick)
        return self._set_rank(member, change.letter, adding=change.adding)

    def _hand_over(self, heir: Member) -> Judged:
        # There is one founder: who has the rank lays it down, and stays an administrator.
        letter = LETTERS_BY_RANK[Rank.FOUNDER]
        given = self._set_rank(heir, letter, adding=True)
        for founder in self._channel.members.values():
            if founder is not heir and self._ranks.get(founder.person.id, founder.ranks) & Rank.FOUNDER.bit:
                given += self._set_rank(founder, letter, adding=False)
                given += self._set_rank(founder, LETTERS_BY_RANK[Rank.ADMIN], adding=True)
        return given

    def _set_rank(self, member: Member, letter: str, *, adding: bool) -> list[ModeChange]:
        person = member.person
        ranks = self._ranks.get(person.id, member.ranks)
        bit = RANKS_BY_LETTER[letter].bit
        if adding == bool(ranks & bit):
            return []
        self._ranks[person.id] = ranks ^ bit
        if person is self._person:
            self._rank = highest(ranks ^ bit)
        return [ModeChange(letter, adding=adding, parameter=person.nick, person=person.id)]
