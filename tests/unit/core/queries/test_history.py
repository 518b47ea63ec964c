"""Values that say what of the past is asked for."""

import pytest

from salon.core.queries.history import conversation_between


@pytest.mark.parametrize("accounts", [(0, 0), (1, 0), (0, 2), (1, 2)])
def test_a_conversation_is_the_same_from_both_ends(accounts: tuple[int, int]) -> None:
    """Whoever of the two speaks."""
    ann, ben = accounts
    assert conversation_between(1, ann, 2, ben) == conversation_between(2, ben, 1, ann)
