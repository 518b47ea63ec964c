"""Why somebody is not let in where a channel defends itself: in words."""

import pytest

from salon.core import join_refusals as why
from salon.core.refusals import Refusal, word_refusal


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (why.LoginNeededToJoin("#a"), "Only people who are logged in to an account can join #a."),
        (why.LoginNeededToSpeak("#a"), "Only people who are logged in to an account can speak in #a."),
        (why.JoinedTooFast("#a", 1), "Too many people are joining #a: try again in 1 second."),
        (why.JoinedTooFast("#a", 2), "Too many people are joining #a: try again in 2 seconds."),
    ],
)
def test_words(refusal: Refusal, words: str) -> None:
    """Each names what it is about."""
    assert word_refusal(refusal, str) == words
