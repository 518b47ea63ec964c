"""Whether an account stays, in words."""

import pytest

from salon.core.presence_events import Persistence
from salon.core.replies import PersistenceShown
from salon.wire.persistence_words import LEAVES, NOBODY_STAYS, STAYS, text_of, word_that_changes


@pytest.mark.parametrize(
    ("effective", "days", "text"),
    [(True, 90, STAYS), (False, 90, LEAVES), (False, 0, NOBODY_STAYS)],
)
def test_what_comes_of_it(*, effective: bool, days: int, text: str) -> None:
    """Where nobody stays, that is all there is to say."""
    assert text_of(PersistenceShown(Persistence.ON, effective), days) == text


def test_the_way_back() -> None:
    """It is said how to choose the opposite."""
    assert word_that_changes(PersistenceShown(Persistence.ON, effective=True)) == "off"
    assert word_that_changes(PersistenceShown(Persistence.DEFAULT, effective=False)) == "on"
