"""Values that say what of the past is asked for."""

import pytest

from salon.core.queries.history import HistoryQuery, conversation_between


@pytest.mark.parametrize(("closure", "seen_from"), [(0, 9), (4, 4)])
def test_of_a_closure_all_is_seen_by_whoever_was_let_in(closure: int, seen_from: int) -> None:
    """From its beginning on, whenever they joined."""
    query = HistoryQuery(conversation=1, limit=5, joined=9, closure=closure)
    assert query.sees_closed_from == seen_from


@pytest.mark.parametrize("accounts", [(0, 0), (1, 0), (0, 2), (1, 2)])
def test_a_conversation_is_the_same_from_both_ends(accounts: tuple[int, int]) -> None:
    """Whoever of the two speaks."""
    ann, ben = accounts
    assert conversation_between(1, ann, 2, ben) == conversation_between(2, ben, 1, ann)
