"""Decide about the modes, lists and ranks of a channel.

Each change is judged by itself, as if those before it had been made.
"""

from salon.core import refusals
from salon.core.channel_history import ChannelHistory, reworded
from salon.core.commands import ChangeModes
from salon.core.context import Context
from salon.core.decisions.closures import after_change, is_closing
from salon.core.decisions.mode_changes import modes_changed
from salon.core.decisions.rank_judge import Judged, RankJudge
from salon.core.decisions.subjects import channel_of
from salon.core.events import ModeChange
from salon.core.join_throttle import read_throttle
from salon.core.masks import normalise_mask
from salon.core.message_refusals import HistoryModeInvalid
from salon.core.modes import CHANNEL_MODES, KEY_LENGTH, ModeKind
from salon.core.numbers import read_number
from salon.core.queries.retention import shortening_refusal
from salon.core.ranks import Right
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome
from salon.core.state import Channel, Person, State


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
    outcome += modes_changed(person.source, channel, changes, context.now)
    outcome += judge.ranks.outcome(context.now)
    if changes:
        outcome += after_change(state, channel, closed=judge.closed, anew=judge.shows_otherwise)
    return outcome


class Judge:
    """Judges the changes of one command, each as if those before it had been made.

    `ranks` and `closed` are what they come to: who has which rank then, and whether the channel is closed.
    """

    def __init__(self, state: State, channel: Channel, person: Person) -> None:
        self._state = state
        self._channel = channel
        self._flags = set(channel.flags)
        self._key = channel.key
        self._limit = channel.limit
        self._throttle = str(channel.throttle or "")
        self._history = channel.history
        self._lists = {letter: set(entries) for letter, entries in channel.lists.items()}
        self.ranks = RankJudge(state, channel, person)

    @property
    def closed(self) -> bool:
        """Whether the channel is closed after the changes."""
        return is_closing(self._flags, self._key, self._history)

    @property
    def shows_otherwise(self) -> bool:
        """Whether newcomers see another part of the past after the changes."""
        return self._history.past is not self._channel.history.past

    def change(self, change: ModeChange) -> Judged:
        """Judge the next change."""
        kind = CHANNEL_MODES.get(change.letter)
        if kind is None:
            return refusals.UnknownMode(change.letter)
        right = Right.BAN if kind is ModeKind.LIST else Right.MODES
        if kind is not ModeKind.RANK and not self.ranks.may(right):
            return refusals.RankTooLow(self._channel.name, right)
        return {
            ModeKind.LIST: self._list,
            ModeKind.ALWAYS: self._change_key,
            ModeKind.WHEN_SET: {
                "l": self._change_limit,
                "j": self._change_throttle,
                "H": self._change_history,
            }.get(change.letter, self._invalid),
            ModeKind.NEVER: self._flag,
            ModeKind.RANK: self.ranks.change,
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

    def _change_throttle(self, change: ModeChange) -> Judged:
        before = self._throttle
        throttle = read_throttle(change.parameter) if change.adding else None
        if change.adding and throttle is None:
            return self._invalid(change)
        self._throttle = str(throttle) if throttle is not None else ""
        if self._throttle == before:
            return []
        return [ModeChange(change.letter, change.adding, self._throttle)]

    def _change_history(self, change: ModeChange) -> Judged:
        wished = reworded(self._history, change.parameter) if change.adding else ChannelHistory()
        if wished is None:
            return HistoryModeInvalid(self._channel.name, change.letter, change.parameter)
        if wished == self._history:
            return []
        refusal = shortening_refusal(self._state.rules, self._channel, self._history.kept, wished.kept)
        if refusal is not None:
            return refusal
        self._history = wished
        return [ModeChange(change.letter, bool(str(wished)), str(wished))]

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
