"""Up to when people have read each conversation: the same on all their connections.

It must not know who decides about it, nor where it is kept.
"""

from collections.abc import Mapping
from typing import Final

MOST_MARKERS: Final = 1_000
"""Conversations of one owner in which it is known; those that were marked longest ago are forgotten."""

Conversation = int | str
"""A channel's number, or the key of two people, as in `HistoryQuery`."""


class ReadMarkers:
    """Times (ms), by owner and conversation. An owner is as in `Blocks`: an account, or a guest below 0."""

    def __init__(self) -> None:
        self._by_owner: dict[int, dict[Conversation, int]] = {}

    def of(self, owner: int, conversation: Conversation) -> int | None:
        """Return up to when somebody has read a conversation; None: that is not known."""
        return self._by_owner.get(owner, {}).get(conversation)

    def all_of(self, owner: int) -> Mapping[Conversation, int]:
        """Return up to when somebody has read which conversations."""
        return self._by_owner.get(owner, {})

    def set(self, owner: int, conversation: Conversation, time: int) -> None:
        """Note up to when somebody has read a conversation."""
        markers = self._by_owner.setdefault(owner, {})
        markers.pop(conversation, None)
        if len(markers) >= MOST_MARKERS:
            del markers[next(iter(markers))]
        markers[conversation] = time

    def drop(self, owner: int) -> None:
        """Forget an owner."""
        self._by_owner.pop(owner, None)

    def snapshot(self) -> dict[int, dict[Conversation, int]]:
        """Return all of it."""
        return {owner: dict(markers) for owner, markers in self._by_owner.items()}
