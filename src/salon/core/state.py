"""The state of the chat: who is here, which channels there are, who is in them.

Only `apply` changes it; what is remembered beside can be found out again (`Channel.mute_cache`). It knows
nothing of connections beyond what a `Session` has, nor of bytes, time or storage.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from salon.core.accounts import Account, Accounts
from salon.core.addresses import is_loopback
from salon.core.blocks import Blocks
from salon.core.channel_history import ChannelHistory, Past, Retention
from salon.core.codes import Codes
from salon.core.events import Source
from salon.core.forbidden_names import ForbiddenNames
from salon.core.join_throttle import JoinThrottle
from salon.core.look_alikes import LookAlikes
from salon.core.machines import Machines
from salon.core.masks import MaskTest, mask_test
from salon.core.metadata import Metadata
from salon.core.modes import USER_MODES
from salon.core.names import Casemapping
from salon.core.past_guests import PastGuests
from salon.core.ranks import OWNER_RANKS, Rank, highest
from salon.core.read_markers import ReadMarkers
from salon.core.recent_changes import RecentChanges
from salon.core.recent_ids import RecentIds
from salon.core.recent_reactions import RecentReactions
from salon.core.rules import Rules
from salon.core.server_bans import ServerBans
from salon.core.sleeping import Sleeping

MOST_FORMER: Final = 16
"""How many accounts that a connection has logged out of are remembered."""


class FormerName(NamedTuple):
    """What a connection was known by, to lists of bans, from one time (ms) to another."""

    masks: tuple[str, ...]
    since: int
    until: int


class Session:
    """One connection, of this process or another: a number, an address, and a person once registered."""

    __slots__ = (
        "account",
        "address",
        "administrator",
        "away",
        "former_accounts",
        "former_names",
        "host",
        "id",
        "machine",
        "named",
        "opened",
        "person",
        "secure",
        "takes_files",
        "wire",
    )

    def __init__(
        self,
        number: int,
        address: str = "",
        host: str = "",
        *,
        secure: bool = False,
        wire: str = "",
        takes_files: bool = False,
        administrator: bool = False,
        opened: int = 0,
    ) -> None:
        self.id = number
        # When, in ms.
        self.opened = opened
        # The name of the wire that it speaks.
        self.wire = wire
        self.address = address
        self.host = host
        self.secure = secure
        # The directory's entry of the machine at the other end, if it has one.
        self.machine = ""
        # Whether its wire has lines for files.
        self.takes_files = takes_files
        # Whether it may do what a server operator may, without being anybody.
        self.administrator = administrator
        # The account that it logged in to before it spoke for anybody.
        self.account = ""
        # The numbers of accounts that it has logged out of: their bans go on for it.
        self.former_accounts: tuple[int, ...] = ()
        # The names under which it may have been banned: such bans go on. `named`: since when it has this one.
        self.former_names: tuple[FormerName, ...] = ()
        self.named = opened
        # The text that somebody left who is not at its other end; None: somebody is.
        self.away: str | None = None
        self.person: Person | None = None

    def note_former(self, account: int) -> None:
        """Remember an account that it has logged out of; later ones than MOST_FORMER push none out."""
        if account not in self.former_accounts and len(self.former_accounts) < MOST_FORMER:
            self.former_accounts += (account,)

    def note_name(self, masks: Sequence[str], now: int, last_ban: int) -> None:
        """Remember the masks that it had until now, if any ban was set meanwhile; the oldest make room."""
        if last_ban >= self.named:
            former = FormerName(tuple(masks), self.named, now)
            self.former_names = (*self.former_names, former)[-MOST_FORMER:]
        self.named = now

    def take_over(self, before: "Session") -> None:
        """Go on with what bans know of another session."""
        self.former_names = (*before.former_names, *self.former_names)[-MOST_FORMER:]
        self.named = min(self.named, before.named)
        for account in before.former_accounts:
            self.note_former(account)

    @property
    def local(self) -> bool:
        """Whether what it says goes over no network, or over one that cannot read it."""
        return self.secure or is_loopback(self.address)


class Person:
    """Somebody on the server: a nick, the sessions behind it, and the channels they are in.

    Without any session is only somebody whose account stays (`State.absent`).
    """

    __slots__ = (
        "away",
        "channels",
        "cloak",
        "folded",
        "id",
        "invitations",
        "modes",
        "operator",
        "real_name",
        "sessions",
        "signed_on",
        "source",
        "spoke",
        "told_histories",
        "transfers",
    )

    def __init__(self, source: Source, folded: str, real_name: str, time: int) -> None:
        self.id = source.person
        self.source = source
        # What stands for the address that the first of the sessions came from, or, where none is here, the
        # last one that was.
        self.cloak = source.host
        self.folded = folded
        self.real_name = real_name
        self.signed_on = time
        # When the person last said something to anybody, in ms.
        self.spoke = time
        self.away: str | None = None
        self.modes = ""
        self.operator = ""
        self.sessions: dict[int, Session] = {}
        self.channels: dict[int, Channel] = {}
        # The channels that hold an invitation for the person.
        self.invitations: dict[int, Channel] = {}
        # What holds for the history of the channels that they have joined, each once: they were told.
        self.told_histories: tuple[tuple[Past, Retention], ...] = ()
        # The files that the person offers or sends, is offered or receives.
        self.transfers: dict[int, Transfer] = {}

    @property
    def nick(self) -> str:
        """The nick, as it is spelt."""
        return self.source.nick

    @property
    def hosts(self) -> list[str]:
        """What stands for the addresses that the person is at, whatever host others see."""
        found = dict.fromkeys([self.cloak, *(session.host for session in self.sessions.values())])
        return [*found]

    @property
    def masks(self) -> list[str]:
        """The masks by which lists mean the person: the shown one, and those with the hosts that it hides."""
        source = self.source
        hidden = (host for host in self.hosts if host != source.host)
        return [source.mask, *(f"{source.nick}!{source.username}@{host}" for host in hidden)]

    @property
    def account(self) -> str | None:
        """The account, for a person who is logged in."""
        return self.source.account

    @property
    def account_id(self) -> int:
        """The number of the account; 0 for a guest."""
        return self.source.account_id

    @property
    def list_owner(self) -> int:
        """Whose the lists are that are the person's: the account's, or below 0 the guest's own."""
        return self.source.account_id or -self.id

    @property
    def is_operator(self) -> bool:
        """Whether this is a server operator."""
        return "o" in self.modes


