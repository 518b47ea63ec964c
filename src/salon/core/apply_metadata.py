"""Write into the state what people and channels say of themselves."""

from collections.abc import Callable
from typing import Any

from salon.core.events import Event
from salon.core.metadata import owner_of
from salon.core.metadata_events import ChannelMetadataChanged, MetadataShown, PersonMetadataChanged
from salon.core.state import State


def _person(state: State, event: PersonMetadataChanged) -> None:
    state.metadata.change(event.owner, event.values)
    _note(state, event)


def _channel(state: State, event: ChannelMetadataChanged) -> None:
    state.metadata.change_channel(event.channel, event.values)
    channel = state.channels.get(event.channel)
    if channel is not None:
        # Something was set: it does not go with its last member.
        channel.kept = True
    _note(state, event)


def _note(state: State, event: PersonMetadataChanged | ChannelMetadataChanged) -> None:
    owner = owner_of(event.source)
    if owner:  # not what an earlier run left
        state.metadata.note_change(owner, event.time)


APPLY_METADATA: dict[type[Event], Callable[[State, Any], object]] = {
    PersonMetadataChanged: _person,
    ChannelMetadataChanged: _channel,
    MetadataShown: lambda _state, _event: None,
}
