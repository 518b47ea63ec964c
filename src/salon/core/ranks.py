"""Ranks of the members of a channel, and what each may do. One table serves every wire."""

import enum


class Rank(enum.IntEnum):
    """A member's standing in a channel, lowest first."""

    MEMBER = 0
    VOICE = 1
    HALF_OPERATOR = 2
    OPERATOR = 3
    ADMIN = 4
    FOUNDER = 5

    @property
    def bit(self) -> int:
        """This rank's bit in a set of ranks; a plain member has none."""
        return 1 << self.value >> 1


OWNER_RANKS = Rank.FOUNDER.bit | Rank.OPERATOR.bit
"""What whoever owns a channel has in it."""


def highest(ranks: int) -> Rank:
    """Return the highest rank of a set of bits."""
    return Rank(ranks.bit_length())


class Right(enum.Enum):
    """What a rank is needed for."""

    KICK = enum.auto()
    BAN = enum.auto()
    TOPIC = enum.auto()
    INVITE = enum.auto()
    REDACT = enum.auto()
    SPEAK_WHEN_MODERATED = enum.auto()
    GIVE_RANKS = enum.auto()
    TAKE_RANKS = enum.auto()
    MODES = enum.auto()
    RENAME = enum.auto()
    READ_LOG = enum.auto()
    GOVERN = enum.auto()


LOWEST_RANK: dict[Right, Rank] = {
    Right.SPEAK_WHEN_MODERATED: Rank.VOICE,
    Right.KICK: Rank.HALF_OPERATOR,
    Right.BAN: Rank.HALF_OPERATOR,
    Right.TOPIC: Rank.HALF_OPERATOR,
    Right.INVITE: Rank.HALF_OPERATOR,
    Right.REDACT: Rank.HALF_OPERATOR,
    Right.GIVE_RANKS: Rank.OPERATOR,
    Right.TAKE_RANKS: Rank.HALF_OPERATOR,
    Right.MODES: Rank.OPERATOR,
    Right.RENAME: Rank.OPERATOR,
    Right.READ_LOG: Rank.OPERATOR,
    Right.GOVERN: Rank.FOUNDER,
}
"""The lowest rank that has each right."""


def may(rank: Rank, right: Right) -> bool:
    """Tell whether a rank has a right."""
    return rank >= LOWEST_RANK[right]
