"""Texts of other wires as plain text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.core.events import MessageKind, MessagePosted, PersonLeft, SessionDetached, Source
from salon.wire.dialects.plain import in_lines, own_reason_of, plain, reason_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bonjour à tous", "Bonjour à tous"),
        ("deux\u00a0mots\tet\u2028plus", "deux\u00a0mots\tetplus"),
        ("\u202etourné\u061c\u200b\u2029", "tourné"),
        (
            "\u200fשלג\u200e می\u200cروم \U0001f468\u200d\U0001f469",
            "\u200fשלג\u200e می\u200cروم \U0001f468\u200d\U0001f469",
        ),
        ("\u202bouvert \u2067encore", "\u202bouvert \u2067encore\u2069\u202c"),
        ("\u202cfermé\u2069", "fermé"),
        ("\x0304 \x03\u200e", ""),
        ("\x02gras\x02 \x1ditalique\x0f", "gras italique"),
        ("\x0304,12rouge\x03 12\x03,5", "rouge 12,5"),
        ("\x04ff0000rouge\x04 et \x04zut", "rouge et zut"),
        ("\x01ACTION danse\x01", "* danse"),
        ("\x01ACTION danse", "* danse"),
        ("\x01VERSION\x01", ""),
        ("\x1b[2Jeffacé\x9b31m\x7f", "[2Jeffacé31m"),
        ("une\nautre", "une autre"),
    ],
)
def test_texts(text: str, shown: str) -> None:
    """What is formatting is gone, what was said stays."""
    assert plain(text) == shown


@given(st.text())
def test_no_terminal_obeys(text: str) -> None:
    """No text brings a control character but the tab to anybody's terminal."""
    assert not any(unicodedata.category(c) == "Cc" and c != "\t" for c in plain(text))


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("Quit", ""),
        ("Quit: ", ""),
        ("Quit: à demain", "à demain"),
        ("Connection closed", ""),
        ("Excess Flood", "EXCESS FLOOD"),
        ("Quit: \x02gras", "gras"),
    ],
)
def test_reasons_to_leave(reason: str, shown: str) -> None:
    """Own words are shown as they are, the server's in the language of the reader, empty ones not at all."""
    event = PersonLeft(Source(1, "bob", "bob", "h"), reason, 0)
    assert reason_of(event, lambda text: text.upper() if text == "Excess Flood" else text) == shown


def test_who_was_killed_by_whom() -> None:
    """Others and the one who was read the operator and the reason, without IRC's form of it."""
    bob, root = Source(1, "bob", "b", "h"), Source(2, "root", "r", "h")
    reason = "Killed (root (\x02spam\x02))"
    left, detached = PersonLeft(bob, reason, 0, root), SessionDetached(1, bob, reason, 0, root)
    assert reason_of(left, str) == "disconnected by root: spam"
    assert own_reason_of(detached, str) == "root disconnected you from the server: spam"
    assert own_reason_of(SessionDetached(1, bob, "Quit: à demain", 0), str) == "à demain"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one", ["one"]),
        ("one\n\ntwo\n", ["one", "two"]),
        ("\x01ACTION sings\n\nloudly\x01", ["\x01ACTION sings\x01", "\x01ACTION loudly\x01"]),
    ],
)
def test_each_line_is_a_message(text: str, lines: list[str]) -> None:
    """But blank ones; of an action each is one."""
    said = MessagePosted(Source(1, "ann", "ann", "h"), MessageKind.PRIVMSG, "#c", text, 1, 1)
    assert [its.text for its in in_lines(said)] == lines
