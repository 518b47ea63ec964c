"""Write into the state what has become of messages: it knows only which were changed of late."""

from collections.abc import Callable
from typing import Any

from salon.core.events import Event
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.core.state import State


def _changed(state: State, event: MessageEdited | MessageRedacted) -> None:
    state.recent_changes.note(event.sequence)


APPLY_MESSAGES: dict[type[Event], Callable[[State, Any], object]] = {
    MessageEdited: _changed,
    MessageRedacted: _changed,
}
