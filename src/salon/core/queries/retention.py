"""How long messages are kept, and in which channel: the server's rule, and what leaders wish for less."""

from itertools import chain

from salon.core.channel_history import Retention
from salon.core.message_refusals import KeptTooFew, KeptTooShort
from salon.core.refusals import Refusal
from salon.core.replies import HistoryTold
from salon.core.rules import Rules
from salon.core.state import Channel, State


def retention_of(rules: Rules, channel: Channel) -> Retention:
    """Return how long the messages of a channel are kept."""
    return kept_by(rules, channel.history.kept)


def kept_by(rules: Rules, wish: Retention) -> Retention:
    """Return how long messages are kept where a channel wishes for less than the server."""
    return rules.retention.within(wish.at_least(rules.least_retention))


def least_that_may_be_kept(rules: Rules) -> Retention:
    """Return what a channel must keep: no more than the server does."""
    least, server = rules.least_retention, rules.retention
    return Retention(
        min(least.days, server.days or least.days), min(least.messages, server.messages or least.messages)
    )


def shortening_refusal(
    rules: Rules, channel: Channel, before: Retention, wished: Retention
) -> Refusal | None:
    """Tell why a channel may not keep its messages for so short a time; nobody is to wipe its whole past."""
    least = least_that_may_be_kept(rules)
    if wished.days != before.days and 0 < wished.days < least.days:
        return KeptTooShort(channel.name, least.days)
    if wished.messages != before.messages and 0 < wished.messages < least.messages:
        return KeptTooFew(channel.name, least.messages)
    return None


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
