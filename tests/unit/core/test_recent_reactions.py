"""What is known of reactions that may not be on the disk yet."""

import pytest

from salon.core import recent_reactions
from salon.core.recent_reactions import RecentReactions


def test_what_came_and_went_counts_over_what_was_found() -> None:
    """One's own exactly; of kinds at least all that are there."""
    recent = RecentReactions()
    recent.note(5, 1, "a", adding=True)
    recent.note(5, 1, "b", adding=False)
    recent.note(5, -2, "c", adding=True)
    assert recent.own(5, 1, ("b", "d")) == {"a", "d"}
    assert recent.kinds(5, ("b", "d")) == {"a", "b", "c", "d"}
    recent.note(5, 1, "a", adding=False)
    assert recent.own(5, 1, ("a",)) == set()
    assert (recent.own(6, 1, ("a",)), recent.kinds(6, ())) == ({"a"}, set())


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are on the disk by then."""
    monkeypatch.setattr(recent_reactions, "ENTRIES", 2)
    recent = RecentReactions()
    for reaction in ("a", "b", "a", "c"):
        recent.note(5, 1, reaction, adding=True)
    assert recent.own(5, 1, ()) == {"a", "c"}
    recent.note(6, 1, "x", adding=True)
    recent.note(7, 1, "x", adding=True)
    assert recent.kinds(5, ()) == set()
