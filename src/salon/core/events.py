"""What has happened: facts in the past tense, which `apply` writes into the state and wires render.

Events carry keys and plain values, never objects of the state, so that they can be stored, sent to
another node, and replayed onto a stale copy of the state. Times are milliseconds since 1970, UTC.
"""

import enum
from typing import ClassVar

import msgspec

from salon.core.rules import Rules


class Source(msgspec.Struct, frozen=True, gc=False):
    """Who did something, as others saw them at that moment. `person` is 0 for the server itself.

    `account` is the account's name then; `account_id` its number, which it keeps (0: a guest).
    """

    person: int
    nick: str
    username: str
    host: str
    account: str | None = None
    bot: bool = False
    mask: str = ""
    account_id: int = 0


class MessageKind(enum.StrEnum):
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


class Reach(enum.Enum):
    """The people and connections that hear of an event."""

    NOBODY = enum.auto()
    """It changes the state, and nothing is shown."""
    SESSION = enum.auto()
    """One connection, `session`."""
    PERSON = enum.auto()
    """The person who did it, by all their connections."""
    PAIR = enum.auto()
    """The person who did it, and `person`."""
    CHANNEL = enum.auto()
    """The members of `channel`, and the person who did it."""
    TARGET = enum.auto()
    """The members of `channel`, the person who did it, and `person`, to whom it was done."""
    PEERS = enum.auto()
    """The person who did it, and everybody in a channel with them."""
    CONVERSATION = enum.auto()
    """The members of `channel` from a rank up; or, where that is 0, the two ends."""
    WALLOPS = enum.auto()
    """Everybody who listens to server operators, and the person who did it."""


