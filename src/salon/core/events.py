"""What has happened: facts in the past tense, which `apply` writes into the state and wires render.

Events carry keys and plain values, never objects of the state, so that they can be stored, sent to
another node, and replayed onto a stale copy of the state. Times are milliseconds since 1970, UTC.
"""

import enum

import msgspec


class Source(msgspec.Struct, frozen=True, gc=False):
    """Who did something, as others saw them at that moment. `person` is 0 for the server itself."""

    person: int
    nick: str
    username: str
    host: str
    account: str | None = None
    bot: bool = False
    mask: str = ""


class MessageKind(enum.Enum):
    """The kinds of messages; the values are also their names in the database."""

    PRIVMSG = "privmsg"
    NOTICE = "notice"
    TAGMSG = "tagmsg"


class ModeChange(msgspec.Struct, frozen=True, gc=False):
    """One letter set or taken away. `parameter` is a key, a limit, a mask, or a nick for a rank."""

    letter: str
    adding: bool
    parameter: str = ""
    person: int = 0


class Event(msgspec.Struct, frozen=True, gc=False):
    """Anything that happened."""


# --- people ------------------------------------------------------------------------------------


class PersonArrived(Event, frozen=True, gc=False):
    """A connection was registered: a person is now on the server."""

    source: Source
    session: int
    real_name: str
    time: int
    modes: str = ""


class PersonLeft(Event, frozen=True, gc=False):
    """A person's last session ended. `killer` is the operator who ended it, if one did.

    `by_server`: the reason is the server's (no answer to a ping, say), and not what somebody said.
    """

    source: Source
    reason: str
    time: int
    killer: Source | None = None
    by_server: bool = False


class NickChanged(Event, frozen=True, gc=False):
    """A person took another nick; `source` is as it was before, `new_source` as it is now."""

    source: Source
    new_source: Source
    time: int

    @property
    def nick(self) -> str:
        """The nick that was taken."""
        return self.new_source.nick


class RealNameChanged(Event, frozen=True, gc=False):
    """A person changed the real name."""

    source: Source
    real_name: str
    time: int


class HostChanged(Event, frozen=True, gc=False):
    """A person's user name or shown host changed; `source` is as it was before."""

    source: Source
    username: str
    host: str
    time: int


class AwayChanged(Event, frozen=True, gc=False):
    """A person went away, or came back (`text` is None)."""

    source: Source
    text: str | None
    time: int


class UserModesChanged(Event, frozen=True, gc=False):
    """A person's own modes changed."""

    source: Source
    changes: tuple[ModeChange, ...]
    time: int


class OperatorGranted(Event, frozen=True, gc=False):
    """A person became a server operator under a name of the configuration."""

    source: Source
    operator: str
    time: int


class MonitorChanged(Event, frozen=True, gc=False):
    """A session's list of monitored nicks changed; names are folded, with their spelling beside."""

    session: int
    added: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]


# --- channels ----------------------------------------------------------------------------------


class ChannelFounded(Event, frozen=True, gc=False):
    """A channel came to be. `place`: where its founder is, as one peer; empty for the server itself."""

    channel: int
    name: str
    time: int
    place: str = ""


class ChannelDropped(Event, frozen=True, gc=False):
    """A channel in which nothing was ever said or set has emptied, and is gone."""

    channel: int


class ChannelEmptied(Event, frozen=True, gc=False):
    """The last member has left a channel that stays."""

    channel: int
    time: int


class ChannelRefounded(Event, frozen=True, gc=False):
    """Somebody is about to enter a channel that had emptied.

    `fresh`: its modes and lists are those of a new one. `since`: what has a lower number in the history is
    not shown any more, and the topic is gone; 0 where nothing more is hidden than before. `place`: as that of
    a founder.
    """

    channel: int
    fresh: bool
    since: int
    time: int
    place: str = ""


class MemberJoined(Event, frozen=True, gc=False):
    """A person entered a channel, with a set of rank bits; `away` is the text of one who is away."""

    source: Source
    channel: int
    name: str
    real_name: str
    ranks: int
    time: int
    away: str | None = None


class MemberParted(Event, frozen=True, gc=False):
    """A person left a channel."""

    source: Source
    channel: int
    name: str
    reason: str
    time: int


