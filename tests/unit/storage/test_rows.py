"""From events to rows and statements, and back."""

from contextlib import closing
from pathlib import Path

import apsw
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from harness.storing import ALICE, DURABLE, execute, said
from salon.core.events import (
    ChannelDropped,
    ChannelFounded,
    MessageKind,
    MessagePosted,
    PersonLeft,
    Source,
    TopicChanged,
)
from salon.core.ranks import Rank
from salon.core.sources import source_of
from salon.storage.migrations import migrate
from salon.storage.rows import COLUMNS, STATEMENTS, Row, event_of, statements_of


def test_every_durable_event_is_known() -> None:
    """An event that the core calls durable, and that nobody here knows, would be lost without a word."""
    assert {*STATEMENTS, MessagePosted} == DURABLE


@pytest.mark.parametrize(
    ("messages", "room"),
    [(0, []), (1, [1]), (7, [8]), (200, [256]), (256, [256]), (257, [256, 1]), (300, [256, 48])],
    ids=str,
)
def test_a_batch_is_few_statements(messages: int, room: list[int]) -> None:
    """One, up to 256 rows; there are few sizes, so all are kept prepared, and the room left over is empty."""
    batch = statements_of([PersonLeft(ALICE, "", 1), *(said(number + 1) for number in range(messages))])
    width = len(COLUMNS.split(", "))
    assert [len(values) // width for _, values in batch] == room
    assert [sql.count("?") for sql, _ in batch] == [len(values) for _, values in batch]
    numbers = [values[at] for _, values in batch for at in range(0, len(values), width)]
    assert [number for number in numbers if number] == [number + 1 for number in range(messages)]


@pytest.mark.parametrize("messages", [*range(1, 40), 255, 256, 257, 600])
def test_all_rows_of_a_batch_are_written(messages: int, tmp_path: Path) -> None:
    """No more, and in their order, whatever room a statement has left."""
    with closing(apsw.Connection(str(tmp_path / "salon.db"))) as connection:
        migrate(connection)
        execute(connection, *(said(number + 1) for number in range(messages)))
        written = [number for (number,) in connection.execute("SELECT sequence FROM message ORDER BY rowid")]
    assert written == [number + 1 for number in range(messages)]


def test_what_is_no_message_comes_after_the_messages() -> None:
    """It keeps its own order."""
    batch = statements_of([ChannelFounded(1, "#1", 5), said(1), ChannelDropped(1)])
    assert [sql.split("(")[0].strip() for sql, _ in (batch[0], batch[1], batch[-1])] == [
        "INSERT INTO message",
        "INSERT INTO channel",
        "DELETE FROM channel WHERE id = ?",
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="!@"), min_size=1)
NUMBERS = st.integers(1, 2**63 - 1)
NONE_OR_NUMBER = st.just(0) | NUMBERS
ACCOUNTS = st.none() | st.tuples(NAMES, NUMBERS)
SOURCES = st.builds(source_of, NUMBERS, NAMES, NAMES, NAMES, ACCOUNTS, bot=st.booleans()) | st.just(
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
    structs.replace, POSTED, person=NONE_OR_NUMBER, recipient_account=NONE_OR_NUMBER, tags=TEXTS
)
TOPICS = st.builds(TopicChanged, SOURCES, NUMBERS, TEXTS, TEXTS, NUMBERS, NUMBERS, NONE_OR_NUMBER)


@given(st.lists(SAID_IN_CHANNELS | SAID_TO_PEOPLE | TOPICS, unique_by=lambda event: event.sequence))
def test_what_is_written_is_read_as_it_was(events: list[MessagePosted | TopicChanged]) -> None:
    """Every field of a message and of a topic comes back, whatever is in it."""
    with closing(apsw.Connection("")) as database:
        migrate(database)
        execute(database, *events)
        found = database.execute(
            f"SELECT json_group_array(json_array({COLUMNS})) FROM message"  # noqa: S608 - made of constants
        ).get
    rows = msgspec.json.decode(found, type=list[Row])
    assert {row[0]: event_of(row) for row in rows} == {event.sequence: event for event in events}
