"""What was said, shown again: how much, and how it reads."""

import re
from typing import cast

import pytest
from msgspec import structs

from harness.dialect_people import enter_relais
from harness.world import World
from salon.core.blocks import Blocked
from salon.core.events import MessageKind, MessagePosted, Source, TopicChanged
from salon.core.replies import HistoryShown
from salon.wire.dialects.recall import LAST_MESSAGES, read_count, show_history
from salon.wire.dialects.session import DialectSession

BOB = Source(7, "bob", "b", "h")
EVE = Source(8, "eve", "e", "h", mask="eve!e@h")


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ("", LAST_MESSAGES),
        ("1", 1),
        ("100", 100),
        ("0", None),
        ("101", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("x", None),
        ("²", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_how_many(given: str, count: int | None) -> None:
    """From 1 to 100, in ASCII digits."""
    assert read_count(given) == count


def show(*events: MessagePosted | TopicChanged, ignoring: str = "") -> list[str]:
    """Return the lines that are said of a history; a message is worded by its text in capitals."""
    world = World()
    talk = cast("DialectSession", enter_relais(world, "alice").link.wire)
    talk.now = world.now
    if ignoring:
        person = talk.core.person
        assert person is not None
        world.state.blocks.add(person.list_owner, Blocked(0, f"{ignoring.lower()}!*@*"))
    timed = tuple(structs.replace(event, time=world.now) for event in events)
    show_history(talk, HistoryShown("#a", timed), lambda event: event.text.upper())
    return talk.take_output().decode().splitlines()


def said(source: Source, text: str) -> MessagePosted:
    """Return a message."""
    return MessagePosted(source, MessageKind.PRIVMSG, "#a", text, 1, 0, 1)


def test_each_message_has_its_time() -> None:
    """In the order in which they were said."""
    lines = show(said(BOB, "un"), said(EVE, "deux"))
    assert [line[10:] for line in lines] == ["UN", "DEUX"]
    assert all(re.match(r"\d \[\d\d:\d\d\] ", line) for line in lines)


def test_what_has_nothing_to_read_is_left_out() -> None:
    """A topic, a message without a word, whom one ignores; and if nothing is left, that is said."""
    topic = TopicChanged(BOB, 1, "#a", "x", 1, 0)
    assert len(show(topic, said(BOB, ""), said(EVE, "deux"), said(BOB, "un"), ignoring="EVE")) == 1
    assert show(topic, said(BOB, ""), said(EVE, "deux"), ignoring="eve") == [
        "Nothing has been said here yet."
    ]
    assert show() == ["Nothing has been said here yet."]
