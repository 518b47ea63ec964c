"""Tables for people: aligned, in the language, and with nothing in them that commands a terminal."""

import msgspec
import pytest

from salon.admin import tables
from salon.admin.tables import COLUMNS, COUNTS, KINDS, table, when, width
from salon.core.account_events import CodeKind
from salon.core.queries.administration import (
    MAILED,
    AccountShown,
    BackupsShown,
    ChannelKept,
    CodeKept,
    SessionShown,
    Shown,
    Statistics,
)


def lines(*rows: Shown) -> list[str]:
    """Return the table of some rows."""
    return [*table(type(rows[0]).__name__, [msgspec.to_builtins(row) for row in rows], str)]


def test_all_kinds_of_rows_have_columns() -> None:
    """And all kinds of codes and counts have a word."""
    kinds = {kind.__name__ for kind in Shown.__subclasses__()}
    assert COLUMNS.keys() | {Statistics.__name__} == kinds
    assert KINDS.keys() == set(CodeKind) - MAILED
    assert COUNTS.keys() == set(Statistics.__struct_fields__)


def test_columns_stand_below_each_other() -> None:
    """Also where a character takes two cells, or none."""
    shown = lines(
        AccountShown("日本", 0, True, False, True, False, 2, "a@b.test", ""),
        AccountShown("e\u0301", 0, False, True, False, True, 0, "", "c@b.test"),
    )
    assert shown == [
        "NAME  CREATED  CONNECTIONS  STATE                     E-MAIL",
        "日本  never    2            operator, no password     a@b.test",
        "e\u0301     never    0            suspended, not confirmed  c@b.test (not confirmed)",
    ]
    assert width("日本") == 4


def test_nothing_in_a_table_commands_the_terminal() -> None:
    """A topic is somebody's."""
    (_, line) = lines(ChannelKept("#a", 1, "", "\x1b[2Jtea", 0, 0, "alice"))
    assert line == "#a       1        alice                        \N{REPLACEMENT CHARACTER}[2Jtea"


def test_a_channel_that_sleeps_says_since_when() -> None:
    """In the zone of this machine."""
    (_, line) = lines(ChannelKept("#a", 0, "", "", 0, 1_700_000_000_000))
    assert when(1_700_000_000_000, str) in line
    assert when(0, str) == "never"


def test_codes_sessions_and_counts() -> None:
    """Each in its own columns."""
    code = lines(CodeKept("a1", "password", "admin", 0, 0, 1, "alice", ()))
    assert code[1].split() == ["a1", "password", "reset", "admin", "never", "never", "1", "alice"]
    invitation = lines(CodeKept("a1", "invitation", "admin", 0, 0, 1, "", ("#a", "#b")))
    assert invitation[1].endswith("1     #a #b")
    session = lines(SessionShown(7, "alice", "", "irc", "192.0.2.1", True, 0))
    assert session[1].split() == ["7", "alice", "irc", "192.0.2.1", "yes"]
    made = lines(BackupsShown(0, 2, "no room"))
    assert made[1].split() == ["never", "2", "no", "room"]
    counts = lines(Statistics(1, 2, 3, 4, 5, 6, 7))
    assert [line.split()[-1] for line in counts] == list("1234567")


def test_a_table_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headings and words, not names."""
    monkeypatch.setattr(tables, "visible", str)
    row = msgspec.to_builtins(AccountShown("never", 0, False, False, True, True, 0, "", ""))
    assert [*table("AccountShown", [row], str.upper)][1].split() == ["never", "NEVER", "0"]
