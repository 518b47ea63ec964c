"""SEARCH: find what was said, by attributes as programs write them (soju.im/search), or as people type it."""

from collections.abc import Mapping
from typing import Final

from salon.core.commands import Command
from salon.core.numbers import read_number
from salon.core.queries.search import Search
from salon.core.replies import SearchShown
from salon.texts.marks import N_
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.chathistory import read_time
from salon.wire.irc.conversation import Conversation, send_as_read
from salon.wire.irc.forms import sequence_of
from salon.wire.irc.messages import Message, parse_tags
from salon.wire.typed_search import SYNTAX

DEFAULT_LIMIT: Final = 50
"""Messages that are shown where it is not said how many."""

# What the specification has no attribute for: a page that begins before a message, and the best first.
BEFORE_MESSAGE: Final = "salon.dev/before"
ORDER: Final = "salon.dev/order"
SKIP: Final = "salon.dev/skip"

END: Final = "salon.dev/search-end"
"""The tag of a batch beyond which nothing more matches."""


class _InvalidError(Exception):
    """An attribute is none, with a text that says what it must be."""

    def __init__(self, attribute: str, text: str) -> None:
        super().__init__(text)
        self.attribute = attribute
        self.text = text


def search(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Find messages; a client that does not know the capability has them in lines to read."""
    given = " ".join(message.params)
    if not talk.has(Cap.SEARCH):
        typed = talk.searching.read(given)
        if isinstance(typed, Search):
            talk.later.append(typed)
        else:
            talk.fail("SEARCH", "INVALID_PARAMS", text=typed, syntax=talk.text(SYNTAX))
        return []
    try:
        talk.later.append(_search(talk, parse_tags(given)))
    except _InvalidError as invalid:
        talk.fail("SEARCH", "INVALID_PARAMS", invalid.attribute, text=invalid.text, cap=Cap.SEARCH)
    return []


def _search(talk: Conversation, attributes: Mapping[str, str]) -> Search:
    for name in attributes:
        if name not in _KNOWN:
            raise _InvalidError(name[:64], N_("SEARCH has no attribute of this name"))
    before = None
    if BEFORE_MESSAGE in attributes:
        before = sequence_of(talk.server.identity, attributes[BEFORE_MESSAGE])
        if not before:
            raise _InvalidError(BEFORE_MESSAGE, N_("No message has this id on this server"))
    order = attributes.get(ORDER, "time")
    if order not in {"time", "rank"}:
        raise _InvalidError(ORDER, N_("The order is time or rank"))
    last = _time(attributes, "before")
    return Search(
        words=attributes.get("text", ""),
        place=attributes.get("in", ""),
        author=attributes.get("from", ""),
        after_time=_time(attributes, "after"),
        # "at or before this time"
        before_time=None if last is None else last + 1,
        before=before,
        limit=_number(attributes, "limit", DEFAULT_LIMIT),
        ranked=order == "rank",
        skip=_number(attributes, SKIP, 0),
    )


_KNOWN: Final = frozenset({"in", "from", "after", "before", "text", "limit", BEFORE_MESSAGE, ORDER, SKIP})


def _time(attributes: Mapping[str, str], name: str) -> int | None:
    if name not in attributes:
        return None
    time = read_time(attributes[name])
    if time is None:
        raise _InvalidError(name, N_("Invalid time: write it as in 2026-01-31T12:00:00.000Z"))
    return time


def _number(attributes: Mapping[str, str], name: str, default: int) -> int:
    if name not in attributes:
        return default
    given = attributes[name]
    # A longer number is more than any that may be asked for, too.
    number = read_number(given.lstrip("0")[:9] or "0") if given else None
    if number is None:
        raise _InvalidError(name, N_("This attribute must be a whole number"))
    return number


def show_found(talk: Conversation, reply: SearchShown, now: int, _own: bool) -> None:
    """Show what a search has found."""
    if not talk.has(Cap.SEARCH):
        for line in talk.searching.lines(reply, now, talk.locale.translate, lambda _: ""):
            talk.send(f":{talk.server.name} NOTICE {talk.client} :{line}")
        return
    if reply.reached is not None:
        since = talk.form.clockface.stamp(reply.reached)
        talk.standard_reply("NOTE", "SEARCH", "PARTIAL", since, text=_PARTIAL[reply.indexing], cap=Cap.SEARCH)
    lines = [line for message in reply.messages for line in talk.form.speech(message)]
    tag = END if reply.complete and talk.has(Cap.MESSAGE_TAGS) else ""
    send_as_read(talk, talk.batched("soju.im/search", lines, whole=True, tag=tag))


_PARTIAL: Final = {
    False: N_("The search took too long: older messages were not searched"),
    True: N_("Older messages are still being indexed, and were not searched"),
}
