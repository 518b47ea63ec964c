"""Whom people block: accounts by their numbers, whatever they are called, and others by masks.

It must not know who decides about it, nor where it is kept.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from salon.core.events import Source
from salon.core.masks import MaskTest, any_test, mask_test
from salon.core.names import Casemapping


class Blocked(NamedTuple):
    """Somebody who is blocked: an account by its number, or, where that is 0, whoever matches a mask."""

    account: int
    mask: str = ""


Entries = dict[Blocked, MaskTest | None]
NOBODY: Final[Entries] = {}


class Blocks:
    """The lists, by owner: the number of an account; or of a guest, below 0, for the visit."""

    def __init__(self, names: Casemapping) -> None:
        self._names = names
        self.lists: dict[int, Entries] = {}
        # What asks all masks of a list at once, by its owner: forgotten when the list changes.
        self._tests: dict[int, MaskTest] = {}
        # Whose lists an account is in.
        self._by_account: dict[int, set[int]] = {}

    def of(self, owner: int) -> Entries:
        """Return whom somebody blocks, in the order in which they were added."""
        return self.lists.get(owner, NOBODY)

    def hides(self, owner: int, source: Source, masks: Collection[str] = ()) -> bool:
        """Tell whether somebody blocks whoever says something, and is known by these masks."""
        entries = self.lists.get(owner)
        if entries is None:
            return False
        if source.account_id and Blocked(source.account_id) in entries:
            return True
        test = self._tests.get(owner)
        if test is None:
            of_masks = (its for its in entries.values() if its is not None)
            test = self._tests[owner] = any_test(of_masks, self._names)
        return test.concerns(masks or (source.mask,), source.account, muting=True)

    def add(self, owner: int, blocked: Blocked) -> None:
        """Block somebody."""
        self._tests.pop(owner, None)
        test = mask_test(blocked.mask, self._names) if blocked.mask else None
        self.lists.setdefault(owner, {})[blocked] = test
        if blocked.account:
            self._by_account.setdefault(blocked.account, set()).add(owner)

    def discard(self, owner: int, blocked: Blocked) -> None:
        """Block somebody no more."""
        entries = self.lists.get(owner, {})
        if blocked not in entries:
            return
        del entries[blocked]
        self._tests.pop(owner, None)
        if not entries:
            del self.lists[owner]
        owners = self._by_account.get(blocked.account)
        if owners is not None:
            owners.discard(owner)
            if not owners:
                del self._by_account[blocked.account]

    def drop(self, owner: int) -> None:
        """Forget a whole list."""
        for blocked in list(self.of(owner)):
            self.discard(owner, blocked)

    def forget(self, account: int) -> None:
        """Forget an account that is no more: its list, and where it is in others'."""
        self.drop(account)
        for owner in list(self._by_account.get(account, ())):
            self.discard(owner, Blocked(account))
