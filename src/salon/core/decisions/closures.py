"""When a channel is closed: its beginning and end decide what latecomers see of the past."""

from collections.abc import Iterator

from salon.core.channel_history import ChannelHistory, Past
from salon.core.events import ClosureChanged
from salon.core.state import Channel, State

CLOSING = frozenset("is")
"""The modes, beside the key, by which a channel is not for everybody."""


def is_closing(flags: str | set[str], key: str, history: ChannelHistory) -> bool:
    """Tell whether a channel with these modes is closed."""
    return bool(key) or not CLOSING.isdisjoint(flags) or history.past is not Past.ALL


def after_change(
    state: State, channel: Channel, *, closed: bool, anew: bool = False
) -> Iterator[ClosureChanged]:
    """Yield the beginning or end of a closure: one goes on for as long as the channel stays closed.

    `anew`: another one begins all the same. Newcomers may see another past from now on, and what was said
    before is for those for whom it was said.
    """
    if closed is not bool(channel.closure) or (closed and anew):
        yield ClosureChanged(channel.id, state.last_sequence + 1 if closed else 0)


def after_emptying(channel: Channel) -> Iterator[ClosureChanged]:
    """Yield the end of a closure with the last member, unless whoever comes next needs the key."""
    if channel.closure and not channel.key:
        yield ClosureChanged(channel.id, 0)
