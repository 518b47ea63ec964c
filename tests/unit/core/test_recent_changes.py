"""How often messages were changed of late."""

import pytest

from salon.core import recent_changes
from salon.core.recent_changes import RecentChanges


def test_each_change_counts() -> None:
    """A message that was not changed was changed no times."""
    changes = RecentChanges()
    changes.note(1)
    changes.note(2)
    changes.note(1)
    assert [changes.times(sequence) for sequence in (1, 2, 3)] == [2, 1, 0]


def test_the_longest_unchanged_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room for so many."""
    monkeypatch.setattr(recent_changes, "ENTRIES", 2)
    changes = RecentChanges()
    for sequence in (1, 2, 1, 3):
        changes.note(sequence)
    assert [changes.times(sequence) for sequence in (1, 2, 3)] == [2, 0, 1]
