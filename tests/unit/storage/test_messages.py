"""How the past is found: by ranges of an index. What is found is held by `tests/contract`."""

from pathlib import Path

import apsw
import pytest

from salon.storage import messages, retention
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage


@pytest.mark.parametrize("sql", messages._SQL.values(), ids=[str(key) for key in messages._SQL])
def test_no_query_looks_at_more_than_its_answer(tmp_path: Path, sql: str) -> None:
    """Every step is a search by an index or by the key: none scans what was said."""
    SqliteStorage(tmp_path / "salon.db", Durability.PROCESS).close()
    connection = apsw.Connection(str(tmp_path / "salon.db"))
    numbers = ("conversation", "after", "closed", "before", "limit", "reader", "unread_by")
    values: dict[str, int | str] = {"kinds": "[]", **dict.fromkeys(numbers, 1)}
    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    of_table = [step for step in plan if " message" in step]
    assert of_table
    assert all(step.startswith("SEARCH message USING") for step in of_table), plan
    connection.close()


@pytest.mark.parametrize("sql", [retention._BOUNDS, retention._NEXT, messages._POSTED])
def test_one_message_is_found_by_a_key(tmp_path: Path, sql: str) -> None:
    """The first, the last, the next of a number, that of an id: none of them by a look at every row."""
    SqliteStorage(tmp_path / "salon.db", Durability.PROCESS).close()
    connection = apsw.Connection(str(tmp_path / "salon.db"))
    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?"))]
    of_table = [step for step in plan if " message" in step]
    assert of_table
    assert all(step.startswith("SEARCH message") for step in of_table), plan
    connection.close()