class MemberKicked(Event, frozen=True, gc=False):
    """A person was put out of a channel; `banned`: for good."""

    source: Source
    channel: int
    name: str
    person: int
    nick: str
    reason: str
    time: int
    banned: bool = False


class PersonInvited(Event, frozen=True, gc=False):
    """A person was invited to a channel. `opens`: by somebody whose invitation lets in past the modes."""

    source: Source
    channel: int
    name: str
    person: int
    nick: str
    time: int
    opens: bool = False


class TopicChanged(Event, frozen=True, gc=False):
    """A channel's topic was set, or cleared (empty text). `closed` is as in `MessagePosted`."""

    source: Source
    channel: int
    name: str
    text: str
    sequence: int
    time: int
    closed: int = 0


class ModesChanged(Event, frozen=True, gc=False):
    """Modes, lists or ranks of a channel changed."""

    source: Source
    channel: int
    name: str
    changes: tuple[ModeChange, ...]
    time: int


class ChannelRenamed(Event, frozen=True, gc=False):
    """A channel has another name; `name` is the old one."""

    source: Source
    channel: int
    name: str
    new_name: str
    reason: str
    time: int


# --- messages ----------------------------------------------------------------------------------


class MessagePosted(Event, frozen=True, gc=False):
    """Somebody said something in a channel, or to one person (`channel` is 0).

    `target` is the channel's name or the person's nick as they stand; `rank` is the lowest rank that
    is to see it (a message to the operators of a channel); `tags` are the sender's client-only tags,
    as they were written. `closed` is 0 where the channel was open, else the number of its closure: the
    sequence at which that began.
    """

    source: Source
    kind: MessageKind
    target: str
    text: str
    sequence: int
    time: int
    channel: int = 0
    person: int = 0
    recipient_account: str | None = None
    rank: int = 0
    tags: str = ""
    closed: int = 0


class WallopsSent(Event, frozen=True, gc=False):
    """A server operator spoke to everybody who listens to operators."""

    source: Source
    text: str
    time: int


# --- files ---------------------------------------------------------------------------------------


class FileOffered(Event, frozen=True, gc=False):
    """Somebody offered a file to `person`."""

    source: Source
    transfer: int
    person: int
    nick: str
    name: str
    size: int
    sha256: str
    time: int


class FileAccepted(Event, frozen=True, gc=False):
    """Somebody took a file that `person` offers. `window`: how far its bytes may be ahead of receipt."""

    source: Source
    transfer: int
    person: int
    window: int
    time: int


class ChunkSent(Event, frozen=True, gc=False):
    """The next bytes of a file were sent to `person`."""

    source: Source
    transfer: int
    person: int
    data: bytes
    time: int


class ChunkReceived(Event, frozen=True, gc=False):
    """So many bytes have come of a file that `person` sends; when these are all, the transfer is over."""

    source: Source
    transfer: int
    person: int
    received: int
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

    source: Source
    transfer: int
    person: int
    nick: str
    name: str
    reason: StopReason
    time: int
    accepted: bool = False


# --- the directory of machines -----------------------------------------------------------------


class MachineListed(Event, frozen=True, gc=False):
    """The directory's entry of a machine is this now.

    `session` is the connection by which the machine was heard of. `person`: whose consent the entry rests on
    and ends with; such an entry is not stored.
    """

    host: str
    pseudonym: str
    address: str
    online: bool
    time: int
    session: int = 0
    person: int = 0


class MachineForgotten(Event, frozen=True, gc=False):
    """The directory has no entry of a machine any more."""

    host: str


_FLEETING_TAGS = frozenset({"+typing", "+draft/typing"})


def is_fleeting(event: MessagePosted) -> bool:
    """Tell whether a message says nothing, or that somebody is typing: that is gone when it has been seen."""
    if event.kind is not MessageKind.TAGMSG:
        return False
    return not event.tags or _FLEETING_TAGS.issuperset(tag.partition("=")[0] for tag in event.tags.split(";"))


DURABLE: frozenset[type[Event]] = frozenset(
    {
        ChannelFounded,
        ChannelDropped,
        ChannelEmptied,
        ChannelRefounded,
        TopicChanged,
        ModesChanged,
        ChannelRenamed,
        MachineListed,
        MachineForgotten,
        MessagePosted,
    }
)
"""Events that are committed before anyone is told; the others end with the process: who is present."""
