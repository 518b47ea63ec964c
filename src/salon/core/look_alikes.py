"""Who holds a name that looks like another one.

It must not know what the holders are: people and channels are each in an index of their own.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from salon.core.names import Casemapping

Holder = TypeVar("Holder")


class LookAlikes(Generic[Holder]):
    """The holders of names, by what the names look like.

    Names of ASCII alone are told apart by everybody who uses IRC: `rn` and `m`, `l` and `1` do not clash. Of
    two names that look alike, one has a character beyond ASCII.
    """

    def __init__(self, names: Casemapping, name_of: Callable[[Holder], str]) -> None:
        self._names = names
        self._name_of = name_of
        self.holders: dict[str, tuple[Holder, ...]] = {}

    def add(self, holder: Holder) -> None:
        """Index a holder by the name that it has now."""
        for skeleton in self._names.skeletons(self._name_of(holder)):
            self.holders[skeleton] = (*self.holders.get(skeleton, ()), holder)

    def discard(self, holder: Holder) -> None:
        """Forget a holder, which must still have the name that it was added with."""
        for skeleton in self._names.skeletons(self._name_of(holder)):
            left = tuple(other for other in self.holders[skeleton] if other is not holder)
            if left:
                self.holders[skeleton] = left
            else:
                del self.holders[skeleton]

    def find(self, name: str, besides: Holder | None = None) -> Holder | None:
        """Return a holder of a name that looks like this one, other than `besides`."""
        for skeleton in self._names.skeletons(name):
            for holder in self.holders.get(skeleton, ()):
                if holder is not besides and not (name.isascii() and self._name_of(holder).isascii()):
                    return holder
        return None