@dataclass(slots=True)
class Transfer:
    """A file on its way from one person to another: offered, then accepted, then sent past the state.

    `time` is when it was offered, in ms. `sending` and `receiving` are the sessions that it goes between.
    """

    number: int
    sender: int
    receiver: int
    name: str
    size: int
    sha256: str
    time: int
    sending: int
    # 0: nobody has accepted it.
    receiving: int = 0

    @property
    def accepted(self) -> bool:
        """Whether its bytes may be sent."""
        return self.receiving != 0


class Topic(NamedTuple):
    """A channel's topic, who set it (a mask), when, and in which closure of the channel (0: it was open)."""

    text: str
    source: str
    time: int
    closed: int = 0


@dataclass(slots=True)
class ListEntry:
    """One entry of a ban, exception or invitation list: who set it (a mask) when, until when, and why."""

    mask: str
    source: str
    time: int
    # In ms; 0: it has no end.
    until: int = 0
    reason: str = ""
    # Made once: what many lists hold would not all fit into any cache.
    _test: MaskTest | None = field(default=None, init=False, repr=False, compare=False)

    def test(self, names: Casemapping) -> MaskTest:
        """Return what asks whether the entry means somebody."""
        if self._test is None:
            self._test = mask_test(self.mask, names)
        return self._test


