"""Names that no channel may have: by an operator's word, or by the configuration."""

from collections.abc import Iterator, Sequence

import msgspec

from salon.core.events import Event
from salon.core.look_alikes import LookAlikes
from salon.core.masks import MaskTest, any_test, mask_test, name_mask, plain_text
from salon.core.names import Casemapping


class ForbiddenName(msgspec.Struct, frozen=True):
    """A channel's name, or a mask of such names; who forbade it, when (ms) and why.

    Without a nick it is forbidden by the configuration.
    """

    mask: str
    nick: str = ""
    time: int = 0
    reason: str = ""


class ChannelNameForbidden(Event, frozen=True, gc=False):
    """No channel may have a name from now on. The fields are those of `ForbiddenName`."""

    durable = True
    mask: str
    nick: str
    time: int
    reason: str = ""


class ChannelNameAllowed(Event, frozen=True, gc=False):
    """Channels may have a name again."""

    durable = True
    mask: str


class ForbiddenNames:
    """The names that are forbidden. A name without `*` and `?` forbids those that look like it, too."""

    def __init__(self, names: Casemapping, configured: Sequence[str] = ()) -> None:
        self._names = names
        self._kept: dict[str, ForbiddenName] = {}
        self._configured: dict[str, ForbiddenName] = {}
        self._tests: list[tuple[ForbiddenName, MaskTest]] = []
        self._test: MaskTest | None = None
        self._look_alikes: LookAlikes[ForbiddenName] = LookAlikes(
            names, lambda its: plain_text(its.mask) or ""
        )
        self.configure(configured)

    def __len__(self) -> int:
        """Return how many operators have forbidden."""
        return len(self._kept)

    def __iter__(self) -> Iterator[ForbiddenName]:
        """Go through all: those of the configuration, then the others in the order of their setting."""
        yield from self._configured.values()
        yield from self._kept.values()

    def find(self, mask: str) -> ForbiddenName | None:
        """Return what an operator has forbidden, by a mask as `name_mask` writes it."""
        return self._kept.get(mask)

    def is_configured(self, mask: str) -> bool:
        """Tell whether the configuration has a mask."""
        return mask in self._configured

    def configure(self, masks: Sequence[str]) -> None:
        """Take the masks of the configuration."""
        spelt = (name_mask(mask, self._names) for mask in masks)
        self._configured = {mask: ForbiddenName(mask) for mask in spelt if mask is not None}
        self._prepare()

    def forbid(self, name: ForbiddenName) -> None:
        """Take a name or mask, in place of the same one."""
        self._kept[name.mask] = name
        self._prepare()

    def allow(self, mask: str) -> None:
        """Forget a name or mask."""
        del self._kept[mask]
        self._prepare()

    def of(self, name: str) -> ForbiddenName | None:
        """Return what forbids a name, which must have a channel's form: so its length is bounded."""
        if self._test is None:
            return None
        if self._test.matches_seen(name):
            return next(its for its, test in self._tests if test.matches_seen(name))
        return self._look_alikes.find(name)

    def _prepare(self) -> None:
        self._tests = [(its, mask_test(its.mask, self._names)) for its in self]
        self._test = any_test((test for _, test in self._tests), self._names) if self._tests else None
        self._look_alikes.holders.clear()
        for its in self:
            if plain_text(its.mask) is not None:
                self._look_alikes.add(its)
