"""Cutting texts."""

from hypothesis import given
from hypothesis import strategies as st

from salon.core.decisions.lengths import cut


@given(st.text(), st.integers(0, 20))
def test_as_much_as_fits(text: str, longest: int) -> None:
    """Whole characters, and not one less than there is room for."""
    kept = cut(text, longest)
    assert text.startswith(kept)
    assert len(kept.encode()) <= longest
    more = text[: len(kept) + 1]
    assert kept == text or len(more.encode()) > longest
