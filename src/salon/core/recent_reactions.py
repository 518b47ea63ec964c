"""The reactions that came and went of late: what is on the disk may be older than them.

It must know at least what is not committed yet, for that no reader finds.
"""

from collections.abc import Collection
from typing import Final

ENTRIES: Final = 20_000
"""How many are known: more than two batches hold, the one at the disk and the one that grows."""


class RecentReactions:
    """For each message, whether somebody's reaction is there: an owner as in `Blocks`, and the reaction."""

    def __init__(self) -> None:
        self._by_message: dict[int, dict[tuple[int, str], bool]] = {}
        self._order: dict[tuple[int, int, str], None] = {}

    def note(self, message: int, owner: int, reaction: str, *, adding: bool) -> None:
        """Note that a reaction came or went."""
        key = message, owner, reaction
        self._order.pop(key, None)
        if len(self._order) >= ENTRIES:
            self._forget(*next(iter(self._order)))
        self._order[key] = None
        self._by_message.setdefault(message, {})[owner, reaction] = adding

    def _forget(self, message: int, owner: int, reaction: str) -> None:
        del self._order[message, owner, reaction]
        of_message = self._by_message[message]
        del of_message[owner, reaction]
        if not of_message:
            del self._by_message[message]

    def kinds(self, message: int, found: Collection[str]) -> set[str]:
        """Return the reactions that a message has at most, where these were found on the disk."""
        recent = self._by_message.get(message, {})
        return {*found, *(reaction for (_, reaction), there in recent.items() if there)}

    def own(self, message: int, owner: int, found: Collection[str]) -> set[str]:
        """Return somebody's reactions to a message, where these were found on the disk."""
        own = set(found)
        for (its, reaction), there in self._by_message.get(message, {}).items():
            if its == owner:
                own = own | {reaction} if there else own - {reaction}
        return own
