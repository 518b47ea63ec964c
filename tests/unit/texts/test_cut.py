"""Cutting a text to a number of bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.texts.cut import cut


@pytest.mark.parametrize(
    ("text", "size", "kept"),
    [
        ("", 0, ""),
        ("abc", 3, "abc"),
        ("abc", 2, "ab"),
        ("abc", -1, ""),
        ("é", 1, ""),
        ("aé", 2, "a"),
        ("日本", 5, "日"),
        ("a\ud800", 2, "a?"),
        ("a\ud800b", 2, "a?"),
    ],
)
def test_whole_characters_are_kept(text: str, size: int, kept: str) -> None:
    """As many as fit."""
    assert cut(text, size) == kept


@given(text=st.text(), size=st.integers(0, 40))
def test_what_is_kept_is_the_longest_beginning_that_fits(text: str, size: int) -> None:
    """In bytes of UTF-8."""
    kept = cut(text, size)
    assert text.startswith(kept)
    assert len(kept.encode()) <= size
    assert kept == text or len(text[: len(kept) + 1].encode()) > size
