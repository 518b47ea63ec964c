"""What is over because time has passed, and nobody asked for anything."""

from collections.abc import Iterator

from salon.core.decisions.accounts import rename_squatters
from salon.core.decisions.emails import delete_unverified, end_codes
from salon.core.decisions.persistence import end_absences
from salon.core.decisions.sanctions import lift_expired
from salon.core.decisions.server_bans import lift_server_bans
from salon.core.events import Event
from salon.core.state import State


def events_due(state: State, now: int) -> Iterator[Event]:
    """Yield what is over by now; each event has to be applied before the next is asked for."""
    yield from rename_squatters(state, now)
    yield from lift_expired(state, now)
    yield from lift_server_bans(state, now)
    yield from end_absences(state, now)
    yield from delete_unverified(state, now)
    yield from end_codes(state, now)
