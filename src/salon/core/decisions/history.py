"""Decide about the history of a channel: what newcomers see of it, and how long it is kept."""

from salon.core import refusals
from salon.core.channel_history import reworded
from salon.core.context import Context
from salon.core.decisions.closures import after_change, is_closing
from salon.core.decisions.mode_changes import modes_changed
from salon.core.decisions.succession import server_source
from salon.core.events import ModeChange
from salon.core.history_commands import SetHistory
from salon.core.message_refusals import HistoryInvalid
from salon.core.queries.retention import history_told, kept_by, shortening_refusal
from salon.core.replies import Decision, HistoryTold, Outcome
from salon.core.state import Channel, State


def set_history(state: State, command: SetHistory, context: Context) -> Decision:
    """Change what is said of the history, and tell what holds then."""
    # The owner of the server need not be anybody, and then no rule has looked for the channel.
    channel = state.find_channel(command.channel)
    if channel is None:
        return [refusals.NoSuchChannel(command.channel)]
    wished = reworded(channel.history, ":".join(command.words)) if command.words else channel.history
    if wished is None:
        return [HistoryInvalid(channel.name)]
    refusal = shortening_refusal(state.rules, channel, channel.history.kept, wished.kept)
    if refusal is not None:
        return [refusal]
    outcome: list[Outcome] = []
    if wished != channel.history:
        person = context.actor.person
        source = person.source if person is not None else server_source(state)
        change = ModeChange("H", bool(str(wished)), str(wished))
        outcome += modes_changed(source, channel, [change], context.now)
        closed = is_closing(channel.flags, channel.key, wished)
        outcome += after_change(state, channel, closed=closed, anew=wished.past is not channel.history.past)
    kept = kept_by(state.rules, wished.kept)
    return [*outcome, HistoryTold(channel.name, wished.past, kept, state.rules.keeps_history)]


def told_on_entry(
    state: State, channel: Channel, told: tuple[object, ...], *, fresh: bool = False
) -> list[Outcome]:
    """Return what somebody is told of the history who joins; nothing where they were told the same before.

    `fresh`: the channel has the modes of a new one from now on.
    """
    if not state.rules.tells_history:
        return []
    reply = _of_new(state, channel.name) if fresh else history_told(state, channel)
    return [] if (reply.past, reply.kept) in told else [reply]


def _of_new(state: State, name: str) -> HistoryTold:
    return history_told(state, Channel(0, name, "", 0, ""))
