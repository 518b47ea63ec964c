"""The words for ranks that people type."""

import pytest

from salon.core.ranks import Rank
from salon.texts.language import load_language
from salon.wire.rank_words import WORDS, read_rank


@pytest.mark.parametrize("rank", WORDS)
def test_what_is_shown_can_be_typed(rank: Rank) -> None:
    """In any case; but nobody is made a founder by a word."""
    found = None if rank is Rank.FOUNDER else rank
    in_french = load_language("fr").gettext(WORDS[rank])
    assert read_rank(in_french) == read_rank(WORDS[rank]) == read_rank(WORDS[rank].upper()) == found


def test_short_words() -> None:
    """Letters as MODE has them, and what people say."""
    assert [read_rank(word) for word in ("op", "+o", "halfop", "V", "a", "none", "q", "x", "")] == [
        *(Rank.OPERATOR, Rank.OPERATOR, Rank.HALF_OPERATOR, Rank.VOICE, Rank.ADMIN, Rank.MEMBER),
        *(None, None, None),
    ]
