"""How long messages are kept, and in which channel: the server's rule, and what leaders wish for less."""

from itertools import chain

from salon.core.channel_history import Retention
from salon.core.replies import HistoryTold
from salon.core.rules import Rules
from salon.core.state import Channel, State


def retention_of(rules: Rules, channel: Channel) -> Retention:
    """Return how long the messages of a channel are kept."""
    return rules.retention.within(channel.history.kept)


def is_any_limited(state: State) -> bool:
    """Tell whether there is anything that is not kept for ever: few channels are asked where all is."""
    forever = Retention()
    if not state.rules.keeps_history or state.rules.retention != forever:
        return True
    channels = chain(state.channels.values(), state.sleeping)
    return any(channel.history.kept != forever for channel in channels)


def history_told(state: State, channel: Channel) -> HistoryTold:
    """Return what holds for the history of a channel."""
    rules = state.rules
    return HistoryTold(channel.name, channel.history.past, retention_of(rules, channel), rules.keeps_history)
