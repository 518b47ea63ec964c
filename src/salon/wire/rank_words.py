"""The words for ranks that people type, and read, on every wire."""

from salon.core.modes import RANKS_BY_LETTER
from salon.core.ranks import Rank
from salon.texts.marks import N_

WORDS: dict[Rank, str] = {
    Rank.FOUNDER: N_("founder"),
    Rank.ADMIN: N_("admin"),
    Rank.OPERATOR: N_("operator"),
    Rank.HALF_OPERATOR: N_("half-operator"),
    Rank.VOICE: N_("voice"),
}
"""How each rank is called."""

_TYPED = {
    **{letter: rank for letter, rank in RANKS_BY_LETTER.items() if letter != "q"},
    "admin": Rank.ADMIN,
    "op": Rank.OPERATOR,
    "operator": Rank.OPERATOR,
    "halfop": Rank.HALF_OPERATOR,
    "half-operator": Rank.HALF_OPERATOR,
    "voice": Rank.VOICE,
    "none": Rank.MEMBER,
    # As a French text writes them.
    "opérateur": Rank.OPERATOR,
    "demi-opérateur": Rank.HALF_OPERATOR,
    "voix": Rank.VOICE,
    "aucun": Rank.MEMBER,
}


def read_rank(word: str) -> Rank | None:
    """Return the rank that a word or a letter means, `Rank.MEMBER` for none; None where it means nothing."""
    return _TYPED.get(word.removeprefix("+").lower())
