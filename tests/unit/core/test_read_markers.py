"""Up to when people have read."""

import pytest

from salon.core import read_markers
from salon.core.read_markers import ReadMarkers


def test_each_has_their_own() -> None:
    """Until they are forgotten."""
    markers = ReadMarkers()
    markers.set(1, 5, 100)
    markers.set(-2, "@1 @2", 200)
    assert (markers.of(1, 5), markers.of(-2, "@1 @2"), markers.of(1, "@1 @2")) == (100, 200, None)
    markers.drop(1)
    markers.drop(3)
    assert markers.snapshot() == {-2: {"@1 @2": 200}}


def test_the_longest_unmarked_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room for so many."""
    monkeypatch.setattr(read_markers, "MOST_MARKERS", 2)
    markers = ReadMarkers()
    for conversation in (1, 2, 1, 3):
        markers.set(9, conversation, 100)
    assert markers.snapshot() == {9: {1: 100, 3: 100}}
