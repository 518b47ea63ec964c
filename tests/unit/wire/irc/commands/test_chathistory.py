"""What CHATHISTORY means; what becomes of it stands in `tests/spec/ircv3/test_chathistory.py`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.interpreting import meant, talk_of
from harness.world import World
from salon.core.queries.history import Point
from salon.core.queries.past import Page, ReadPage, ReadTargets
from salon.wire.irc.commands.chathistory import read_time
from salon.wire.irc.forms import Clockface


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("LATEST #a * 5", ReadPage(Page.LATEST, "#a", 5)),
        ("latest #a msgid=test-z 5", ReadPage(Page.LATEST, "#a", 5, Point(35))),
        ("BEFORE #a msgid=test-10 0", ReadPage(Page.BEFORE, "#a", 0, Point(36))),
        ("AFTER #a timestamp=1970-01-01T00:00:01.250Z 005", ReadPage(Page.AFTER, "#a", 5, Point(time=1_250))),
        ("AFTER #a timestamp=1970-01-01T00:00:01Z 1", ReadPage(Page.AFTER, "#a", 1, Point(time=1_000))),
        ("AROUND bob msgid=test-10 3", ReadPage(Page.AROUND, "bob", 3, Point(36))),
        (
            "BETWEEN #a msgid=test-10 timestamp=1970-01-01T00:00:01Z 3",
            ReadPage(Page.BETWEEN, "#a", 3, Point(36), Point(time=1_000)),
        ),
        (
            "TARGETS timestamp=1970-01-01T00:00:02Z timestamp=1970-01-01T00:00:01Z 3",
            ReadTargets(2_000, 1_000, 3),
        ),
    ],
)
def test_a_page(line: str, request_: ReadPage | ReadTargets) -> None:
    """A point is a message, by its number, or a time."""
    alice = World().join("alice", caps="draft/chathistory")
    assert meant(alice, f"CHATHISTORY {line}") == []
    assert [*talk_of(alice).later] == [request_]


@given(st.integers(0, 253_402_300_799_999))
def test_times_are_read_as_they_are_written(time: int) -> None:
    """Those of server-time, to the millisecond."""
    assert read_time(Clockface().stamp(time)) == time


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "0",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "2026-01-31T12:00:00.000",
            "2026-01-31t12:00:00.000z",
        ),
        *("2026-01-31T12:00:00.000+01:00", "2026-02-30T12:00:00.000Z", "2026-01-31T25:00:00.000Z"),
        *(
            "0000-01-01T00:00:00.000Z",
            "2026-01-31T12:00:00.0000Z",
            "2026-01-31T12:00:60.000Z",
            "2026-01-31 12:00:00Z",
        ),
    ],
)
def test_what_is_no_time(text: str) -> None:
    """It is refused, whatever else might understand it."""
    assert read_time(text) is None
