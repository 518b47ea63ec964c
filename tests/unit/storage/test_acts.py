"""The log of moderation in SQLite: what `tests/contract` asks of every storage is not asked again."""

from contextlib import closing
from pathlib import Path

import apsw

from salon.core.acts import ActKind, ActNoted
from salon.core.needs import FindActs
from salon.storage.acts import FORGOTTEN_AT_ONCE, note_act, read_acts
from salon.storage.migrations import migrate


def test_a_lower_limit_forgets_in_steps(tmp_path: Path) -> None:
    """One act never waits for a thousand others to be deleted; no page is read for those that stay."""
    with closing(apsw.Connection(str(tmp_path / "salon.db"))) as connection:
        migrate(connection)

        def note(keep: int) -> int:
            act = ActNoted(
                channel=0, name="", nick="ann", account="", kind=ActKind.KILL, time=5, keep=keep, since=0
            )
            for sql, values in note_act(act):
                connection.execute(sql, values)
            return len(read_acts(connection, FindActs(0, 999, 0)))

        for _ in range(60):
            note(100)
        assert note(5) == 61 - FORGOTTEN_AT_ONCE
        assert [note(5) for _ in range(4)] == [22, 5, 5, 5]
        plans = [
            line
            for sql, values in note_act(
                ActNoted(channel=1, name="", nick="", account="", kind=ActKind.KILL, time=5, keep=5, since=9)
            )
            for *_, line in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    assert not [line for line in plans if line.startswith("SCAN act")]
