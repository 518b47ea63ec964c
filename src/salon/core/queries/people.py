"""Who somebody is, and who had a nick before: WHOIS and WHOWAS, as values that each wire words."""

from typing import NamedTuple

from salon.core.events import Source
from salon.core.queries.roster import address_of
from salon.core.queries.sight import is_visible_person, shared_channels
from salon.core.state import Departed, Person, State


class PersonShown(NamedTuple):
    """What somebody may know of a person. Times are in ms; `away` is None for one who is here.

    `channels`: name and rank bits; `modes` and `address`: where the viewer may know them, else empty.
    """

    source: Source
    real_name: str
    channels: list[tuple[str, int]]
    operator: bool
    bot: bool
    secure: bool
    away: str | None
    spoke: int
    signed_on: int
    address: str
    modes: str


def person_shown(state: State, viewer: Person, nick: str) -> PersonShown | None:
    """Return what somebody may know of whoever has a nick now."""
    person = state.find_person(nick)
    if person is None:
        return None
    hidden = "i" in person.modes and not is_visible_person(person, viewer)
    channels = (
        []
        if hidden
        else [(channel.name, channel.members[person.id].ranks) for channel in shared_channels(person, viewer)]
    )
    address = address_of(person, viewer)
    return PersonShown(
        person.source,
        person.real_name,
        channels,
        person.is_operator,
        "B" in person.modes,
        bool(person.sessions) and all(session.secure for session in person.sessions.values()),
        person.away,
        person.spoke,
        person.signed_on,
        address,
        person.modes if address else "",
    )


def departed(state: State, nick: str) -> list[Departed]:
    """Return those who had a nick before, the last first."""
    fold = state.names.fold
    folded = fold(nick)
    return [gone for gone in state.departed if fold(gone.source.nick) == folded]
