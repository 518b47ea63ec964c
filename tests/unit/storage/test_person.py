"""What a database holds about one person; tests/unit/archive/test_exporting.py has all of it."""

from pathlib import Path

import apsw

from harness.irc_accounts import join_with_account
from harness.world import World
from salon.core.names import casemapping
from salon.storage.person import find_account, parts_of


def test_an_account_is_found_in_any_spelling(tmp_path: Path) -> None:
    """And has all parts, most of which are empty."""
    names = casemapping("rfc8265")
    world = World(database=tmp_path / "salon.db")
    join_with_account(world, "Zoé")
    connection = apsw.Connection(str(tmp_path / "salon.db"))
    account = find_account(connection, "ZOÉ", names)
    assert account is not None
    assert (account["id"], account["name"]) == (1, "Zoé")
    assert {part: list(rows) for part, rows in parts_of(connection, account, names)}["messages"] == []
    assert find_account(connection, "max", names) is None
