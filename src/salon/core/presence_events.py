"""What has happened to the presence of people: which connection is away, who stays without any, and where."""

import enum

from salon.core.events import Event


class Persistence(enum.StrEnum):
    """Whether an account stays in its channels while nobody is connected; the values are also stored."""

    ON = "on"
    OFF = "off"
    DEFAULT = "default"
    """As the server has it: off."""


class SessionAwayChanged(Event, frozen=True, gc=False):
    """Whoever is at the other end of a connection went away, or came back (`text` is None)."""

    session: int
    text: str | None


class PersistenceChanged(Event, frozen=True, gc=False):
    """An account is to stay while nobody is connected, or is not to."""

    durable = True
    account: int
    persistence: Persistence


class PresenceKept(Event, frozen=True, gc=False):
    """What a restart needs, to show the person of an account that stays as others see it.

    `absent`: no connection speaks for the person since `time`, in ms; else one does. What was said to the
    person in private up to the sequence `heard` was shown to them. `away`: the text that they left, if any.
    """

    durable = True
    account: int
    username: str
    host: str
    real_name: str
    modes: str
    away: str
    time: int
    absent: bool
    heard: int


class PresenceEnded(Event, frozen=True, gc=False):
    """An account stays in no channel any more."""

    durable = True
    account: int


class MembershipKept(Event, frozen=True, gc=False):
    """An account that stays is in a channel. `joined` and `closure` are what the membership began with."""

    durable = True
    account: int
    channel: int
    joined: int
    closure: int


class MembershipEnded(Event, frozen=True, gc=False):
    """An account that stays is not in a channel any more."""

    durable = True
    account: int
    channel: int


class MembershipRestored(Event, frozen=True, gc=False):
    """Somebody who was in a channel before a restart is in it again, with the ranks of their account."""

    person: int
    channel: int
    joined: int
    closure: int
