"""CHATHISTORY: the past of a channel, page by page, for clients that show it themselves (chathistory)."""

import re
from datetime import datetime
from typing import NamedTuple

from salon.core.commands import Command
from salon.core.numbers import read_number
from salon.core.queries.history import Page, Point, ReadPage
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import sequence_of
from salon.wire.irc.messages import Message

PARAMS = 4

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z", re.ASCII)


class Invalid(NamedTuple):
    """What is wrong with a command: a code, and what it is about beside the subcommand."""

    code: str
    text: str
    context: tuple[str, ...] = ()


def chathistory(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show a page of a channel's past; without the capability there is no such command."""
    if not talk.has(Cap.CHATHISTORY):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, "CHATHISTORY", text=N_("Unknown command"))
        return []
    request = _request(talk, message.params)
    if isinstance(request, ReadPage):
        talk.later.append(request)
    else:
        subcommand = message.params[0][:16]
        talk.fail(
            "CHATHISTORY",
            request.code,
            subcommand,
            *request.context,
            text=request.text,
            cap=Cap.CHATHISTORY,
            subcommand=subcommand,
        )
    return []


def _request(talk: Conversation, params: tuple[str, ...]) -> ReadPage | Invalid:
    page = Page.__members__.get(params[0].upper())
    if page is None:
        unknown = N_("{subcommand} is not supported: use LATEST, BEFORE or AFTER")
        return Invalid("INVALID_PARAMS", unknown)
    if len(params) < PARAMS:
        return Invalid("INVALID_PARAMS", N_("Insufficient parameters"))
    if len(params) > PARAMS:
        return Invalid("INVALID_PARAMS", N_("Too many parameters"))
    _, channel, reference, count = params
    # A longer number is more than any that may be asked for, too.
    limit = read_number(count.lstrip("0")[:9] or "0")
    if limit is None or not count:
        return Invalid("INVALID_PARAMS", N_("The number of messages must be a whole number"), (count,))
    if reference == "*" and page is Page.LATEST:
        return ReadPage(page, channel, limit)
    point = _point(talk, channel, reference)
    return point if isinstance(point, Invalid) else ReadPage(page, channel, limit, point)


def _point(talk: Conversation, channel: str, reference: str) -> Point | Invalid:
    kind, _, value = reference.partition("=")
    if kind == "timestamp":
        time = read_time(value)
        if time is None:
            wanted = N_("Invalid timestamp: write it as in 2026-01-31T12:00:00.000Z")
            return Invalid("INVALID_PARAMS", wanted, (reference,))
        return Point(time=time)
    if kind == "msgid":
        sequence = sequence_of(talk.server.identity, value)
        if not sequence:
            return Invalid("MESSAGE_ERROR", N_("No message has this id on this server"), (channel, reference))
        return Point(sequence)
    if not value:
        return Invalid(
            "INVALID_PARAMS", N_("A message must be named by msgid=ID or timestamp=TIME"), (reference,)
        )
    unknown = N_("Messages are named by msgid or by timestamp here")
    return Invalid("INVALID_MSGREFTYPE", unknown, (channel, reference))


def read_time(text: str) -> int | None:
    """Return the milliseconds since 1970 of a time as server-time writes it; None where it is none."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
