"""The target channel of a command, once RULES guarantees that it exists."""

from salon.core.state import Channel, State


def channel_of(state: State, name: str) -> Channel:
    """Return the channel of a name."""
    channel = state.find_channel(name)
    assert channel is not None  # noqa: S101 - the table says `channel`
    return channel
