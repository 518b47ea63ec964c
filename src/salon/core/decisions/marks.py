"""Decide up to when somebody has read a conversation."""

from collections.abc import Iterator

from salon.core.commands import MarkRead
from salon.core.context import Context
from salon.core.message_events import ConversationRead
from salon.core.message_refusals import NothingToMark
from salon.core.queries.correspondents import name_of_party
from salon.core.queries.history import conversation_between, party
from salon.core.queries.past import find_conversation
from salon.core.replies import Decision, MarkerShown
from salon.core.state import Person, State


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


def marks_taken_along(state: State, guest: Person, account: int, now: int) -> Iterator[ConversationRead]:
    """Yield that an account has read what a guest has read who logs in to it."""
    for conversation, read in state.read_markers.all_of(guest.list_owner).items():
        key, name = _as_of_account(state, guest, conversation, account)
        known = state.read_markers.of(account, key)
        if name and (known is None or known < read):
            yield ConversationRead(guest.source, account, key, name, read, now)


def _as_of_account(
    state: State, guest: Person, conversation: int | str, account: int
) -> tuple[int | str, str]:
    """Return what a conversation of a guest is for an account, and its name; no name: it is gone."""
    if isinstance(conversation, int):
        channel = state.channels.get(conversation)
        return conversation, channel.name if channel is not None else ""
    one, _, other = conversation.partition(" ")
    other = one if other == party(guest.id, 0) else other
    number = int(other[1:])
    person, its_account = (0, number) if other.startswith("@") else (number, 0)
    key = conversation_between(0, account, person, its_account)
    return key, name_of_party(state, account, other)
