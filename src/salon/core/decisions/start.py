"""Decide what follows from the start of the server itself."""

from collections.abc import Iterator, Sequence

from salon.core.events import ChannelEmptied, ChannelFounded, Event
from salon.core.state import State


def events_at_start(state: State, rooms: Sequence[str], now: int) -> Iterator[Event]:
    """Yield what the start brings about; each event has to be applied before the next is asked for.

    The channels that the server itself owns are there from now on. Whatever other has no members is empty:
    after a crash it is not known since when, so since now.
    """
    for name in rooms:
        if state.find_channel(name) is None:
            yield ChannelFounded(state.last_channel + 1, name, now)
    for channel in list(state.channels.values()):
        if not (channel.emptied or channel.members or state.is_room(channel.name)):
            yield ChannelEmptied(channel.id, now)
