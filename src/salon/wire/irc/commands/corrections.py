"""REDACT and EDIT: a message is deleted, or gets another text (message-redaction)."""

from salon.core.commands import Command, EditMessage, RedactMessage
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import sequence_of
from salon.wire.irc.messages import Message


def redact(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Delete a message; without the capability there is no such command."""
    if not _is_known(talk, message, Cap.MESSAGE_REDACTION):
        return []
    target, number, *reason = message.params
    sequence = read_sequence(talk, message.command, target, number)
    return [RedactMessage(target, sequence, " ".join(reason))] if sequence else []


def edit(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Give a message of one's own another text; without the capability there is no such command."""
    if not _is_known(talk, message, Cap.EDIT):
        return []
    target, number, text = message.params[:3]
    sequence = read_sequence(talk, message.command, target, number)
    return [EditMessage(target, sequence, text)] if sequence else []


def _is_known(talk: Conversation, message: Message, cap: int) -> bool:
    if not talk.has(cap):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, message.command, text=N_("Unknown command"))
    return talk.has(cap)


def read_sequence(talk: Conversation, command: str, target: str, number: str) -> int:
    """Return the number of the message with an id; say that there is none, and return 0."""
    sequence = sequence_of(talk.server.identity, number)
    if not sequence:
        unknown = N_("No message has this id on this server")
        talk.fail(command, "UNKNOWN_MSGID", target, number, text=unknown)
    return sequence
