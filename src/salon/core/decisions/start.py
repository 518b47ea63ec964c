"""Decide what follows from the start of the server itself."""

from collections.abc import Iterator, Sequence

from salon.core.decisions.closures import after_emptying
from salon.core.decisions.forbidden_names import empty_forbidden
from salon.core.decisions.presence import absent_at_start
from salon.core.decisions.succession import forget_surplus, lead_again
from salon.core.events import ChannelEmptied, ChannelFounded, Event
from salon.core.state import State


def events_at_start(state: State, rooms: Sequence[str], now: int) -> Iterator[Event]:
    """Yield what the start brings about; each event has to be applied before the next is asked for.

    The channels that the server itself owns are there from now on. Whatever other has no members is empty:
    after a crash it is not known since when, so since now. A channel that had emptied under version 0.1 may
    still be in a closure, which ends here. People who stay and were connected are absent since now; and who
    leads a guests' channel of theirs follows from the order in which they came.
    """
    for name in rooms:
        if state.find_channel(name) is None:
            yield ChannelFounded(state.last_channel + 1, name, now)
    yield from absent_at_start(state, now)
    yield from empty_forbidden(state, now)
    for channel in [*state.channels.values(), *state.sleeping]:
        if channel.members:
            yield from lead_again(state, channel, now)
            continue
        asleep = state.sleeping.get(channel.id) is not None
        yield from after_emptying(channel)
        if not channel.emptied and not state.is_room(channel.name):
            yield ChannelEmptied(channel.id, now, asleep)
    yield from forget_surplus(state)
