"""What the leaders of a channel say of its past: how much newcomers see, and for how long it is kept (+H)."""

import enum
import re
from typing import Final, NamedTuple

import msgspec

MOST_MESSAGES: Final = 1_000_000
MOST_DAYS: Final = 36_500

FOREVER: Final = "forever"
"""The word by which a channel keeps its messages as long as the server does."""

_NUMBER: Final = re.compile(r"0*([1-9][0-9]{0,6})(d?)")


class Past(enum.Enum):
    """How much of the past somebody may read in a channel; the values are the words of MODE."""

    ALL = "all"
    """All that was said while the channel was open to everybody."""
    JOINED = "joined"
    """What was said since they joined."""
    NONE = "none"
    """Nothing: one reads what is said while one is there."""


class Retention(msgspec.Struct, frozen=True):
    """How long messages are kept: for so many days, and of a channel the newest so many. 0: no limit."""

    days: int = 0
    messages: int = 0

    def within(self, other: "Retention") -> "Retention":
        """Return what keeps no more than either."""
        return Retention(_least(self.days, other.days), _least(self.messages, other.messages))

    def at_least(self, other: "Retention") -> "Retention":
        """Return what keeps no less than either, where this has a limit."""
        return Retention(
            self.days and max(self.days, other.days), self.messages and max(self.messages, other.messages)
        )


class ChannelHistory(NamedTuple):
    """The history of a channel, as its leaders wish it; `kept` only shortens what the server keeps."""

    past: Past = Past.ALL
    kept: Retention = Retention()

    def __str__(self) -> str:
        """Write it as MODE does: `joined:500:30d`. Empty: as in every new channel."""
        words = (
            self.past.value if self.past is not Past.ALL else "",
            str(self.kept.messages or ""),
            f"{self.kept.days}d" if self.kept.days else "",
        )
        return ":".join(filter(None, words))

    @property
    def in_full(self) -> str:
        """What `reworded` makes it from, whatever was before."""
        return ":".join(filter(None, (str(self), FOREVER, Past.ALL.value if self.past is Past.ALL else "")))


def read_history(text: str) -> ChannelHistory | None:
    """Read what MODE writes, its words in any order; None where it is nothing of the kind.

    `all`, `joined` or `none`, a number of messages, a number of days (`30d`): each at most once.
    """
    past, days, messages = None, 0, 0
    for word in text.lower().split(":"):
        match = _NUMBER.fullmatch(word)
        if match is None:
            if past is not None or word not in _PASTS:
                return None
            past = _PASTS[word]
        elif match[2]:
            if days:
                return None
            days = int(match[1])
        else:
            if messages:
                return None
            messages = int(match[1])
    if days > MOST_DAYS or messages > MOST_MESSAGES:
        return None
    return ChannelHistory(past or Past.ALL, Retention(days, messages))


def reworded(history: ChannelHistory, words: str) -> ChannelHistory | None:
    """Return a history in which what some words name, with `:` between them, is as they say; None: not words.

    What newcomers see, the number and the days are three things: naming one leaves the others. `forever`
    takes the number and the days away.
    """
    given = words.lower().split(":")
    others = [word for word in given if word != FOREVER]
    named = read_history(":".join(others)) if others else ChannelHistory()
    if named is None:
        return None
    kept = history.kept if len(others) == len(given) else Retention()
    past = history.past if _PASTS.keys().isdisjoint(others) else named.past
    return ChannelHistory(past, Retention(named.kept.days or kept.days, named.kept.messages or kept.messages))


_PASTS: Final = {past.value: past for past in Past}


def _least(one: int, other: int) -> int:
    return min(one, other) if one and other else one or other
