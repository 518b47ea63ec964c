"""Texts of other wires as plain text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.wire.dialects.plain import plain


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
