"""Why something was not done that concerns whose a channel is: in words."""

import pytest

from salon.core import ownership_refusals as why
from salon.core.refusals import Refusal, word_refusal


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (why.ChannelOwned("#a", "ann"), "#a already belongs to the account ann."),
        (why.ChannelNotOwned("#a"), "#a belongs to no account: its main administrator can claim it."),
        (why.OwnsTooMany("#a", "ann", 2), "ann owns 2 channels, the most that an account may own"),
        (why.OwnsTooMany("#a", "ann", 1), "ann owns 1 channel, the most that an account may own"),
        (why.OwnerKeepsRank("#a"), "The founder of #a keeps"),
        (why.OwnerNeedsAccount("#a", "bob"), "bob is not logged in"),
        (why.AccountOutranks("#a", "bob"), "bob has a rank in #a that is not below yours."),
        (why.AccessListFull("#a", 3), "3 accounts keep a rank in #a"),
    ],
)
def test_words(refusal: Refusal, words: str) -> None:
    """Each names what it is about."""
    assert word_refusal(refusal, str).startswith(words)
