"""Write into the state to whom channels belong, and which ranks accounts keep in them."""

from collections.abc import Callable
from typing import Any

from salon.core import ownership_events
from salon.core.events import Event
from salon.core.state import Channel, State


def change_owner(state: State, channel: Channel, owner: int) -> None:
    """Let a channel belong to an account, or to none; count it there, and no more where it was before."""
    owned, former = state.owned, channel.owner
    channel.owner = owner
    if owner:
        owned[owner] = owned.get(owner, 0) + 1
        channel.main_administrator = 0
    else:
        channel.account_ranks.clear()
    if former:
        owned[former] -= 1
        if not owned[former]:
            del owned[former]


def _owner_changed(state: State, event: ownership_events.ChannelOwnerChanged) -> None:
    channel = state.channels[event.channel]
    change_owner(state, channel, event.owner)
    channel.since = event.since


def _rank_kept(state: State, event: ownership_events.RankKept) -> None:
    channel = state.channels[event.channel]
    if event.ranks:
        channel.account_ranks[event.account] = event.ranks
        channel.kept = True
    else:
        channel.account_ranks.pop(event.account, None)


APPLY_OWNERSHIP: dict[type[Event], Callable[[State, Any], object]] = {
    ownership_events.ChannelOwnerChanged: _owner_changed,
    ownership_events.RankKept: _rank_kept,
}
