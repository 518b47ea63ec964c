"""The channels that sleep: guests' channels in which something was said or set, and nobody is.

They stand here, and not among those that exist for people. Where there is no room for more, the one that is
forgotten first is found at once, however many sleep. It must not know what else a channel is.
"""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Sleeper(Protocol):
    """What is known of a channel here. `site`: where it comes from; `said`: whether it holds messages."""

    id: int
    folded: str
    site: str
    said: bool


S = TypeVar("S", bound=Sleeper)


class Sleeping(Generic[S]):
    """Channels that sleep, by number and by name."""

    def __init__(self) -> None:
        self._channels: dict[int, S] = {}
        self._names: dict[str, S] = {}
        self._silent: _Sites[S] = _Sites()
        self._said: _Sites[S] = _Sites()

    def __len__(self) -> int:
        """Return how many sleep."""
        return len(self._channels)

    def __iter__(self) -> Iterator[S]:
        """Return them, the one asleep longest first."""
        return iter(self._channels.values())

    def find(self, folded: str) -> S | None:
        """Return the channel of a folded name."""
        return self._names.get(folded)

    def get(self, number: int) -> S | None:
        """Return the channel of a number."""
        return self._channels.get(number)

    def add(self, channel: S) -> None:
        """Take a channel that has fallen asleep."""
        self._channels[channel.id] = channel
        self._names[channel.folded] = channel
        (self._said if channel.said else self._silent).add(channel)

    def remove(self, number: int) -> S:
        """Give back a channel that is entered, or forgotten."""
        channel = self._channels.pop(number)
        # A database that was begun under other rules of names may hold two channels that are now as one.
        if self._names.get(channel.folded) is channel:
            del self._names[channel.folded]
        (self._said if channel.said else self._silent).remove(channel)
        return channel

    def next_forgotten(self) -> S:
        """Return the channel that goes first where there is no more room.

        One without a message, if there is one; then of the site that has most, so that nobody can crowd out
        what others said; and of those the one that is asleep longest.
        """
        return (self._silent or self._said).first()


class _Sites(Generic[S]):
    """Channels by site, and the sites by how many they have: the one with the most is known at any time."""

    def __init__(self) -> None:
        self._sites: dict[str, dict[int, S]] = {}
        self._by_size: dict[int, dict[str, None]] = {}
        self._most = 0

    def __bool__(self) -> bool:
        return bool(self._sites)

    def add(self, channel: S) -> None:
        own = self._sites.setdefault(channel.site, {})
        own[channel.id] = channel
        self._resize(channel.site, len(own) - 1, len(own))

    def remove(self, channel: S) -> None:
        own = self._sites[channel.site]
        del own[channel.id]
        self._resize(channel.site, len(own) + 1, len(own))
        if not own:
            del self._sites[channel.site]

    def first(self) -> S:
        site = next(iter(self._by_size[self._most]))
        return next(iter(self._sites[site].values()))

    def _resize(self, site: str, old: int, new: int) -> None:
        if old:
            del self._by_size[old][site]
            if not self._by_size[old]:
                del self._by_size[old]
        if new:
            self._by_size.setdefault(new, {})[site] = None
        # One more or one less at a time: so the largest size changes by no more than that.
        if new > self._most or self._most not in self._by_size:
            self._most = new
