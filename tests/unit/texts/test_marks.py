"""Texts that are marked, and those that take the form of their number."""

import pytest

from salon.texts.language import load_language
from salon.texts.marks import N_, N_PLURAL

BYTES = N_PLURAL("{count} byte", "{count} bytes", "count")


def test_a_mark_changes_nothing() -> None:
    """The English text is the key."""
    assert N_("Print the version.") == "Print the version."


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, "0 bytes"),
        ("en", 1, "1 byte"),
        ("en", 2, "2 bytes"),
        ("fr", 0, "0 octet"),
        ("fr", 1, "1 octet"),
        ("fr", 2, "2 octets"),
    ],
)
def test_a_text_takes_the_form_of_its_number(language: str, count: int, words: str) -> None:
    """As each language has it, when it is filled."""
    assert load_language(language).gettext(BYTES).format(count=count) == words


@pytest.mark.parametrize("translate", [str, lambda text: text])
def test_whoever_translates_need_not_know(translate: type[str]) -> None:
    """A text that goes through the hands of others keeps both forms; unfilled, it is the plural."""
    assert translate(BYTES).format(count=1) == "1 byte"
    assert BYTES == "{count} bytes"


def test_lines_of_the_log_are_filled_in_their_own_way() -> None:
    """By name, too."""
    lost = N_PLURAL("%(lost)d line", "%(lost)d lines", "lost")
    assert [lost % {"lost": number} for number in (1, 2)] == ["1 line", "2 lines"]
