"""Decide about messages that were said before: who may delete them, and give them another text."""

from salon.core import message_refusals
from salon.core.commands import EditMessage, PostMessage, RedactMessage
from salon.core.context import Context
from salon.core.decisions.speech import ACTION, is_unheard, speech_refusal, unfit_refusal
from salon.core.events import MessageKind, MessagePosted
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.core.needs import FindSaid, FoundSaid, Need, TryLater
from salon.core.queries.past import find_conversation, is_by, is_seen
from salon.core.ranks import Rank, Right, highest, may
from salon.core.refusals import Refusal
from salon.core.replies import Decision
from salon.core.state import Channel, Person, State
from salon.texts.visible import confined

_MINUTE = 60_000


def redact_message(state: State, command: RedactMessage, context: Context) -> Decision:
    """Delete a message: one's own within a time, others' by rank."""
    found = _found(state, command, context)
    if not isinstance(found, MessagePosted):
        return found if isinstance(found, Need) else [found]
    person, channel = context.person, state.channels.get(found.channel)
    own = is_by(person, found)
    if own and not _may_redact(state, channel, person, found):
        refusal = _late(command, found, state.rules.redact_minutes, context.now)
        if refusal is not None:
            return [refusal]
    elif not own and not _may_redact(state, channel, person, found):
        return [message_refusals.NotOwnMessage(*_subject(command))]
    reason = confined(command.reason, state.rules.limits.kick_length)
    place = place_of(state, person, command.target)
    author = "" if own else found.source.nick
    return [MessageRedacted(person.source, command.sequence, *place, reason, context.now, author)]


def edit_message(state: State, command: EditMessage, context: Context) -> Decision:
    """Give a message of one's own another text, within a time."""
    found = _found(state, command, context)
    if not isinstance(found, MessagePosted):
        return found if isinstance(found, Need) else [found]
    person, channel = context.person, state.channels.get(found.channel)
    if not is_by(person, found) or found.kind is MessageKind.TAGMSG:
        return [message_refusals.NotOwnToEdit(*_subject(command))]
    text = f"{ACTION[0]}{command.text}\x01" if found.text.startswith(ACTION) else command.text
    refusal = (
        unfit_refusal(state, PostMessage(command.target, text))
        or (speech_refusal(state, channel, person, text) if channel is not None else None)
        or _late(command, found, state.rules.edit_minutes, context.now)
    )
    if refusal is not None:
        return [refusal]
    place = place_of(state, person, command.target)
    # To whoever has blocked the author since they heard it, it stays as they heard it.
    reader = found.recipient_account or -found.person
    unheard = channel is None and state.blocks.hides(reader, person.source)
    return [MessageEdited(person.source, command.sequence, *place, text, context.now, found.kind, unheard)]


def _found(
    state: State, command: RedactMessage | EditMessage, context: Context
) -> MessagePosted | Need | Refusal:
    """Return the message that is meant, if whoever asks may see it there."""
    person = context.person
    if not state.rules.keeps_history:
        return message_refusals.HistoryOff(_subject(command)[0])
    conversation = find_conversation(state, person, command.target)
    if conversation is None:
        return message_refusals.NoMessagesThere(*_subject(command))
    need = FindSaid(command.sequence, state.recent_changes.times(command.sequence))
    answer = context.answer_to(need)
    if answer is None:
        return need
    if isinstance(answer, TryLater):
        return message_refusals.MessageNotRead(*_subject(command))
    if isinstance(answer, FoundSaid) and is_seen(person, conversation, answer.message):
        return answer.message
    return message_refusals.MessageUnknown(*_subject(command))


def _may_redact(state: State, channel: Channel | None, person: Person, message: MessagePosted) -> bool:
    """Tell whether somebody's rank suffices: higher than the author's, and for what is not older than it."""
    if channel is None:
        return False
    if person.is_operator:
        return True
    standing = channel.standing_of(person)
    return (
        may(standing, Right.REDACT)
        and message.sequence >= channel.since
        and (is_by(person, message) or standing > _standing_of_author(state, channel, message))
    )


def _standing_of_author(state: State, channel: Channel, message: MessagePosted) -> Rank:
    source = message.source
    account = state.accounts.get(source.account_id)
    author = account.person if account is not None else state.people.get(source.person)
    if author is not None and author.id in channel.members:
        return channel.standing_of(author)
    return highest(channel.ranks_of_account(source.account_id))


def _late(
    command: RedactMessage | EditMessage, message: MessagePosted, minutes: int, now: int
) -> Refusal | None:
    if minutes and now - message.time <= minutes * _MINUTE:
        return None
    return message_refusals.ChangedTooLate(*_subject(command), minutes)


def _subject(command: RedactMessage | EditMessage) -> tuple[str, str, int]:
    """Return what a refusal says of the command: what was to be done, with which message."""
    return ("EDIT" if isinstance(command, EditMessage) else "REDACT"), command.target, command.sequence


def place_of(state: State, author: Person, target: str) -> tuple[str, int, int]:
    """Return where a message was said: its name of today, a channel's number or a person's who hears it."""
    conversation = find_conversation(state, author, target)
    assert conversation is not None  # noqa: S101 - `_found` has seen it
    if conversation.channel is not None:
        return conversation.name, conversation.channel.id, 0
    receiver = state.people.get(conversation.person)
    hears = receiver is not None and not is_unheard(state, author, receiver)
    return conversation.name, 0, conversation.person if hears else 0
