"""Why an act of moderation was not undone: in words."""

import pytest

from salon.core import act_refusals as why
from salon.core.refusals import Refusal, word_refusal


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (why.NothingToUndo("#a"), "There is nothing to undo in #a."),
        (why.UndoneAlready("#a", 5), "Entry 5 of the log of #a was undone already."),
        (why.CannotBeUndone("#a", 5, "kick", "ben"), "Entry 5 of the log of #a cannot be undone (kick ben)."),
        (why.NothingLeftToUndo("#a", 5), "Nothing is left to undo of entry 5 of the log of #a."),
    ],
)
def test_words(refusal: Refusal, words: str) -> None:
    """Each names what it is about."""
    assert word_refusal(refusal, str).startswith(words)
