"""The connections of one person, as that person may see them: addresses are nobody else's business."""

from collections.abc import Iterator
from typing import NamedTuple

from salon.core.state import Session


class OwnSession(NamedTuple):
    """A connection. `opened`: in ms; `secure`: it is encrypted; `current`: the one that asks."""

    number: int
    wire: str
    opened: int
    secure: bool
    address: str
    current: bool


def sessions_of(asker: Session) -> Iterator[OwnSession]:
    """Yield the connections of whoever asks, the first one first."""
    person = asker.person
    for session in list(person.sessions.values()) if person is not None else ():
        yield OwnSession(
            session.id,
            session.wire,
            session.opened,
            session.secure,
            session.address,
            session is asker,
        )