class Member:
    """A person in a channel. Members stand in their channel in order of arrival.

    `ranks` is what is shown; what somebody may do goes by `Channel.standing_of`. `joined` is the highest
    sequence at their JOIN, `closure` the channel's `entry_closure` then: by both goes what they may read.
    """

    __slots__ = ("closure", "joined", "person", "ranks")

    def __init__(self, person: Person, ranks: int = 0, joined: int = 0, closure: int = 0) -> None:
        self.person = person
        self.ranks = ranks
        self.joined = joined
        self.closure = closure

    @property
    def rank(self) -> Rank:
        """The highest rank."""
        return highest(self.ranks)


class Channel:
    """A channel: its name, members, modes, lists and topic."""

    __slots__ = (
        "account_ranks",
        "closure",
        "created",
        "emptied",
        "flags",
        "folded",
        "forbidden",
        "history",
        "id",
        "invited",
        "kept",
        "key",
        "limit",
        "list_tests",
        "lists",
        "main_administrator",
        "members",
        "mute_cache",
        "name",
        "owner",
        "place",
        "said",
        "since",
        "site",
        "throttle",
        "topic",
    )

    def __init__(self, number: int, name: str, folded: str, created: int, flags: str) -> None:
        self.id = number
        self.name = name
        # Where whoever founded it, or entered it first since it was empty, is as one peer; and the site of
        # its first founder. Empty where that is not known.
        self.place = ""
        self.site = ""
        self.folded = folded
        self.created = created
        # Nobody is in it, nor can join it.
        self.forbidden = False
        self.flags = flags
        self.key = ""
        self.limit = 0
        self.throttle: JoinThrottle | None = None
        self.history = ChannelHistory()
        self.topic: Topic | None = None
        self.members: dict[int, Member] = {}
        self.lists: dict[str, dict[str, ListEntry]] = {}
        self.invited: set[int] = set()
        # The account that it belongs to, 0 for a guests' channel; and the rank bits that others keep in it.
        self.owner = 0
        self.account_ranks: dict[int, int] = {}
        # The person who leads a guests' channel; 0: nobody.
        self.main_administrator = 0
        # Whether something was said or set: such a channel has a past, which outlives its last member.
        self.kept = False
        self.said = False
        # When the last member left, in ms; 0 while somebody is here.
        self.emptied = 0
        # The sequence at which it was closed (+i, +k, +s, or a past that is not for all); 0: it is open.
        self.closure = 0
        # Whoever leads it has no power over what has a lower sequence: others led it then.
        self.since = 0
        # Who may not speak because of a ban or mute: found out once, forgotten at any change of either.
        self.mute_cache: dict[int, bool] = {}
        # What asks all masks of a list at once, by its letter: forgotten when the list changes.
        self.list_tests: dict[str, MaskTest] = {}

    @property
    def entry_closure(self) -> int:
        """The closure that whoever joins now is let in to; 0: none, or one whose past they are not to see."""
        return self.closure if self.history.past is Past.ALL else 0

    def standing_of(self, person: Person) -> Rank:
        """Return the rank by which somebody's rights are judged: that of a plain member for an outsider.

        A guests' channel shows no founder, but its main administrator has a founder's rights.
        """
        if person.id == self.main_administrator:
            return Rank.FOUNDER
        member = self.members.get(person.id)
        return Rank.MEMBER if member is None else member.rank

    def ranks_of_account(self, account: int) -> int:
        """Return the rank bits that an account gives to whoever is logged in to it."""
        if account and account == self.owner:
            return OWNER_RANKS
        return self.account_ranks.get(account, 0)


class Absence(NamedTuple):
    """Since when, in ms, no session speaks for an account that stays, and the last sequence before that."""

    time: int
    heard: int


class Departed(NamedTuple):
    """Somebody who was here under a nick (WHOWAS)."""

    source: Source
    real_name: str
    time: int


WHOWAS_ENTRIES = 1000
"""How many departures are remembered; enough for a busy day of a small server."""


