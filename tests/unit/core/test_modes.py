"""The letters of the modes."""

from salon.core.modes import (
    CHANNEL_MODES,
    DEFAULT_CHANNEL_MODES,
    LETTERS_BY_RANK,
    RANKS_BY_LETTER,
    USER_MODES,
    ModeKind,
    letters_of,
)
from salon.core.ranks import Rank


def test_the_letters_of_each_kind() -> None:
    """They are told to clients in this order (CHANMODES and PREFIX of RPL_ISUPPORT)."""
    assert [letters_of(kind) for kind in ModeKind] == ["beI", "k", "ljH", "imnstCMR", "qaohv"]


def test_ranks_have_letters() -> None:
    """Every rank above a plain member has one, and the letters are those of the modes of ranks."""
    assert LETTERS_BY_RANK.keys() == set(Rank) - {Rank.MEMBER}
    assert [RANKS_BY_LETTER[letter] for letter in letters_of(ModeKind.RANK)] == sorted(LETTERS_BY_RANK)[::-1]


def test_new_channels_have_plain_modes() -> None:
    """What a new channel has takes no parameter, and stands in the order in which modes are kept."""
    assert {CHANNEL_MODES[letter] for letter in DEFAULT_CHANNEL_MODES} == {ModeKind.NEVER}
    assert sorted(DEFAULT_CHANNEL_MODES) == list(DEFAULT_CHANNEL_MODES)
    assert sorted(USER_MODES) == list(USER_MODES)
