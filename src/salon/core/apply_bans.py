"""Write into the state which bans from the server hold."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from salon.core.events import Event
from salon.core.sanction_events import PersonSanctioned
from salon.core.server_bans import ServerBan, ServerBanLifted, ServerBanSet
from salon.core.state import State


def _set(state: State, event: ServerBanSet) -> None:
    state.server_bans.set(ServerBan(*structs.astuple(event)))


def _lifted(state: State, event: ServerBanLifted) -> None:
    state.server_bans.lift(event.mask, network=event.network)


APPLY_BANS: dict[type[Event], Callable[[State, Any], object]] = {
    ServerBanSet: _set,
    ServerBanLifted: _lifted,
    PersonSanctioned: lambda _state, _event: None,
}
