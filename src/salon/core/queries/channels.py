"""Which channels there are: LIST, as values that each wire words."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from salon.core.queries.sight import is_visible_channel
from salon.core.state import Channel, Person, State

Condition = Callable[[Channel], bool]
"""Tells whether a channel is asked for."""


class ChannelShown(NamedTuple):
    """A channel as it is listed."""

    name: str
    members: int
    topic: str


def channels_shown(state: State, viewer: Person, *conditions: Condition) -> Iterator[ChannelShown | None]:
    """Yield the channels that somebody may know of and asks for, those with the most members first.

    For each other channel None comes, so that no step takes long.
    """
    channels = sorted(state.channels.values(), key=lambda channel: len(channel.members), reverse=True)
    for channel in channels:
        if is_visible_channel(channel, viewer) and all(condition(channel) for condition in conditions):
            topic = channel.topic.text if channel.topic is not None else ""
            yield ChannelShown(channel.name, len(channel.members), topic)
        else:
            yield None
