"""Decide up to when somebody has read a conversation."""

from salon.core.commands import MarkRead
from salon.core.context import Context
from salon.core.message_events import ConversationRead
from salon.core.message_refusals import NothingToMark
from salon.core.queries.past import find_conversation
from salon.core.replies import Decision, MarkerShown
from salon.core.state import State


def mark_read(state: State, command: MarkRead, context: Context) -> Decision:
    """Move a mark forward, never back (read-marker, "Read timestamp notes"), or show where it is."""
    person = context.person
    conversation = find_conversation(state, person, command.target)
    if conversation is None:
        return [NothingToMark(command.target)]
    name, key = conversation.name, conversation.key
    known = state.read_markers.of(person.list_owner, key)
    read = min(command.read, context.now) if command.read is not None else None
    if read is None or (known is not None and read <= known):
        return [MarkerShown(name, known)]
    return [ConversationRead(person.source, person.list_owner, key, name, read, context.now)]
