"""Tell of changes of a channel's modes: in one event, or in several where a line of IRC could not hold it."""

from collections.abc import Iterable, Iterator

from salon.core.events import ModeChange, ModesChanged, Source
from salon.core.modes import LETTERS_BY_RANK
from salon.core.state import Channel, Person

MOST_BYTES = 450
"""What mask, channel and changes of one event come to, so that IRC can tell it in a line of 512 bytes."""


def modes_changed(
    source: Source, channel: Channel, changes: Iterable[ModeChange], now: int
) -> Iterator[ModesChanged]:
    """Yield what tells of changes; nothing, if there are none."""
    room = MOST_BYTES - len(f"{source.mask}{channel.name}".encode())
    for part in _parts(changes, room):
        yield ModesChanged(source, channel.id, channel.name, part, now)


def rank_changes(person: Person, ranks: int, *, adding: bool) -> Iterator[ModeChange]:
    """Yield the changes that give the ranks of a set of bits to a person or take them, the highest first."""
    for rank, letter in LETTERS_BY_RANK.items():
        if ranks & rank.bit:
            yield ModeChange(letter, adding, person.nick, person.id)


def _parts(changes: Iterable[ModeChange], room: int) -> Iterator[tuple[ModeChange, ...]]:
    """Return the changes in parts of which each has no more bytes than there is room for."""
    part: list[ModeChange] = []
    left = room
    for change in changes:
        # A sign, if it is another than that before, the letter, and after a space the parameter.
        size = 2 + (len(change.parameter.encode()) + 1 if change.parameter else 0)
        if part and size > left:
            yield tuple(part)
            part, left = [], room
        part.append(change)
        left -= size
    if part:
        yield tuple(part)
