"""Bring a new state to where an earlier one ended: events, applied in their order."""

from collections.abc import Iterable

from salon.core.apply import apply
from salon.core.events import Event
from salon.core.state import State


def restore(state: State, events: Iterable[Event]) -> None:
    """Apply what is left of an earlier run."""
    for event in events:
        apply(state, event)
