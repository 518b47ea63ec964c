"""The port of every storage: what it is asked, the values it answers with, how it fails.

It speaks of events of the core and of plain values. It must not know which database is behind it, nor
who asks.
"""

import enum
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from salon.core.account_events import CodeKind
from salon.core.acts import Act
from salon.core.channel_history import Retention
from salon.core.events import Event, MessagePosted
from salon.core.needs import FindActs, FindReactions, FoundMessage, FoundReactions
from salon.core.presence_events import Persistence
from salon.core.queries.history import HistoryQuery, Target, TargetsQuery
from salon.core.queries.search import Matches, SearchQuery
from salon.texts.language import N_, Text

# ruff: noqa: N818 - like refusals and events, failures are named for the fact

UPGRADE_COPIES: Final = 3
"""How many copies from before changes of the schema are kept where nothing else is said."""

# --- how it fails ------------------------------------------------------------------------------


class StorageError(Exception):
    """The storage failed. `text` is a sentence for people; it is translated, then filled with `fields`."""

    text = N_("The storage failed: {reason}. The log says more; start Salon again when that is repaired.")

    def __init__(self, **fields: str | int | Text) -> None:
        self.fields = fields
        super().__init__(self.text.format(**fields))


class DatabaseFailed(StorageError):
    """The database could not do what it was asked, for a reason that has no class of its own."""

    text = N_(
        "The database {path} failed: {reason}. Check the disk and the system's log, then start Salon again."
    )


class NewerDatabase(StorageError):
    """The database was written by a later version."""

    text = N_(
        "{path} was written by a newer Salon (its schema is number {version}, this one knows up to {known}). "
        "Start the newer Salon, or give another data directory. The file was left as it is."
    )


class NotADatabase(StorageError):
    """The file is something else."""

    text = N_(
        "{path} is not a database of Salon. Move it away or give another data directory. "
        "The file was left as it is."
    )


class DatabaseDamaged(StorageError):
    """The database contradicts itself."""

    text = N_(
        "The database {path} is damaged ({reason}). Restore a backup (salon restore FILE), then start Salon "
        "again."
    )


class DatabaseBusy(StorageError):
    """Another program kept the database locked for longer than the patience of the storage."""

    text = N_(
        "Another program kept the database {path} locked for {seconds} seconds. "
        "End that program and start Salon again."
    )


class DatabaseLost(StorageError):
    """A file of the database was removed, moved, replaced or cut short while the server ran."""

    text = N_(
        "{path} was removed, moved, replaced or cut short while the server ran: what is said cannot be kept. "
        "Put it back, or a saved copy of the database in its place, without the -wal file that lies beside "
        "it, and start Salon again."
    )


class DatabaseReplaced(DatabaseLost):
    """Another database, or an older copy, was put in the place of this one while the server ran."""

    text = N_(
        "Another program put another database in the place of {path} while the server ran. Start Salon "
        "again to go on with the one that is there now, or put a saved copy in its place before; what was "
        "said last is in neither. The log of the one before is kept as {log}."
    )


class DatabaseInUse(StorageError):
    """Another server has the database open, though it does not hold the data directory."""

    text = N_(
        "Another server has the database {path} open. Stop that server, or give another data directory."
    )


class DiskFull(StorageError):
    """There is no room for what was to be written."""

    text = N_(
        "There is no room on the disk for {path}. Make room and start Salon again; what was shown is kept."
    )


class NoRoomForCopy(StorageError):
    """There is no room for the copy that is kept before the schema changes."""

    text = N_(
        "Before it changes {path}, this version keeps a copy of it: {needed} are needed, and {free} are free "
        "on the disk. Make room and start Salon again, or do without a copy: backup.before_upgrade = 0. The "
        "database was left as it is."
    )


class DirectoryInUse(StorageError):
    """Another server runs on the data directory."""

    text = N_(
        "Another Salon runs on the data directory {path}: {name}, process {pid}. Stop it (kill {pid}), or "
        "give this one a data directory and ports of its own (--data DIRECTORY --port-offset 100)."
    )


