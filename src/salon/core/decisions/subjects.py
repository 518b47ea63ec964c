"""Who asks, and in which channel, where the table of rules has made sure that there is somebody, and one."""

from salon.core.state import Channel, Person, Session, State


def person_of(actor: Session) -> Person:
    """Return who asks."""
    assert actor.person is not None  # noqa: S101 - the table says `registered`
    return actor.person


def channel_of(state: State, name: str) -> Channel:
    """Return the channel of a name."""
    channel = state.find_channel(name)
    assert channel is not None  # noqa: S101 - the table says `channel`
    return channel
