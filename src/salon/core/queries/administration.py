"""What the owner of the server sees of it: accounts, codes, connections, channels; as values.

Whoever asks is trusted, so nothing is hidden here but what proves something: hashes of passwords, and codes.
No step takes long, however much there is.
"""

from collections.abc import Iterator

import msgspec

from salon.core.account_events import CodeKind
from salon.core.account_refusals import NoSuchAccount
from salon.core.accounts import Account
from salon.core.acts import Act
from salon.core.queries.access import owner_of
from salon.core.refusals import Refusal
from salon.core.state import Channel, Session, State

ID_LENGTH = 12
"""Letters of a digest by which a code is known to people: of a million codes no two begin alike."""


MAILED = frozenset({CodeKind.EMAIL, CodeKind.MAILED})
"""The codes that nobody gave out."""


class Shown(msgspec.Struct, frozen=True):
    """Something that is shown. Times are in ms since 1970, UTC; 0: never."""


class AccountShown(Shown, frozen=True):
    """An account. `usable`: it has a password; `sessions`: how many connections speak for it.

    `email` is confirmed, `unconfirmed` is not.
    """

    name: str
    created: int
    operator: bool
    suspended: bool
    verified: bool
    usable: bool
    sessions: int
    email: str
    unconfirmed: str


class SessionShown(Shown, frozen=True):
    """A connection; `nick` is empty where it speaks for nobody yet."""

    number: int
    nick: str
    account: str
    wire: str
    address: str
    encrypted: bool
    since: int


class BackupsShown(Shown, frozen=True):
    """What came of the backups that the server makes by itself. `problem`: why the last attempt failed."""

    last: int
    failures: int
    problem: str


class CodeKept(Shown, frozen=True):
    """A code that can still be used; `id` is the beginning of its digest."""

    id: str
    kind: str
    issuer: str
    created: int
    expires: int
    uses: int
    account: str
    channels: tuple[str, ...]


class ChannelKept(Shown, frozen=True):
    """A channel. `emptied`: since when it sleeps.

    `owner` is the account that it belongs to; `leader`, the nick of the main administrator of one for guests.
    """

    name: str
    members: int
    leader: str
    topic: str
    created: int
    emptied: int
    owner: str = ""


class ActKept(Shown, frozen=True):
    """An entry of the log of moderation; `text` says it in words. The rest is as in `Act`."""

    number: int
    time: int
    channel: str
    nick: str
    account: str
    kind: str
    target: str
    detail: str
    reason: str
    until: int
    undone: bool
    text: str


class BanKept(Shown, frozen=True):
    """A ban from the server, of a mask or of a network; who set it, and why."""

    mask: str
    network: bool
    nick: str
    created: int
    expires: int
    reason: str


class NameKept(Shown, frozen=True):
    """A channel's name, or a mask of names, that is forbidden; without a nick, by the configuration."""

    mask: str
    nick: str
    created: int
    reason: str


class Statistics(Shown, frozen=True):
    """How much there is of everything. `messages`: how many were ever said, changes of topics among them."""

    connections: int
    people: int
    channels: int
    asleep: int
    accounts: int
    machines: int
    messages: int


def accounts(state: State) -> Iterator[AccountShown]:
    """Yield every account, in the order of their making."""
    for account in list(state.accounts):
        yield _account(account)


def account(state: State, name: str) -> Iterator[Shown | Refusal]:
    """Yield an account and its connections."""
    found = state.accounts.find(name)
    if found is None:
        yield NoSuchAccount(name)
        return
    yield _account(found)
    if found.person is not None:
        for session in list(found.person.sessions.values()):
            yield _session(session)


def sessions(state: State) -> Iterator[SessionShown | None]:
    """Yield every connection, those who came first before the others; None for each of the owner's own."""
    for session in list(state.sessions.values()):
        yield None if session.administrator else _session(session)


def codes(state: State, now: int) -> Iterator[CodeKept | None]:
    """Yield every code that somebody gave out and can still be used, oldest first; None for each other."""
    for code in list(state.codes):
        # What was sent by e-mail is its reader's alone, and soon over.
        if not code.holds(now) or code.kind in MAILED:
            yield None
            continue
        whose = state.accounts.get(code.account)
        name = whose.name if whose is not None else ""
        yield CodeKept(
            code.digest[:ID_LENGTH],
            code.kind,
            code.issuer,
            code.time,
            code.expires,
            code.uses,
            name,
            code.channels,
        )


def bans(state: State) -> Iterator[BanKept]:
    """Yield the bans from the server, in the order of their setting."""
    for ban in list(state.server_bans):
        yield BanKept(ban.mask, ban.network, ban.nick, ban.time, ban.until, ban.reason)


def forbidden_names(state: State) -> Iterator[NameKept]:
    """Yield the names that channels may not have."""
    for name in list(state.forbidden_names):
        yield NameKept(name.mask, name.nick, name.time, name.reason)


def act(kept: Act, text: str) -> ActKept:
    """Return an entry of the log of moderation; `text`: in words."""
    who, what = (kept.nick, kept.account), (kept.kind.value, kept.target, kept.detail, kept.reason)
    return ActKept(kept.number, kept.time, kept.channel, *who, *what, kept.until, kept.undone, text)


def channels(state: State, *, asleep: bool) -> Iterator[ChannelKept]:
    """Yield the channels that exist for people, or those that sleep."""
    for channel in list(state.sleeping if asleep else state.channels.values()):
        yield _channel(state, channel)


def statistics(state: State) -> Iterator[Statistics]:
    """Yield how much there is of everything."""
    own = sum(session.administrator for session in state.sessions.values())
    yield Statistics(
        connections=len(state.sessions) - own,
        people=len(state.people),
        channels=len(state.channels),
        asleep=len(state.sleeping),
        accounts=len(state.accounts),
        machines=len(state.machines),
        messages=state.last_sequence,
    )


def _account(account: Account) -> AccountShown:
    return AccountShown(
        account.name,
        account.created,
        account.operator,
        account.suspended,
        account.verified,
        bool(account.password),
        len(account.person.sessions) if account.person is not None else 0,
        account.email,
        account.unconfirmed,
    )


def _session(session: Session) -> SessionShown:
    person = session.person
    return SessionShown(
        session.id,
        person.nick if person is not None else "",
        (person.account or "") if person is not None else session.account,
        session.wire,
        session.address,
        session.secure,
        session.opened,
    )


def _channel(state: State, channel: Channel) -> ChannelKept:
    leader = state.people.get(channel.main_administrator)
    return ChannelKept(
        channel.name,
        len(channel.members),
        leader.nick if leader is not None else "",
        channel.topic.text if channel.topic is not None else "",
        channel.created,
        channel.emptied,
        owner_of(state, channel),
    )