class DirectoryUnusable(StorageError):
    """The data directory cannot be made, or written to."""

    text = N_(
        "{path} cannot be used: {reason}. Make it writable for this user, or give another data directory."
    )


# --- what it is asked --------------------------------------------------------------------------


class Durability(enum.Enum):
    """What a commit survives; the values are the words of the configuration."""

    FULL = "full"
    """The loss of power."""
    PROCESS = "process"
    """The end of the program, however sudden."""


class StoredMask(msgspec.Struct, frozen=True, gc=False):
    """An entry of one of a channel's lists, who set it when, until when (0: no end), and why."""

    mask: str
    source: str
    time: int
    until: int = 0
    reason: str = ""


class StoredChannel(msgspec.Struct, frozen=True):
    """A channel as it was left.

    `topic_time` is 0 when no topic was ever set. `modes` are all that are set, those of a new channel
    too, each letter with its parameter; `lists` are by letter, in the order of their setting. `emptied` is
    when the last member left, 0 where somebody was there to the end; `since` is the lowest sequence over
    which whoever leads it has power. `closure` is the sequence at which the channel was closed, 0 where it is
    open; `topic_closed`, the closure in which the topic was set. `site` is that of the founder; `owner`, the
    account that it belongs to, 0 for a guests' channel; `said` tells whether there are messages. `ranks` are
    the rank bits that accounts keep.
    """

    channel: int
    name: str
    created: int
    topic: str = ""
    topic_source: str = ""
    topic_time: int = 0
    emptied: int = 0
    since: int = 0
    closure: int = 0
    topic_closed: int = 0
    site: str = ""
    owner: int = 0
    said: bool = False
    ranks: dict[int, int] = {}
    modes: dict[str, str] = {}
    lists: dict[str, list[StoredMask]] = {}


class StoredAccount(msgspec.Struct, frozen=True, gc=False):
    """An account. `password` is its argon2id hash; empty: a code gives it one. The rest: as in the event."""

    account: int
    name: str
    password: str
    created: int
    email: str = ""
    verified: bool = True
    operator: bool = False
    suspended: bool = False
    persistence: Persistence = Persistence.DEFAULT
    scram: str = ""
    unconfirmed: str = ""


class StoredPresence(msgspec.Struct, frozen=True, gc=False):
    """Who stays without a connection. The fields are those of `PresenceKept`."""

    account: int
    username: str
    host: str
    real_name: str
    modes: str
    away: str
    time: int
    absent: bool
    heard: int


class StoredMembership(msgspec.Struct, frozen=True, gc=False):
    """A channel in which an account stays. The fields are those of `MembershipKept`."""

    account: int
    channel: int
    joined: int
    closure: int


class StoredBlock(msgspec.Struct, frozen=True, gc=False):
    """Somebody whom an account blocks: another account, or, where that is 0, whoever matches a mask."""

    owner: int
    blocked: int
    mask: str
    time: int


class StoredMarker(msgspec.Struct, frozen=True, gc=False):
    """Up to when (ms) an account has read a conversation, as `ReadMarkers` names it."""

    owner: int
    conversation: int | str
    read: int


class StoredGuest(msgspec.Struct, frozen=True, gc=False):
    """A guest with whom an account has talked, under the nick that the guest had then."""

    account: int
    guest: int
    nick: str


class StoredCode(msgspec.Struct, frozen=True, gc=False):
    """A code that was given out. The fields are those of `CodeIssued`."""

    digest: str
    kind: CodeKind
    issuer: str
    time: int
    uses: int
    expires: int
    account: int
    channels: tuple[str, ...]


class StoredServerBan(msgspec.Struct, frozen=True, gc=False):
    """A ban from the server. The fields are those of `ServerBanSet`."""

    mask: str
    network: bool
    nick: str
    time: int
    until: int
    reason: str


class StoredName(msgspec.Struct, frozen=True, gc=False):
    """A name that no channel may have. The fields are those of `ChannelNameForbidden`."""

    mask: str
    nick: str
    time: int
    reason: str


class StoredMachine(msgspec.Struct, frozen=True):
    """An entry of the directory, as it was left."""

    host: str
    pseudonym: str
    address: str
    online: bool
    seen: int


