"""Decide up to when somebody has read a conversation."""

from salon.core.commands import MarkRead
from salon.core.context import Context
from salon.core.message_events import ConversationRead
from salon.core.message_refusals import NothingToMark
from salon.core.queries.past import conversation_with, find_partner
from salon.core.queries.sight import may_read
from salon.core.replies import Decision, MarkerShown
from salon.core.state import State


def mark_read(state: State, command: MarkRead, context: Context) -> Decision:
    """Move a mark forward, never back (read-marker, "Read timestamp notes"), or show where it is."""
    person, channel = context.person, state.find_channel(command.target)
    conversation: int | str
    if channel is not None and may_read(channel, person):
        name, conversation = channel.name, channel.id
    elif (partner := find_partner(state, command.target)) is not None:
        name, conversation = partner.name, conversation_with(person, partner)
    else:
        return [NothingToMark(command.target)]
    known = state.read_markers.of(person.list_owner, conversation)
    read = min(command.read, context.now) if command.read is not None else None
    if read is None or (known is not None and read <= known):
        return [MarkerShown(name, known)]
    return [ConversationRead(person.source, person.list_owner, conversation, name, read, context.now)]
