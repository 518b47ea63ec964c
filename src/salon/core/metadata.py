"""What people and channels say of themselves: values by keys, as a picture, a status, a name to be shown.

It must not know who decides about it, nor where it is kept.
"""

import re
from collections.abc import Mapping
from typing import Final

from salon.core.events import Source

KEY: Final = re.compile(r"[a-z0-9_./-]{1,32}")
"""What a key looks like (metadata, "Keys and Values"), and how long one may be."""

NONE: Final[Mapping[str, str]] = {}

_MINUTE = 60_000
_MOST_REMEMBERED = 1_000
"""Owners whose last changes are remembered before those are looked for who may change something again."""

Changes = Mapping[str, str | None]
"""New values by key; None: the key has none any more."""


def owner_of(source: Source) -> int:
    """Return whose values somebody changes: an account's, or below 0 a guest's for the visit; 0: nobody's."""
    return source.account_id or -source.person


class Metadata:
    """The values of people, by owner as above, and of channels by their number."""

    def __init__(self) -> None:
        self.people: dict[int, dict[str, str]] = {}
        self.channels: dict[int, dict[str, str]] = {}
        # When each has changed something in the last minute.
        self._changed: dict[int, list[int]] = {}

    def of(self, owner: int) -> Mapping[str, str]:
        """Return what somebody says of themselves."""
        return self.people.get(owner, NONE)

    def of_channel(self, channel: int) -> Mapping[str, str]:
        """Return what is said of a channel."""
        return self.channels.get(channel, NONE)

    def change(self, owner: int, changes: Changes) -> None:
        """Change what somebody says of themselves."""
        _change(self.people, owner, changes)

    def change_channel(self, channel: int, changes: Changes) -> None:
        """Change what is said of a channel."""
        _change(self.channels, channel, changes)

    def drop(self, owner: int) -> None:
        """Forget what somebody said of themselves."""
        self.people.pop(owner, None)
        self._changed.pop(owner, None)

    def drop_channel(self, channel: int) -> None:
        """Forget what was said of a channel."""
        self.channels.pop(channel, None)

    def note_change(self, owner: int, now: int) -> None:
        """Note that somebody has changed something. `now`: ms."""
        if len(self._changed) >= _MOST_REMEMBERED:
            recent = {its: times for its, times in self._changed.items() if times[-1] > now - _MINUTE}
            self._changed = recent
        times = self._changed.setdefault(owner, [])
        times[:] = [time for time in times if time > now - _MINUTE]
        times.append(now)

    def seconds_to_wait(self, owner: int, now: int, most: int) -> int:
        """Return how long somebody must wait who may change something so many times a minute. `now`: ms."""
        times = [time for time in self._changed.get(owner, ()) if time > now - _MINUTE]
        return 0 if len(times) < most else 1 + (times[-most] + _MINUTE - now) // 1_000


def _change(values: dict[int, dict[str, str]], owner: int, changes: Changes) -> None:
    own = values.setdefault(owner, {})
    for key, value in changes.items():
        own.pop(key, None)
        if value is not None:
            own[key] = value
    if not own:
        del values[owner]
