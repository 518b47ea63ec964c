"""From events to rows and statements."""

import msgspec

from harness.storing import ALICE, said
from salon.core.events import DURABLE, ChannelFounded, MessagePosted, PersonLeft
from salon.storage.rows import COLUMNS, STATEMENTS, rows_and_statements


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
