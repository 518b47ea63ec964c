"""From events to rows and statements, and back."""

from contextlib import closing
from pathlib import Path

import apsw
import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from harness.storing import ALICE, DURABLE, said
from salon.core.apply import source_of
from salon.core.events import (
    ChannelFounded,
    MessageKind,
    MessagePosted,
    PersonLeft,
    Source,
    TopicChanged,
)
from salon.core.ranks import Rank
from salon.storage.migrations import migrate
from salon.storage.rows import COLUMNS, STATEMENTS, Row, event_of, rows_and_statements
from salon.storage.sqlite import SqliteBatch


def test_every_durable_event_is_known() -> None:
    """An event that the core calls durable, and that nobody here knows, would be lost without a word."""
    assert {*STATEMENTS, MessagePosted} == DURABLE


def test_messages_become_one_text() -> None:
    """All messages of a batch are one JSON array of rows, so that one statement can write them."""
    messages, statements = rows_and_statements([said(1), PersonLeft(ALICE, "", 1), said(2)])
    rows = msgspec.json.decode(messages)
    assert [row[0] for row in rows] == [1, 2]
    assert {len(row) for row in rows} == {len(COLUMNS.split(", "))}
    assert statements == []


def test_without_messages_there_is_no_text() -> None:
    """Nothing is executed for messages when there are none."""
    messages, statements = rows_and_statements([ChannelFounded(1, "#1", 5)])
    assert messages == ""
    assert statements != []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="!@"), min_size=1)
NUMBERS = st.integers(1, 2**63 - 1)
NONE_OR_NUMBER = st.just(0) | NUMBERS
ACCOUNTS = st.none() | NAMES
SOURCES = st.builds(source_of, NUMBERS, NAMES, NAMES, NAMES, ACCOUNTS, st.booleans()) | st.just(
    Source(0, "salon.example", "", "", mask="salon.example")
)
POSTED = st.builds(MessagePosted, SOURCES, st.sampled_from(MessageKind), TEXTS, TEXTS, NUMBERS, NUMBERS)
SAID_IN_CHANNELS = st.builds(
    structs.replace,
    POSTED,
    channel=NUMBERS,
    rank=st.sampled_from(Rank).map(int),
    tags=TEXTS,
    closed=NONE_OR_NUMBER,
)
SAID_TO_PEOPLE = st.builds(
    structs.replace, POSTED, person=NONE_OR_NUMBER, recipient_account=ACCOUNTS, tags=TEXTS
)
TOPICS = st.builds(TopicChanged, SOURCES, NUMBERS, TEXTS, TEXTS, NUMBERS, NUMBERS, NONE_OR_NUMBER)


@given(st.lists(SAID_IN_CHANNELS | SAID_TO_PEOPLE | TOPICS, unique_by=lambda event: event.sequence))
def test_what_is_written_is_read_as_it_was(events: list[MessagePosted | TopicChanged]) -> None:
    """Every field of a message and of a topic comes back, whatever is in it."""
    with closing(apsw.Connection("")) as database:
        migrate(database)
        SqliteBatch(database, Path("x"), *rows_and_statements(events)).write()
        found = database.execute(
            f"SELECT json_group_array(json_array({COLUMNS})) FROM message"  # noqa: S608 - made of constants
        ).get
    rows = msgspec.json.decode(found, type=list[Row])
    assert {row[0]: event_of(row) for row in rows} == {event.sequence: event for event in events}