class State:
    """Everything that the rules of the chat depend on."""

    def __init__(self, rules: Rules, names: Casemapping) -> None:
        self.rules = rules
        self.names = names
        self.sessions: dict[int, Session] = {}
        # How many of them speak for a person.
        self.attached = 0
        self.people: dict[int, Person] = {}
        # How many people have each user mode: asked at every arrival (LUSERS).
        self.mode_counts = dict.fromkeys(USER_MODES, 0)
        self.nicks: dict[str, Person] = {}
        self.nick_look_alikes = LookAlikes[Person](names, lambda person: person.nick)
        self.accounts = Accounts(names)
        self.server_bans = ServerBans(names)
        # When a ban or mute was last set in a channel, in ms.
        self.last_ban = 0
        self.forbidden_names = ForbiddenNames(names, rules.channel_policy.forbidden_names)
        self.codes = Codes()
        self.blocks = Blocks(names)
        self.read_markers = ReadMarkers()
        self.past_guests = PastGuests(names.fold)
        self.metadata = Metadata()
        # How many channels each account owns.
        self.owned: dict[int, int] = {}
        # Accounts whose person stays without a session, the one that went first in front.
        self.absent: dict[int, Absence] = {}
        # People who have the name of an account that is not theirs, and since when, in ms.
        self.squatters: dict[int, int] = {}
        self.channels: dict[int, Channel] = {}
        # How many of them were founded from where, as far as it is known: a start forgets it.
        self.places: dict[str, int] = {}
        self.channel_names: dict[str, Channel] = {}
        self.channel_look_alikes = LookAlikes[Channel](names, lambda channel: channel.name)
        # The channels with a ban or mute that ends by itself.
        self.expiring: set[int] = set()
        # Guests' channels with a past in which nobody is: for people they do not exist.
        self.sleeping: Sleeping[Channel] = Sleeping()
        # One more at each start of the server.
        self.epoch = 0
        self.last_channel = 0
        # Of what was said and of topics: the highest so far. The next is one more.
        self.last_sequence = 0
        # What was posted lately under ids of the senders' own.
        self.recent_ids = RecentIds()
        self.recent_changes = RecentChanges()
        self.recent_reactions = RecentReactions()
        self.last_person = 0
        self.machines = Machines(names.fold)
        # The files that are offered or under way.
        self.transfers: dict[int, Transfer] = {}
        self.last_transfer = 0
        self.departed: deque[Departed] = deque(maxlen=WHOWAS_ENTRIES)
        # Folded nick -> the sessions that monitor it; and the other way round, with the spelling.
        self.monitors: dict[str, dict[int, None]] = {}
        self.monitored_by: dict[int, dict[str, str]] = {}

    def find_person(self, nick: str) -> Person | None:
        """Return who has a nick now, in any spelling."""
        return self.nicks.get(self.names.fold(nick))

    def account_of(self, person: Person) -> Account | None:
        """Return the account that somebody is logged in to."""
        return self.accounts.find(person.account) if person.account is not None else None

    def former_accounts(self, person: Person) -> tuple[str, ...]:
        """Return the accounts that somebody's connections have logged out of: hardly anybody's have."""
        return tuple(
            name
            for session in person.sessions.values()
            if session.former_accounts
            for name in self.accounts.names_of(session.former_accounts)
        )

    def hides(self, owner: int, source: Source) -> bool:
        """Tell whether somebody blocks whoever says something, by hosts that are not shown as well."""
        if not self.blocks.of(owner):
            return False
        person = self.people.get(source.person)
        masks = [source.mask] if person is None else [source.mask, *person.masks]
        return self.blocks.hides(owner, source, masks)

    def find_channel(self, name: str) -> Channel | None:
        """Return the channel of a name, in any spelling, that exists for people: one that sleeps does not."""
        return self.channel_names.get(self.names.fold(name))

    def find_sleeping(self, name: str) -> "Channel | None":
        """Return the channel of a name, in any spelling, that sleeps."""
        return self.sleeping.find(self.names.fold(name))

    @property
    def founded_channels(self) -> int:
        """How many channels there are that people founded."""
        rooms = sum(room in self.channel_names for room in self.rules.rooms)
        return len(self.channels) - rooms

    def is_room(self, name: str) -> bool:
        """Tell whether the server itself owns the channel of a name, in any spelling."""
        return self.names.fold(name) in self.rules.rooms
