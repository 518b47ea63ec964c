"""What a command answers to the one who gave it, beyond the events that it caused."""

from collections.abc import Callable, Sequence

import msgspec

from salon.core.commands import Command
from salon.core.events import Event, Source
from salon.core.refusals import Refusal


class Reply(msgspec.Struct, frozen=True):
    """An answer for the one who asked alone."""


class PersonIsAway(Reply, frozen=True):
    """The message was delivered, but its receiver is away."""

    nick: str
    text: str


class AlreadyAway(Reply, frozen=True):
    """One is away with this text, or here (None), as one was before."""

    text: str | None


class MonitoredArrived(Reply, frozen=True):
    """A nick that the session monitors is on the server now."""

    source: Source


class MonitoredLeft(Reply, frozen=True):
    """A nick that the session monitors is no longer on the server."""

    nick: str


class MonitoredChanged(Reply, frozen=True):
    """Something about a person whose nick the session monitors changed."""

    event: Event


class ConfigurationReloaded(Reply, frozen=True):
    """The configuration was read again and holds."""


class ChannelChangedHands(Reply, frozen=True):
    """The channel that one has entered had emptied, and is not as it was.

    `fresh`: modes or lists that it had are gone. `hidden`: what was said before is not shown.
    """

    channel: str
    fresh: bool
    hidden: bool


class HistoryShown(Reply, frozen=True):
    """The last events of a channel, oldest first."""

    channel: str
    events: Sequence[Event]


class PseudonymTaken(Reply, frozen=True):
    """The machine has another pseudonym in the directory."""

    old: str
    new: str


class DirectoryShown(Reply, frozen=True):
    """The whole directory may be shown."""


class Need(msgspec.Struct, frozen=True):
    """Something that must be found out outside the core before a command can be decided.

    The session's input waits meanwhile; what was found out comes back as the command that `then` makes.
    """


class VerifyPassword(Need, frozen=True):
    """Find out whether this is the password behind the hash."""

    hash: str
    password: str
    then: Callable[[bool], Command]


class FetchHistory(Need, frozen=True):
    """Read a channel's last messages from one number on and before another.

    Those are what was said to all its members, in words.
    """

    channel: int
    limit: int
    since: int
    before: int
    then: Callable[[tuple[Event, ...]], Command]


class LoadConfiguration(Need, frozen=True):
    """Read the configuration again; answers with what is wrong with it, or an empty text."""

    then: Callable[[str], Command]


class LookUpName(Need, frozen=True):
    """Find out the name of the machine at an address; the address itself where it has none."""

    address: str
    then: Callable[[str], Command]


class EndServer(Need, frozen=True):
    """Stop the whole server cleanly. Nothing comes back."""


class StartAgain(Need, frozen=True):
    """Stop the whole server and start it again. Nothing comes back."""


Outcome = Event | Refusal | Reply
Decision = list[Outcome] | Need
"""What `decide` answers: what happens, in order, refusals of parts among it; or a need."""