class Stored(msgspec.Struct, frozen=True):
    """What a server needs to know at its start.

    `identity` tells this database's messages from every other's; `secret` is for what must be the same
    after a restart, and guessed by nobody. Both were drawn when the database was made. `sequence`,
    `last_channel` and `last_account` are the highest ever kept, of what is gone too; no channel's
    `since` is higher. `epoch` is one more at each start: numbers of people that begin with it are never given
    out twice.
    """

    identity: str
    secret: bytes
    epoch: int
    sequence: int
    last_channel: int
    channels: list[StoredChannel]
    machines: list[StoredMachine]
    accounts: list[StoredAccount] = []
    codes: list[StoredCode] = []
    last_account: int = 0
    presences: list[StoredPresence] = []
    # In the order in which they began.
    memberships: list[StoredMembership] = []
    server_bans: list[StoredServerBan] = []
    forbidden_names: list[StoredName] = []
    blocks: list[StoredBlock] = []
    # In the order in which they were set.
    read_markers: list[StoredMarker] = []
    # Those who talked last at the end.
    past_guests: list[StoredGuest] = []
    # What people say of themselves, by account, and what is said of channels, by their numbers.
    metadata: dict[int, dict[str, str]] = {}
    channel_metadata: dict[int, dict[str, str]] = {}


class Keeping(NamedTuple):
    """What is kept, at a time (ms). `kept`: None where that is only what somebody away is yet to be told.

    `least`: what is kept in every channel, whatever it wishes for.
    """

    kept: Retention | None
    now: int
    least: Retention = Retention()


class Batch(Protocol):
    """What `prepare` made of some events; only its storage knows what is inside."""

    def write(self) -> None:
        """Write all of it in one transaction, or leave nothing of it and raise `StorageError`."""


class Messages(Protocol):
    """Reads what was said. One thread at a time may use it, beside the writer."""

    def read(self, query: HistoryQuery) -> list[Event]:
        """Return what a query asks for, the oldest first: messages, and changes of topics if it wants them.

        They are equal to the events that were kept. What was said to a rank is not found: nobody knows later
        who had the rank then. Nor are CTCP messages but actions, which are for programs that were there.
        Reactions, where they are wanted, stand behind their message, the oldest first. What was deleted is,
        where that is wanted, in the place of its message: nobody knows later who has deleted it.
        """

    def targets(self, query: TargetsQuery) -> list[Target]:
        """Return the conversations that a query asks for, that of the oldest last message first."""

    def search(self, query: SearchQuery) -> Matches:
        """Return the messages that a query asks for; those that are left out are the same as in `read`."""

    def said(self, sequence: int) -> MessagePosted | None:
        """Return the message of a number, as it reads now; None where there is none, or it was redacted."""

    def reactions(self, need: FindReactions) -> FoundReactions | None:
        """Return a message as `said` does, with the reactions to it."""

    def find(self, once: str) -> FoundMessage | None:
        """Return the message that was kept under a sender's own id (`once` of the event), if there is one."""

    def acts(self, need: FindActs) -> tuple[Act, ...]:
        """Return acts of moderation, the newest first: those that are hidden only if all are looked for."""

    def close(self) -> None:
        """Let go of what it holds open."""


class Storage(Protocol):
    """Keeps durable events. After `load`, one thread prepares, and one, the writer's, writes and tidies."""

    def load(self) -> Stored:
        """Read what lasts. Channels that are as when they were founded, with nothing said, are forgotten."""

    def prepare(self, events: Sequence[Event]) -> Batch:
        """Make a batch of events, in their order. Cheap; what is not durable is passed over."""

    def expire(self, keeping: Keeping) -> None:
        """Have what is not kept any more deleted, bit by bit with `tidy`. Any thread may call this."""

    def tidy(self, *, idle: bool) -> bool:
        """Take one small step of upkeep between two batches; `idle` says that no batch is waiting.

        Return whether there is another step to take, as soon as no batch waits.
        """

    def reader(self) -> Messages:
        """Open a reader of what was said."""

    def close(self) -> None:
        """Let go of what it holds open. Nothing is written, read or tidied after."""