class Event(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """Anything that happened.

    `reach` says who hears of it. What is `durable` is committed before anyone hears of it; the rest ends with
    the process. Others may ask to be told of it by the nick of its source: that is `watched`.
    """

    reach: ClassVar[Reach] = Reach.NOBODY
    durable: ClassVar[bool] = False
    watched: ClassVar[bool] = False


# --- the server ---------------------------------------------------------------------------------


class ServerStarted(Event, frozen=True, gc=False):
    """The server began, with what an earlier one left: the highest numbers that were ever given out.

    `epoch` is one more at each start; numbers of people begin anew in each, above all earlier ones.
    """

    epoch: int
    sequence: int
    channel: int
    account: int = 0


class RulesChanged(Event, frozen=True, gc=False):
    """The owner of the server chose other limits or names."""

    rules: Rules


class ListedMask(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An entry of one of a channel's lists, who set it (a mask) when, until when (0: no end), and why."""

    mask: str
    source: str
    time: int
    until: int = 0
    reason: str = ""


class ChannelRestored(Event, frozen=True, gc=False):
    """A channel of an earlier run is there again, empty.

    `modes`: letters with their parameters; `lists`: by letter. `topic_time` is 0 where no topic was ever set;
    `emptied`: when the last member left, 0 where that is not known; `since` is as in `ChannelRefounded`,
    `closure` as in `ClosureChanged`. `site`: that of its founder; `said`: whether it holds messages.
    `account_ranks`: the rank bits that accounts keep beside that of its owner.
    """

    channel: int
    name: str
    created: int
    topic: str
    topic_source: str
    topic_time: int
    modes: dict[str, str]
    lists: dict[str, tuple[ListedMask, ...]]
    emptied: int
    since: int
    closure: int = 0
    topic_closed: int = 0
    site: str = ""
    said: bool = True
    asleep: bool = False
    owner: int = 0
    account_ranks: dict[int, int] = {}


# --- connections --------------------------------------------------------------------------------


class SessionOpened(Event, frozen=True, gc=False):
    """A connection was opened. `wire`: the name of the wire; `takes_files`: it has lines for files.

    `administrator`: whoever is at its other end may do on the server what an operator may. `time`: when.
    """

    session: int
    address: str
    host: str
    secure: bool
    wire: str
    takes_files: bool = False
    administrator: bool = False
    time: int = 0


class SessionAttached(Event, frozen=True, gc=False):
    """A connection speaks for a person from now on; it may be one of several.

    `missed`: the sequence from which on nobody was here to be told what was said to the person; 0: somebody
    was.
    """

    reach = Reach.SESSION
    session: int
    source: Source
    time: int
    missed: int = 0


class SessionDetached(Event, frozen=True, gc=False):
    """A connection's session is over, and with it what it alone had.

    `source` is the person whom it spoke for, if any. `killer` and `by_server` are as in `PersonLeft`,
    which follows where it was the person's last. `successor`: the session that goes on in its place, if any;
    what the person was told in private since `since` (ms) may not have arrived.
    """

    reach = Reach.SESSION
    session: int
    source: Source | None
    reason: str
    time: int
    killer: Source | None = None
    by_server: bool = False
    successor: int = 0
    since: int = 0


class SessionLoggedIn(Event, frozen=True, gc=False):
    """A connection proved that an account is its own, before it speaks for anybody, or once more."""

    reach = Reach.SESSION
    session: int
    account: str


class SessionMoved(Event, frozen=True, gc=False):
    """A connection that spoke for `source` speaks for another person from now on, whose account it proved.

    `missed` is as in `SessionAttached`.
    """

    reach = Reach.SESSION
    session: int
    source: Source
    new_source: Source
    time: int
    missed: int = 0


# --- people ------------------------------------------------------------------------------------


class PersonArrived(Event, frozen=True, gc=False):
    """A person is now on the server."""

    watched = True
    source: Source
    real_name: str
    time: int
    modes: str = ""


class PersonLeft(Event, frozen=True, gc=False):
    """A person's last session has ended. `killer` is the operator who ended it, if one did.

    `by_server`: the reason is the server's (no answer to a ping, say), and not what somebody said.
    """

    reach = Reach.PEERS
    watched = True
    source: Source
    reason: str
    time: int
    killer: Source | None = None
    by_server: bool = False


class NickChanged(Event, frozen=True, gc=False):
    """A person took another nick; `source` is as it was before, `new_source` as it is now."""

    reach = Reach.PEERS
    watched = True
    source: Source
    new_source: Source
    time: int

    @property
    def nick(self) -> str:
        """The nick that was taken."""
        return self.new_source.nick


class RealNameChanged(Event, frozen=True, gc=False):
    """A person changed the real name."""

    reach = Reach.PEERS
    watched = True
    source: Source
    real_name: str
    time: int


class HostChanged(Event, frozen=True, gc=False):
    """A person's user name or shown host changed; `source` is as it was before.

    `quiet`: it follows a login or the like; others are not shown somebody who leaves and comes back.
    """

    reach = Reach.PEERS
    watched = True
    source: Source
    username: str
    host: str
    time: int
    quiet: bool = False


class AwayChanged(Event, frozen=True, gc=False):
    """A person went away, or came back (`text` is None)."""

    reach = Reach.PEERS
    watched = True
    source: Source
    text: str | None
    time: int


class LoginChanged(Event, frozen=True, gc=False):
    """A person logged in to an account, or out (`account` is None); `source` is as it was before."""

    reach = Reach.PEERS
    watched = True
    source: Source
    account: str | None
    time: int


class UserModesChanged(Event, frozen=True, gc=False):
    """A person's own modes changed."""

    reach = Reach.PERSON
    source: Source
    changes: tuple[ModeChange, ...]
    time: int


class OperatorGranted(Event, frozen=True, gc=False):
    """A person became a server operator under a name of the configuration; `changes`: o and its like."""

    reach = Reach.PERSON
    source: Source
    operator: str
    changes: tuple[ModeChange, ...]
    time: int


class MonitorChanged(Event, frozen=True, gc=False):
    """A session's list of monitored nicks changed; names are folded, with their spelling beside."""

    reach = Reach.SESSION
    session: int
    added: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]


# --- channels ----------------------------------------------------------------------------------


class ChannelFounded(Event, frozen=True, gc=False):
    """A channel came to be. `place`: where its founder is, as one peer; empty for the server itself.

    `owner`: the account that it belongs to, 0 for a guests' channel.
    """

    durable = True
    channel: int
    name: str
    time: int
    place: str = ""
    owner: int = 0


class ChannelDropped(Event, frozen=True, gc=False):
    """A channel in which nothing was ever said or set has emptied, and is gone."""

    durable = True
    channel: int


class ChannelEmptied(Event, frozen=True, gc=False):
    """The last member has left a channel that stays, or sleeps: for people it does not exist then."""

    durable = True
    channel: int
    time: int
    asleep: bool = False


class ChannelRefounded(Event, frozen=True, gc=False):
    """Somebody is about to enter a channel that had emptied; if it slept, it is awake.

    `fresh`: its modes, lists and date are those of a new one, and a topic that was set while it was closed is
    gone. `since`: whoever leads it from now on has no power over what has a lower sequence. `place`: as that
    of a founder.
    """

    durable = True
    channel: int
    fresh: bool
    since: int
    time: int
    place: str = ""


class ChannelForgotten(Event, frozen=True, gc=False):
    """There was no more room for a channel that slept: it is gone, and all that was said in it."""

    durable = True
    channel: int


class ClosureChanged(Event, frozen=True, gc=False):
    """A channel was closed (+i, +k or +s), from the next message's sequence on; or opened (0)."""

    durable = True
    channel: int
    closure: int


class MainAdministratorChanged(Event, frozen=True, gc=False):
    """A guests' channel has another main administrator, one of its operators; 0: nobody.

    `source` was it before; it is the server where that person is gone, or there was nobody.
    """

    reach = Reach.PAIR
    source: Source
    channel: int
    name: str
    person: int
    nick: str
    time: int


class MemberJoined(Event, frozen=True, gc=False):
    """A person entered a channel, with a set of rank bits; `main`: they lead it. `away`: a text, if away."""

    reach = Reach.CHANNEL
    source: Source
    channel: int
    name: str
    real_name: str
    ranks: int
    time: int
    away: str | None = None
    main: bool = False


class MemberParted(Event, frozen=True, gc=False):
    """A person left a channel."""

    reach = Reach.CHANNEL
    source: Source
    channel: int
    name: str
    reason: str
    time: int


class MemberKicked(Event, frozen=True, gc=False):
    """A person was put out of a channel; `banned`: for good."""

    reach = Reach.TARGET
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

    reach = Reach.TARGET
    source: Source
    channel: int
    name: str
    person: int
    nick: str
    time: int
    opens: bool = False


class TopicChanged(Event, frozen=True, gc=False):
    """A channel's topic was set, or cleared (empty text). `closed` is as in `MessagePosted`."""

    reach = Reach.CHANNEL
    durable = True
    source: Source
    channel: int
    name: str
    text: str
    sequence: int
    time: int
    closed: int = 0


class ModesChanged(Event, frozen=True, gc=False):
    """Modes, lists or ranks of a channel changed."""

    reach = Reach.CHANNEL
    durable = True
    source: Source
    channel: int
    name: str
    changes: tuple[ModeChange, ...]
    time: int


class SanctionNoted(Event, frozen=True, gc=False):
    """A ban or mute of a channel ends at a time (ms; 0: never), and has a reason."""

    durable = True
    channel: int
    mask: str
    until: int
    reason: str


class ChannelRenamed(Event, frozen=True, gc=False):
    """A channel has another name; `name` is the old one."""

    reach = Reach.CHANNEL
    durable = True
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
    sequence at which that began. What is `live` is gone once seen, and has no message id: that somebody is
    typing, a CTCP request or its answer. `once` is the sender's own id and the conversation, with which
    there is no second message; empty where the sender gave none. `unheard`: whom it is for blocks the sender,
    and neither hears nor reads it. `edited`: when it was given this text (ms), 0 for that of its posting.
    `answers`: the message to which it is a reply, if its author could see that, else 0; `answered`: the nick
    of who said that in a channel, where it was somebody else.
    `text` has an LF between its lines, if it has several. `joins`: where the sender cut long lines, as places
    in the text; those who hear it see it cut so, and it is not kept.
    """

    reach = Reach.CONVERSATION
    durable = True
    source: Source
    kind: MessageKind
    target: str
    text: str
    sequence: int
    time: int
    channel: int = 0
    person: int = 0
    recipient_account: int = 0
    rank: int = 0
    tags: str = ""
    closed: int = 0
    live: bool = False
    once: str = ""
    unheard: bool = False
    edited: int = 0
    answers: int = 0
    answered: str = ""
    joins: tuple[int, ...] = ()


class WallopsSent(Event, frozen=True, gc=False):
    """A server operator spoke to everybody who listens to operators."""

    reach = Reach.WALLOPS
    source: Source
    text: str
    time: int


# --- the directory of machines -----------------------------------------------------------------


class MachineListed(Event, frozen=True, gc=False):
    """The directory's entry of a machine is this now.

    `session` is the connection by which the machine was heard of. `person`: whose consent the entry rests on
    and ends with; such an entry is not stored.
    """

    durable = True
    host: str
    pseudonym: str
    address: str
    online: bool
    time: int
    session: int = 0
    person: int = 0


class MachineForgotten(Event, frozen=True, gc=False):
    """The directory has no entry of a machine any more."""

    durable = True
    host: str


def is_durable(event: Event) -> bool:
    """Return whether an event is committed before anyone hears of it."""
    return event.durable and not (type(event) is MessagePosted and event.live)
