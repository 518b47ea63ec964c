"""What is read as a number."""

import pytest

from salon.core.numbers import read_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("100", 100)])
def test_a_number_within_the_bound(text: str, number: int) -> None:
    """Noughts in front are digits like others."""
    assert read_number(text, 100) == number


@pytest.mark.parametrize("text", ["", "101", "0007", "-1", "+1", "1.0", " 1", "1_0", "²", "٣", "9" * 30])
def test_anything_else_is_none(text: str) -> None:
    """Too large, too long, signs, blanks, digits of other scripts."""
    assert read_number(text, 100) is None
