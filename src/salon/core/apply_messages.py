"""Write into the state what has become of messages: which were changed, and how far people have read."""

from collections.abc import Callable
from typing import Any

from salon.core.events import Event
from salon.core.message_events import (
    ConversationRead,
    GuestRemembered,
    MessageEdited,
    MessageReacted,
    MessageRedacted,
)
from salon.core.state import State


def _changed(state: State, event: MessageEdited | MessageRedacted) -> None:
    state.recent_changes.note(event.sequence)


def _reacted(state: State, event: MessageReacted) -> None:
    if not event.unheard:
        state.recent_reactions.note(event.sequence, event.owner, event.reaction, adding=event.adding)


def _read(state: State, event: ConversationRead) -> None:
    state.read_markers.set(event.owner, event.conversation, event.read)


def _remembered(state: State, event: GuestRemembered) -> None:
    state.past_guests.note(event.account, event.guest, event.nick)


APPLY_MESSAGES: dict[type[Event], Callable[[State, Any], object]] = {
    MessageEdited: _changed,
    MessageRedacted: _changed,
    MessageReacted: _reacted,
    ConversationRead: _read,
    GuestRemembered: _remembered,
}
