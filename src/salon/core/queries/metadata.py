"""Who may see what people and channels say of themselves."""

from collections.abc import Mapping

from salon.core.metadata import NONE
from salon.core.queries.sight import is_visible_channel
from salon.core.state import Channel, Person, State

ONESELF = "*"
"""What somebody calls themselves (metadata, "METADATA client command")."""


def find_target(state: State, viewer: Person, target: str) -> Channel | Person | None:
    """Return the channel or person that a target means; None: nobody, or a channel not to be known of."""
    if target == ONESELF:
        return viewer
    if not target.startswith("#"):
        return state.find_person(target)
    channel = state.find_channel(target)
    return channel if channel is not None and is_visible_channel(channel, viewer) else None


def values_for(state: State, session: int, viewer: Person, target: Channel | Person) -> Mapping[str, str]:
    """Return what somebody may see of it: of a person, who shares a channel with them or monitors them."""
    if isinstance(target, Channel):
        return state.metadata.of_channel(target.id)
    knows = (
        target is viewer
        or viewer.is_operator
        or target.folded in state.monitored_by.get(session, ())
        or not target.channels.keys().isdisjoint(viewer.channels)
    )
    return state.metadata.of(target.list_owner) if knows else NONE
