"""How connections of one's own are named, and which words end them."""

import pytest

from salon.core.commands import Command, EndOtherSessions, EndSession
from salon.core.queries.sessions import OwnSession
from salon.wire.own_sessions import read_ended, word_session


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("7", EndSession(7)),
        ("4294967297", EndSession(4_294_967_297)),
        ("others", EndOtherSessions()),
        ("OTHERS", EndOtherSessions()),
        ("", None),
        ("-1", None),
        ("٣", None),
        ("7 8", None),
        ("9" * 19, None),
    ],
)
def test_what_words_end(text: str, command: Command | None) -> None:
    """A number as the list shows it, or all others."""
    assert read_ended(text) == command


def test_one_is_named() -> None:
    """With its number, since when, and which one asks."""
    its = OwnSession(7, "irc", 1_800_000_000_000, secure=True, address="192.0.2.1", current=True)
    assert word_session(its, str).startswith("7: irc, from 192.0.2.1, since ")
    assert word_session(its, str).endswith(" (this one)")
    assert not word_session(its._replace(current=False), str).endswith(")")
