"""The modes of channels and of people: which letters there are, and what each takes."""

import enum

from salon.core.ranks import Rank


class ModeKind(enum.Enum):
    """How a channel mode takes its parameter (the types A to D of modern-irc, CHANMODES)."""

    LIST = "A"
    ALWAYS = "B"
    WHEN_SET = "C"
    NEVER = "D"
    RANK = "prefix"


CHANNEL_MODES: dict[str, ModeKind] = {
    "b": ModeKind.LIST,
    "e": ModeKind.LIST,
    "I": ModeKind.LIST,
    "k": ModeKind.ALWAYS,
    "l": ModeKind.WHEN_SET,
    "j": ModeKind.WHEN_SET,
    "H": ModeKind.WHEN_SET,
    "i": ModeKind.NEVER,
    "m": ModeKind.NEVER,
    "n": ModeKind.NEVER,
    "s": ModeKind.NEVER,
    "t": ModeKind.NEVER,
    "C": ModeKind.NEVER,
    "M": ModeKind.NEVER,
    "R": ModeKind.NEVER,
    "q": ModeKind.RANK,
    "a": ModeKind.RANK,
    "o": ModeKind.RANK,
    "h": ModeKind.RANK,
    "v": ModeKind.RANK,
}

RANKS_BY_LETTER: dict[str, Rank] = {
    "q": Rank.FOUNDER,
    "a": Rank.ADMIN,
    "o": Rank.OPERATOR,
    "h": Rank.HALF_OPERATOR,
    "v": Rank.VOICE,
}
LETTERS_BY_RANK = {rank: letter for letter, rank in RANKS_BY_LETTER.items()}

DEFAULT_CHANNEL_MODES = "nt"
"""What a new channel has: outsiders cannot speak in it, plain members cannot set its topic."""

USER_MODES = "Biow"
"""B: a bot. i: not shown to people who share no channel. o: server operator. w: reads WALLOPS."""

KEY_LENGTH = 23
"""Longest channel key (RFC 2812, 2.3.1: key)."""


def letters_of(kind: ModeKind) -> str:
    """Return the letters of the channel modes of one kind, in order of the table."""
    return "".join(letter for letter, its in CHANNEL_MODES.items() if its is kind)
