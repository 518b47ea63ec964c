"""Decide about the log of moderation: who reads it, and what of it is undone."""

from collections.abc import Iterator

from salon.core import act_refusals, refusals
from salon.core.acts import MOST_ACTS, Act, Reversal
from salon.core.channel_history import read_history
from salon.core.commands import ChangeModes, SetAccess, ShowActs, ShowAllActs, UndoAct
from salon.core.context import Context
from salon.core.decisions.modes import change_modes
from salon.core.decisions.noting import DAY
from salon.core.decisions.ownership import set_access
from salon.core.decisions.subjects import channel_of
from salon.core.events import Event, ModeChange, SanctionNoted
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.core.needs import FindActs, FoundActs, Need
from salon.core.ranks import highest
from salon.core.refusals import Refusal
from salon.core.replies import ActsShown, Decision, Outcome, UndoDone
from salon.core.state import Channel, State

_HOUR = 3_600_000


def show_acts(state: State, command: ShowActs, context: Context) -> Decision:
    """Show the log of a channel, the newest entries or those before one."""
    channel = channel_of(state, command.channel)
    limit = min(max(command.limit, 1), MOST_ACTS)
    found = _find(FindActs(channel.id, limit, _since(state, context), command.before), context)
    if isinstance(found, Need | Refusal):
        return found if isinstance(found, Need) else [found]
    return [ActsShown(channel.name, found)]


def show_all_acts(state: State, command: ShowAllActs, context: Context) -> Decision:
    """Show the log of the whole server."""
    limit = min(max(command.limit, 1), MOST_ACTS)
    found = _find(FindActs(0, limit, _since(state, context), command.before), context)
    if isinstance(found, Need | Refusal):
        return found if isinstance(found, Need) else [found]
    return [ActsShown("", found)]


def undo(state: State, command: UndoAct, context: Context) -> Decision:
    """Undo an act in a channel, or the last one; whoever does it must be able to do the opposite."""
    channel = channel_of(state, command.channel)
    found = _find(FindActs(channel.id, 1, _since(state, context), 0, command.number, standing=True), context)
    if isinstance(found, Need | Refusal):
        return found if isinstance(found, Need) else [found]
    if not found:
        return [act_refusals.NothingToUndo(channel.name)]
    (act,) = found
    if act.undone:
        return [act_refusals.UndoneAlready(channel.name, act.number)]
    if act.reversal is None:
        return [act_refusals.CannotBeUndone(channel.name, act.number, act.kind, act.target)]
    outcome = _reverse(state, channel, act.reversal, context)
    refused: list[Outcome] = [its for its in outcome if isinstance(its, Refusal)]
    if refused:
        # All of it, or nothing.
        return refused
    if not any(isinstance(its, Event) for its in outcome):
        return [act_refusals.NothingLeftToUndo(channel.name, act.number)]
    return [*outcome, UndoDone(channel.name, act)]


def _find(need: FindActs, context: Context) -> tuple[Act, ...] | Need | Refusal:
    result = context.answer_to(need)
    if result is None:
        return need
    return result.acts if isinstance(result, FoundActs) else refusals.HistoryUnavailable()


def _since(state: State, context: Context) -> int:
    """Return from when on entries are shown; to the hour, for it is asked for twice."""
    return max((context.now - state.rules.moderation.log_days * DAY) // _HOUR * _HOUR, 0)


def _reverse(state: State, channel: Channel, reversal: Reversal, context: Context) -> list[Outcome]:
    changes = tuple(its for change in reversal.changes for its in _as_it_is_now(state, change))
    account = state.accounts.get(reversal.account)
    if account is not None and not changes:
        command = SetAccess(channel.name, account.name, highest(reversal.ranks))
        decision = set_access(state, command, context)
    else:
        decision = change_modes(state, ChangeModes(channel.name, changes), context)
    assert isinstance(decision, list)  # noqa: S101 - modes need nothing from outside
    # A ban that somebody has set again is there.
    outcome = [its for its in decision if not isinstance(its, refusals.ListEntryExists)]
    gone = {change.parameter for change in reversal.changes if change.letter == "b" and not change.adding}
    present = channel.lists.get("b", {}).keys() | {change.parameter for change in reversal.changes}
    over = {mask for mask, until, _ in reversal.noted if 0 < until <= context.now}
    noted = [
        SanctionNoted(channel.id, mask, until, reason)
        for mask, until, reason in reversal.noted
        if mask in present - gone - over
    ]
    return [*outcome, *noted]


def _as_it_is_now(state: State, change: ModeChange) -> Iterator[ModeChange]:
    """Yield a change, with all that it leaves out, and of a rank by the nick that its person has now."""
    history = read_history(change.parameter) if change.letter == "H" and change.adding else None
    if history is not None:
        yield ModeChange("H", adding=True, parameter=history.in_full)
    elif CHANNEL_MODES[change.letter] is not ModeKind.RANK:
        yield change
    elif (person := state.people.get(change.person)) is not None:
        yield ModeChange(change.letter, change.adding, person.nick, person.id)
