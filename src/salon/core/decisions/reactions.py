"""Decide about reactions to messages: one of a kind for each person and message."""

from salon.core.context import Context
from salon.core.decisions.corrections import place_of
from salon.core.decisions.speech import ACTION, speech_refusal
from salon.core.events import MessageKind, MessagePosted
from salon.core.message_commands import React
from salon.core.message_events import MessageReacted
from salon.core.message_refusals import (
    HistoryOff,
    MessageNotRead,
    MessageUnknown,
    NothingToReactTo,
    ReactionInvalid,
    TooManyKinds,
    TooManyOfOneself,
)
from salon.core.needs import FindReactions, FoundReactions
from salon.core.queries.past import Conversation, find_conversation, is_by, is_seen
from salon.core.refusals import Refusal
from salon.core.replies import Decision, ReactionUnchanged
from salon.core.state import State
from salon.texts.visible import confined, is_blank, stripped

EXCERPT_BYTES = 60
"""How much of a message stands in a line that tells of a reaction to it."""


def react(state: State, command: React, context: Context) -> Decision:
    """React to a message that one may read, where one may speak; take back what one has reacted, anywhere."""
    person, subject = context.person, ("REACT", command.target, command.sequence)
    conversation = find_conversation(state, person, command.target)
    refusal = _refusal(state, command, context, conversation)
    if refusal is not None or conversation is None:
        return [refusal or NothingToReactTo(*subject)]
    changes = state.recent_changes.times(command.sequence)
    need = FindReactions(command.sequence, changes, person.list_owner)
    found = context.answer_to(need)
    if found is None:
        return need
    if not isinstance(found, FoundReactions):
        return [MessageUnknown(*subject) if found is False else MessageNotRead(*subject)]
    message = found.message
    if message.kind is MessageKind.TAGMSG or not is_seen(person, conversation, message):
        return [MessageUnknown(*subject)]
    own = state.recent_reactions.own(command.sequence, person.list_owner, found.own)
    if (command.reaction in own) == command.adding:
        return [ReactionUnchanged(command.adding)]
    refusal = _too_many(state, command, own, found) if command.adding else None
    return [refusal] if refusal is not None else [_reacted(state, command, context, message)]


def _refusal(
    state: State, command: React, context: Context, conversation: Conversation | None
) -> Refusal | None:
    """Tell why there can be no such reaction, whatever the message is."""
    if not state.rules.keeps_history:
        return HistoryOff("TAGMSG")
    subject, reaction = ("REACT", command.target, command.sequence), command.reaction
    limit = state.rules.limits.reaction_bytes
    size = len(reaction.encode(errors="replace"))
    if not 0 < size <= limit or is_blank(reaction) or stripped(reaction) != reaction:
        return ReactionInvalid(*subject, limit)
    if conversation is None:
        return NothingToReactTo(*subject)
    if not command.adding or conversation.channel is None:
        return None
    return speech_refusal(state, conversation.channel, context.person)


def _too_many(state: State, command: React, own: set[str], found: FoundReactions) -> Refusal | None:
    subject, limits = ("REACT", command.target, command.sequence), state.rules.limits
    if len(own) >= limits.reactions_per_person:
        return TooManyOfOneself(*subject, limits.reactions_per_person)
    kinds = state.recent_reactions.kinds(command.sequence, found.kinds) | {command.reaction}
    if len(kinds) > limits.reactions_per_message:
        return TooManyKinds(*subject, limits.reactions_per_message)
    return None


def _reacted(state: State, command: React, context: Context, message: MessagePosted) -> MessageReacted:
    person, author = context.person, message.source
    # Nobody hears what is said to them in private of what they have not heard, or by whom they block.
    own = is_by(person, message)
    reader = message.recipient_account or -message.person if own else author.account_id or -author.person
    unheard = not message.channel and (not reader or state.blocks.hides(reader, person.source))
    target, channel, other = place_of(state, person, command.target)
    text = message.text.removeprefix(ACTION[0]).removesuffix("\x01")
    return MessageReacted(
        person.source,
        command.sequence,
        target,
        channel,
        0 if unheard else other,
        command.reaction,
        context.now,
        command.adding,
        message.rank,
        author=author.account_id or -author.person,
        excerpt=confined(text, EXCERPT_BYTES),
        tags=command.tags,
        told=command.told,
        unheard=unheard,
    )
