"""What has happened to files on their way from one person to another."""

import enum

from salon.core.events import Event, Reach, Source


class FileOffered(Event, frozen=True, gc=False):
    """Somebody offered a file to `person`. `session`: the one that would send it."""

    reach = Reach.PAIR
    source: Source
    transfer: int
    person: int
    nick: str
    name: str
    size: int
    sha256: str
    session: int
    time: int


class FileAccepted(Event, frozen=True, gc=False):
    """Somebody took a file that `person` offers. `session`: the one that it goes to."""

    reach = Reach.PAIR
    source: Source
    transfer: int
    person: int
    session: int
    time: int


class FileFinished(Event, frozen=True, gc=False):
    """All of a file has come that `person` sent."""

    reach = Reach.PAIR
    source: Source
    transfer: int
    person: int
    time: int


class StopReason(enum.Enum):
    """Why a transfer ended before its time."""

    STOPPED = enum.auto()
    """Somebody wished it."""
    LEFT = enum.auto()
    """Somebody left the server."""
    EXPIRED = enum.auto()
    """Nothing happened for too long."""
    NOT_ACCEPTED = enum.auto()
    """Bytes came before the file was taken."""
    UNREADABLE = enum.auto()
    """What came could not be read as bytes."""
    TOO_SMALL = enum.auto()
    """Bytes came, or were acknowledged, in pieces that are not worth their lines."""
    TOO_FAST = enum.auto()
    """Bytes came too far ahead of their receipt."""
    TOO_MANY = enum.auto()
    """More bytes came than were announced."""
    NOT_SENT = enum.auto()
    """Bytes were acknowledged that were not sent."""


class FileStopped(Event, frozen=True, gc=False):
    """A transfer ended before its time by who stands in `source`; `person` is at its other end."""

    reach = Reach.PAIR
    source: Source
    transfer: int
    person: int
    nick: str
    name: str
    reason: StopReason
    time: int
    accepted: bool = False
