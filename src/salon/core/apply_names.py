"""Write into the state which names channels may not have."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from salon.core.events import Event
from salon.core.forbidden_names import ChannelNameAllowed, ChannelNameForbidden, ForbiddenName
from salon.core.state import Channel, State


def judge_name(state: State, channel: Channel) -> None:
    """Note whether a channel has a forbidden name: the server's own never has."""
    found = state.forbidden_names.of(channel.name)
    channel.forbidden = found is not None and not state.is_room(channel.name)


def take_forbidden_names(state: State) -> None:
    """Take the names that the configuration forbids now."""
    state.forbidden_names.configure(state.rules.channel_policy.forbidden_names)
    _judge_all(state)


def _judge_all(state: State) -> None:
    for channel in (*state.channels.values(), *state.sleeping):
        judge_name(state, channel)


def _forbidden(state: State, event: ChannelNameForbidden) -> None:
    state.forbidden_names.forbid(ForbiddenName(*structs.astuple(event)))
    _judge_all(state)


def _allowed(state: State, event: ChannelNameAllowed) -> None:
    state.forbidden_names.allow(event.mask)
    _judge_all(state)


APPLY_NAMES: dict[type[Event], Callable[[State, Any], object]] = {
    ChannelNameForbidden: _forbidden,
    ChannelNameAllowed: _allowed,
}
