"""CHATHISTORY: the past, page by page, for clients that show it themselves (chathistory)."""

import re
from datetime import datetime
from typing import NamedTuple, cast

from salon.core.commands import Command
from salon.core.numbers import read_number
from salon.core.queries.history import Kind, Point
from salon.core.queries.past import Page, ReadPage, ReadTargets
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import sequence_of
from salon.wire.irc.messages import Message

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z", re.ASCII)

TARGETS = "TARGETS"
"""The one subcommand that asks for no messages."""


class Invalid(NamedTuple):
    """What is wrong with a command: a code, and what it is about beside the subcommand."""

    code: str
    text: str
    context: tuple[str, ...] = ()


def chathistory(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show a page of the past; without the capability there is no such command."""
    if not talk.has(Cap.CHATHISTORY):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, "CHATHISTORY", text=N_("Unknown command"))
        return []
    request = _request(talk, message.params)
    if not isinstance(request, Invalid):
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


def _request(talk: Conversation, params: tuple[str, ...]) -> ReadPage | ReadTargets | Invalid:
    subcommand, *words = params
    page = Page.__members__.get(subcommand.upper())
    if page is None and subcommand.upper() != TARGETS:
        unknown = N_("{subcommand} is not supported: use LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS")
        return Invalid("INVALID_PARAMS", unknown)
    # What is asked for, one reference or two, and how many.
    number = 4 if page is Page.BETWEEN else 3
    if len(words) < number:
        return Invalid("INVALID_PARAMS", N_("Insufficient parameters"))
    if len(words) > number:
        return Invalid("INVALID_PARAMS", N_("Too many parameters"))
    count = words.pop()
    # A longer number is more than any that may be asked for, too.
    limit = read_number(count.lstrip("0")[:9] or "0")
    if limit is None or not count:
        return Invalid("INVALID_PARAMS", N_("The number of messages must be a whole number"), (count,))
    if page is None:
        return _targets(words, limit)
    target, *references = words
    kinds = frozenset(Kind) if talk.has(Cap.EVENT_PLAYBACK) else frozenset()
    redactions = talk.has(Cap.MESSAGE_REDACTION)
    if references == ["*"] and page is Page.LATEST:
        return ReadPage(page, target, limit, kinds=kinds, redactions=redactions)
    points = [_point(talk, target, reference) for reference in references]
    for point in points:
        if isinstance(point, Invalid):
            return point
    first, second = [*cast("list[Point]", points), None][:2]
    return ReadPage(page, target, limit, first, second, kinds, redactions=redactions)


def _targets(references: list[str], limit: int) -> ReadTargets | Invalid:
    times: list[int] = []
    for reference in references:
        kind, _, value = reference.partition("=")
        time = read_time(value) if kind == "timestamp" else None
        if time is None:
            return _invalid_time(reference)
        times.append(time)
    first, second = times
    return ReadTargets(first, second, limit)


def _invalid_time(reference: str) -> Invalid:
    wanted = N_("Invalid timestamp: write it as in timestamp=2026-01-31T12:00:00.000Z")
    return Invalid("INVALID_PARAMS", wanted, (reference,))


def _point(talk: Conversation, target: str, reference: str) -> Point | Invalid:
    kind, _, value = reference.partition("=")
    if kind == "timestamp":
        time = read_time(value)
        if time is None:
            return _invalid_time(reference)
        return Point(time=time)
    if kind == "msgid":
        sequence = sequence_of(talk.server.identity, value)
        if not sequence:
            return Invalid("MESSAGE_ERROR", N_("No message has this id on this server"), (target, reference))
        return Point(sequence)
    if not value:
        return Invalid(
            "INVALID_PARAMS", N_("A message must be named by msgid=ID or timestamp=TIME"), (reference,)
        )
    unknown = N_("Messages are named by msgid or by timestamp here")
    return Invalid("INVALID_MSGREFTYPE", unknown, (target, reference))


def read_time(text: str) -> int | None:
    """Return the milliseconds since 1970 of a time as server-time writes it; None where it is none."""
    if not _TIME.fullmatch(text):
        return None
    # A leap second (server-time, "Examples") is the first one of the next minute to clocks that know none.
    leap = text[11:19] == "23:59:60"
    try:
        moment = datetime.fromisoformat(text.replace("23:59:60", "23:59:59") if leap else text)
        return round(moment.timestamp() * 1000) + 1000 * leap
    except (ValueError, OverflowError):
        return None
