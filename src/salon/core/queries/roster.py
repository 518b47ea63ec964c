"""Who is in a channel, and who is found by a mask: NAMES and WHO, as values that each wire words."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from salon.core.events import Source
from salon.core.queries.sight import is_visible_channel, is_visible_person, shared_channels, visible_members
from salon.core.state import Channel, Member, Person, State

MAX_FOUND: Final = 500
"""People that one WHO over a mask finds at most; a channel is shown whole."""


class Seen(NamedTuple):
    """A person as somebody else sees them, in a channel or (`channel` is empty) in none.

    `ranks`: the bits shown in that channel; `address`: where the viewer may know it; `spoke`: when they last
    said something, in ms.
    """

    source: Source
    real_name: str
    channel: str
    ranks: int
    away: bool
    operator: bool
    bot: bool
    address: str
    spoke: int


def names(channel: Channel, viewer: Person) -> list[Member]:
    """Return the members of a channel whom somebody sees, as they arrived."""
    return list(visible_members(channel, viewer))


def members(state: State, viewer: Person, name: str, *, only_operators: bool = False) -> Iterator[Seen]:
    """Yield the members of a channel whom somebody sees; nobody, if they may not know of it."""
    channel = state.find_channel(name)
    if channel is not None and is_visible_channel(channel, viewer):
        for member in list(visible_members(channel, viewer)):
            if not only_operators or member.person.is_operator:
                yield _seen(member.person, viewer, channel, member)


def found(
    state: State, viewer: Person, matches: Callable[[str], bool], *, only_operators: bool = False
) -> Iterator[Seen | None]:
    """Yield the people whom somebody finds by a mask, up to `MAX_FOUND`.

    For each other person None comes, so that no step takes long.
    """
    count = 0
    for person in list(state.people.values()):
        source = person.source
        words = (source.nick, source.username, source.host, person.real_name, source.mask)
        if (
            (only_operators and not person.is_operator)
            or not is_visible_person(person, viewer)
            or not any(map(matches, words))
        ):
            yield None
            continue
        yield one(person, viewer)
        count += 1
        if count == MAX_FOUND:
            return


def one(person: Person, viewer: Person) -> Seen:
    """Return a person as somebody sees them: in a channel that both may know of, if there is one."""
    channel = next(shared_channels(person, viewer), None) if is_visible_person(person, viewer) else None
    return _seen(person, viewer, channel, channel.members[person.id] if channel is not None else None)


def address_of(person: Person, viewer: Person) -> str:
    """Return a person's address, if the viewer may know it: one's own, or any for a server operator."""
    if person is viewer or viewer.is_operator:
        return next((session.address for session in person.sessions.values()), "")
    return ""


def _seen(person: Person, viewer: Person, channel: Channel | None, member: Member | None) -> Seen:
    return Seen(
        person.source,
        person.real_name,
        channel.name if channel is not None else "",
        member.ranks if member is not None else 0,
        person.away is not None,
        person.is_operator,
        "B" in person.modes,
        address_of(person, viewer),
        person.spoke,
    )
