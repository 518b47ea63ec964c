"""What people do with messages that were said, by the numbers that /HISTORY shows."""

from salon.core.commands import Command, EditMessage, PostMessage, RedactMessage
from salon.core.message_commands import React
from salon.core.message_refusals import HistoryOff
from salon.core.numbers import read_number
from salon.core.state import Channel
from salon.texts.marks import N_
from salon.wire.dialects.session import DialectSession


def edit(talk: DialectSession, channel: Channel, number: str, text: str) -> list[Command]:
    """Give a message another text."""
    message = _find(talk, channel, number)
    return [EditMessage(channel.name, message, text)] if message else []


def delete(talk: DialectSession, channel: Channel, number: str) -> list[Command]:
    """Delete a message."""
    message = _find(talk, channel, number)
    return [RedactMessage(channel.name, message)] if message else []


def reply(talk: DialectSession, channel: Channel, number: str, text: str) -> list[Command]:
    """Answer a message."""
    message = _find(talk, channel, number)
    return [PostMessage(channel.name, text, answers=message, only_as_reply=True)] if message else []


def react(
    talk: DialectSession, channel: Channel, number: str, reaction: str, *, adding: bool
) -> list[Command]:
    """React to a message, or take that back."""
    message = _find(talk, channel, number)
    return [React(channel.name, message, reaction, adding)] if message else []


def _find(talk: DialectSession, channel: Channel, number: str) -> int:
    message = talk.numbers.find(channel.id, read_number(number, 2**31) or 0)
    if not message and not talk.state.rules.keeps_history:
        talk.refuse(HistoryOff(""))
    elif not message:
        unknown = N_(
            "No message here has the number {number}: /history shows the last ones, each with its number."
        )
        talk.tell(unknown, number=number[:20])
    return message
