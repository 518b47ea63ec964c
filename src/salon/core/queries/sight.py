"""Who may see what: secret channels and invisible people, once for every wire."""

from collections.abc import Iterator
from typing import Final

from salon.core.channel_history import Past
from salon.core.queries.history import SeenChannel
from salon.core.state import Channel, Member, Person

_NOTHING: Final = 2**63 - 1
"""A sequence that no message has: above it there is nothing."""


def is_visible_channel(channel: Channel, viewer: Person) -> bool:
    """Tell whether somebody may know of a channel: a secret one is for its members and operators.

    So is one with a forbidden name, in which nobody is.
    """
    hidden = channel.forbidden or "s" in channel.flags
    return not hidden or viewer.id in channel.members or viewer.is_operator


def visible_members(channel: Channel, viewer: Person) -> Iterator[Member]:
    """Return the members whom somebody may see, as they arrived: outsiders do not see the invisible."""
    if viewer.id in channel.members or viewer.is_operator:
        return iter(channel.members.values())
    return (member for member in channel.members.values() if "i" not in member.person.modes)


def is_visible_person(person: Person, viewer: Person) -> bool:
    """Tell whether somebody finds a person by other things than the nick.

    The invisible are found by those with whom they share a channel.
    """
    return (
        "i" not in person.modes
        or person is viewer
        or viewer.is_operator
        or not person.channels.keys().isdisjoint(viewer.channels)
    )


def seen_channel(channel: Channel, viewer: Person) -> SeenChannel | None:
    """Return what somebody may read of a channel's past; None: nothing, for it is for its members.

    That is what was said while it was open or since they joined, and the closure in which they were let in.
    A closure is unbroken, so all from its beginning on was said in it, or later. Its leaders may wish that it
    is less (`Past`).
    """
    member, past = channel.members.get(viewer.id), channel.history.past
    if member is None:
        return None
    after = {Past.ALL: 0, Past.JOINED: member.joined, Past.NONE: _NOTHING}[past]
    return SeenChannel(channel.id, member.closure or member.joined + 1, after)


def seen_channels(viewer: Person) -> tuple[SeenChannel, ...]:
    """Return what somebody may read of each channel."""
    found = (seen_channel(channel, viewer) for channel in viewer.channels.values())
    return tuple(seen for seen in found if seen is not None)


def shared_channels(person: Person, viewer: Person) -> Iterator[Channel]:
    """Return the channels of a person of which somebody may know."""
    return (channel for channel in person.channels.values() if is_visible_channel(channel, viewer))
