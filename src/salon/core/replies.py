"""What a command answers to the one who gave it, beyond the events that it caused."""

import enum

import msgspec

from salon.core.account_events import CodeKind
from salon.core.acts import Act
from salon.core.channel_history import Past, Retention
from salon.core.events import (
    AwayChanged,
    Event,
    HostChanged,
    LoginChanged,
    MessagePosted,
    RealNameChanged,
    Source,
)
from salon.core.message_events import Said
from salon.core.needs import Need
from salon.core.presence_events import Persistence
from salon.core.ranks import Rank
from salon.core.refusals import Refusal


class Reply(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """An answer for the one who asked alone."""


class PersonIsAway(Reply, frozen=True):
    """The message was delivered, but its receiver is away."""

    nick: str
    text: str


class PostedBefore(Reply, frozen=True):
    """The message was posted before; `message` is what came of it then."""

    message: MessagePosted


class PrivateMessagesMissed(Reply, frozen=True):
    """One goes on for a lost connection, and more was said to it in private than is kept."""


class AlreadyAway(Reply, frozen=True):
    """One is away with this text, or here (None): for others nothing changes by that."""

    text: str | None


class MonitoredArrived(Reply, frozen=True):
    """A nick that the session monitors is on the server now."""

    source: Source


class MonitoredLeft(Reply, frozen=True):
    """A nick that the session monitors is no longer on the server."""

    nick: str


class MonitoredChanged(Reply, frozen=True):
    """Something about a person whose nick the session monitors changed."""

    event: RealNameChanged | HostChanged | AwayChanged | LoginChanged


class LoginDone(Reply, frozen=True):
    """One is logged in to an account. `made`: it is a new one.

    `readable`: the password came over a connection that others on the way can read. `channels`: those that
    the invitation leads to.
    """

    account: str
    made: bool = False
    readable: bool = False
    channels: tuple[str, ...] = ()


class ProofAccepted(Reply, frozen=True):
    """A proof of a password is right; `signature` is the server's own, for the client to check."""

    signature: bytes


class LogoutDone(Reply, frozen=True):
    """One is logged in to an account no more."""

    account: str


class AccountDone(Reply, frozen=True):
    """What was asked for an account is done. `text` is for people; its placeholder is the account's name."""

    account: str
    text: str


class SessionsEnded(Reply, frozen=True):
    """So many connections were ended."""

    count: int


class CodeShown(Reply, frozen=True):
    """A code was drawn: this is the only time that it is shown. The fields are those of `CodeIssued`."""

    code: str
    kind: CodeKind
    account: str
    uses: int
    expires: int
    channels: tuple[str, ...]


class CodeMailed(Reply, frozen=True):
    """A code to confirm an e-mail address goes to it.

    `needed`: the account cannot be used before. `delayed`: the server for e-mail cannot be reached now.
    """

    account: str
    email: str
    needed: bool = False
    delayed: bool = False


class EmailConfirmed(Reply, frozen=True):
    """The e-mail address of one's account is confirmed."""

    account: str
    email: str


class ResetMailed(Reply, frozen=True):
    """If there is such an account with a confirmed e-mail address, a code goes to it; that is all one learns.

    `name`: as it was asked for.
    """

    name: str
    delayed: bool = False


class LetterKind(enum.Enum):
    """What a letter is about."""

    CONFIRM = "confirm"
    """A code by which a new account is confirmed."""
    ADDRESS = "address"
    """A code by which another address for an account is confirmed."""
    LEAVING = "leaving"
    """The address before is told of the other one."""
    RESET = "reset"
    """A code by which an account gets another password."""


class Letter(Reply, frozen=True):
    """An e-mail to the holder of an account; it leaves once what it says is committed.

    `expires`: of the code, in ms. `other`: the address that an account is to have.
    """

    kind: LetterKind
    recipient: str
    account: str
    code: str = ""
    expires: int = 0
    other: str = ""


class PersistenceShown(Reply, frozen=True):
    """What was chosen for one's account, and whether it stays while nobody is connected."""

    setting: Persistence
    effective: bool


class NameReserved(Reply, frozen=True):
    """The nick that one has is the name of an account; after so many seconds the server gives one another."""

    nick: str
    seconds: int


class SanctionDone(Reply, frozen=True):
    """Somebody is banned from a channel, or silenced in it, until a time (ms; 0: no end); or is no more.

    `masks`: what it holds against.
    """

    channel: str
    nick: str
    muting: bool
    until: int = 0
    lifted: bool = False
    masks: tuple[str, ...] = ()


class ServerBanDone(Reply, frozen=True):
    """A mask or network is banned from the server until a time (ms; 0: no end); or is no more."""

    mask: str
    until: int = 0
    lifted: bool = False


class ChannelNameDone(Reply, frozen=True):
    """A channel's name, or a mask of names, is forbidden, and `emptied` channels with it; or is allowed."""

    mask: str
    emptied: int = 0
    allowed: bool = False


class ActsShown(Reply, frozen=True):
    """Entries of the log of moderation, the newest first: of a channel, or of the whole server."""

    channel: str
    acts: tuple[Act, ...]


class UndoDone(Reply, frozen=True):
    """An act of moderation in a channel was undone."""

    channel: str
    act: Act


class ConfigurationReloaded(Reply, frozen=True):
    """The configuration was read again and holds."""


class EmptyChannelEntered(Reply, frozen=True):
    """The channel that one has entered first has a past; one leads it from now on.

    `fresh`: its modes and lists are those of a new one. What was said while it was open is shown; and if it
    `goes_on`, for its key held, what was said since it was closed. If it is `hidden`, nothing is.
    """

    channel: str
    fresh: bool
    goes_on: bool
    hidden: bool = False


class HistoryTold(Reply, frozen=True):
    """What holds for the history of a channel: what newcomers see, and how long it is kept, if it is."""

    channel: str
    past: Past
    kept: Retention
    enabled: bool


class GuestsChannelFounded(Reply, frozen=True):
    """What one has founded belongs to nobody, for one's account owns as many channels as it may."""

    channel: str
    limit: int


class AccessChanged(Reply, frozen=True):
    """An account keeps a rank in a channel from now on; `Rank.MEMBER`: none any more."""

    channel: str
    account: str
    rank: Rank


class HistoryShown(Reply, frozen=True):
    """Events of a conversation, oldest first: `target` is a channel, or the nick of the other one.

    Without a target: what was said to somebody in private while they were not connected. `page`: whoever
    asked is answered where there are none, too; `complete`: there are no more where these come from.
    """

    target: str
    events: tuple[Said, ...]
    page: bool = False
    complete: bool = False


class ReactionUnchanged(Reply, frozen=True):
    """It is as somebody wants it already: their reaction is there, or is not."""

    there: bool


class SearchShown(Reply, frozen=True):
    """What a search has found: the oldest first, or the best. `complete`: there is no more of it.

    `reached`: only what was said from this time (ms) on was searched. `indexing`: the rest is not indexed.
    """

    messages: tuple[MessagePosted, ...]
    complete: bool
    reached: int | None = None
    indexing: bool = False


class UnreadShown(Reply, frozen=True):
    """So many messages of others one has not read in a channel, some with one's name; `more`: than that."""

    channel: str
    count: int
    mentions: int
    more: bool


class MarkerShown(Reply, frozen=True):
    """Up to when (ms) one has read a channel, or what one and a nick said; None: that is not known."""

    target: str
    read: int | None


class TargetsShown(Reply, frozen=True):
    """Conversations, by channel or nick, and the times (ms) of their last messages, the oldest first."""

    targets: tuple[tuple[str, int], ...]


class MetadataTakenAway(Reply, frozen=True):
    """An operator has taken values of somebody away; `whole`: all that there were."""

    target: str
    keys: tuple[str, ...]
    whole: bool


class PseudonymTaken(Reply, frozen=True):
    """The machine has another pseudonym in the directory."""

    old: str
    new: str


class DirectoryShown(Reply, frozen=True):
    """The whole directory may be shown."""


Outcome = Event | Refusal | Reply
Decision = list[Outcome] | Need
"""What `decide` answers: what happens, in order, refusals of parts among it; or a need."""
