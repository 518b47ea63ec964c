"""Reactions in the database; those of whole conversations: `tests/spec/ircv3/test_react.py`."""

from contextlib import closing
from pathlib import Path

import apsw

from harness.storing import ALICE, execute, said
from salon.core.message_events import MessageReacted
from salon.storage import reactions
from salon.storage.migrations import migrate


def test_nothing_is_put_to_what_is_gone(tmp_path: Path) -> None:
    """A message may be deleted for its age between two batches; with it goes what was reacted to it."""
    with closing(apsw.Connection(str(tmp_path / "salon.db"))) as connection:
        migrate(connection)
        connection.pragma("foreign_keys", True)
        there = [said(1), MessageReacted(ALICE, 1, "#1", 1, 0, "x", 9)]
        gone = [MessageReacted(ALICE, 7, "#1", 1, 0, "x", 9)]
        execute(connection, *there, *gone)
        assert connection.execute("SELECT message FROM reaction").fetchall() == [(1,)]
        connection.execute("DELETE FROM message WHERE sequence = 1")
        assert connection.execute("SELECT message FROM reaction").fetchall() == []


def test_only_reactions_to_what_is_shown_are_looked_at(tmp_path: Path) -> None:
    """By the key, never by a look at all of them."""
    with closing(apsw.Connection(str(tmp_path / "salon.db"))) as connection:
        migrate(connection)
        plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {reactions._SHOWN}", ("[]", 9))]
    (of_table,) = [step for step in plan if " reaction" in step]
    assert of_table.startswith("SEARCH reaction USING PRIMARY KEY (message=?)")
