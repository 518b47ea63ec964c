"""Decide to whom channels belong, and which ranks accounts keep in them."""

from collections.abc import Iterator

from salon.core import account_refusals, ownership_refusals, refusals
from salon.core.accounts import Account
from salon.core.commands import ClaimChannel, DropChannel, SetAccess, TransferChannel
from salon.core.context import Context
from salon.core.decisions.kept_ranks import access_full, owns_too_many
from salon.core.decisions.mode_changes import modes_changed, rank_changes
from salon.core.decisions.subjects import channel_of
from salon.core.decisions.succession import heir_of, server_source
from salon.core.events import ChannelEmptied, MainAdministratorChanged, ModeChange, Source
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.queries.access import may_know_of, standing_in
from salon.core.ranks import OWNER_RANKS, Rank, Right, highest, may
from salon.core.refusals import Refusal
from salon.core.replies import AccessChanged, Decision, Outcome
from salon.core.state import Channel, Person, State


def claim(state: State, command: ClaimChannel, context: Context) -> Decision:
    """Make a guests' channel the account's of whoever leads it; power over the past begins now."""
    person, channel = context.person, channel_of(state, command.channel)
    if state.is_room(channel.name):
        return [refusals.RoomHasNoFounder(channel.name)]
    owner = state.accounts.get(channel.owner)
    if owner is not None:
        return [ownership_refusals.ChannelOwned(channel.name, owner.name)]
    account = state.account_of(person)
    if account is None:
        return [account_refusals.NotLoggedIn()]
    refusal = owns_too_many(state, account, channel.name)
    if refusal is not None:
        return [refusal]
    since = state.last_sequence + 1 if channel.kept else channel.since
    return [
        _owner_changed(person.source, channel, account, since, context.now),
        *_ranks_changed(state, channel, None, person, context.now),
    ]


def drop(state: State, command: DropChannel, context: Context) -> Decision:
    """Make a channel of one's own a guests' channel again."""
    channel = _own_channel(state, command.channel, context.person)
    if isinstance(channel, Refusal):
        return [channel]
    return [*_released(state, channel, context.person.source, None, context.now)]


def transfer(state: State, command: TransferChannel, context: Context) -> Decision:
    """Give a channel of one's own to another account; one's own keeps being an operator's there."""
    channel = _own_channel(state, command.channel, context.person)
    if isinstance(channel, Refusal):
        return [channel]
    heir = state.accounts.find(command.account)
    if heir is None:
        return [account_refusals.NoSuchAccount(command.account)]
    if heir.id == channel.owner:
        return [ownership_refusals.ChannelOwned(channel.name, heir.name)]
    if not heir.active:
        return [account_refusals.AccountUnusable(heir.name)]
    refusal = owns_too_many(state, heir, channel.name)
    if refusal is not None:
        return [refusal]
    former = state.accounts.get(channel.owner)
    return [
        *_inherited(channel, heir, context.person.source, context.now),
        RankKept(channel.id, channel.owner, Rank.OPERATOR.bit),
        *_ranks_changed(state, channel, former.person if former else None, heir.person, context.now),
    ]


def set_access(state: State, command: SetAccess, context: Context) -> Decision:
    """Have an account keep one rank in an owned channel, or none, which shows at once."""
    person, now = context.person, context.now
    channel = state.find_channel(command.channel)
    if channel is None or not may_know_of(state, channel, person):
        return [refusals.NoSuchChannel(command.channel)]
    if not channel.owner:
        return [ownership_refusals.ChannelNotOwned(channel.name)]
    account = state.accounts.find(command.account)
    if account is None:
        return [account_refusals.NoSuchAccount(command.account)]
    if command.rank and not account.active:
        return [account_refusals.AccountUnusable(account.name)]
    refusal = _access_refusal(state, channel, account, command.rank, person)
    if refusal is not None:
        return [refusal]
    before, after = channel.account_ranks.get(account.id, 0), command.rank.bit
    outcome: list[Outcome] = []
    if before != after:
        outcome.append(RankKept(channel.id, account.id, after))
        source = person.source if person.id in channel.members else server_source(state)
        outcome += _access_shown(source, channel, account, before, after, now)
    return [*outcome, AccessChanged(channel.name, account.name, command.rank)]


def _access_refusal(
    state: State, channel: Channel, account: Account, rank: Rank, person: Person
) -> Refusal | None:
    """Tell why an account may not keep a rank, as `RankJudge` does of members, or may not lose its own."""
    if account.id == channel.owner or rank is Rank.FOUNDER:
        return ownership_refusals.OwnerKeepsRank(channel.name)
    kept = channel.account_ranks
    if rank and account.id not in kept:
        refusal = access_full(state, channel, len(kept))
        if refusal is not None:
            return refusal
    if person.is_operator or (not rank and account is state.account_of(person)):
        return None
    standing = standing_in(state, channel, person)
    right = Right.GIVE_RANKS if rank else Right.TAKE_RANKS
    if rank >= Rank.ADMIN:
        right = Right.GOVERN
    if not may(standing, right):
        return refusals.RankTooLow(channel.name, right)
    if account is state.account_of(person):
        return ownership_refusals.RankOfOneself(channel.name)
    present = Rank.MEMBER if account.person is None else channel.standing_of(account.person)
    if max(present, highest(kept.get(account.id, 0))) >= standing:
        return ownership_refusals.AccountOutranks(channel.name, account.name)
    return None


def _access_shown(
    source: Source, channel: Channel, account: Account, before: int, after: int, now: int
) -> Iterator[Outcome]:
    person = account.person
    if person is None or person.id not in channel.members:
        return
    has = channel.members[person.id].ranks
    changes = [
        *rank_changes(person, before & ~after & has, adding=False),
        *rank_changes(person, after & ~has, adding=True),
    ]
    yield from modes_changed(source, channel, changes, now)


def _own_channel(state: State, name: str, person: Person) -> Channel | Refusal:
    """Return a channel that belongs to somebody's account, or to any for a server operator."""
    channel = state.find_channel(name)
    if channel is None or not may_know_of(state, channel, person):
        return refusals.NoSuchChannel(name)
    if not channel.owner:
        return ownership_refusals.ChannelNotOwned(channel.name)
    account = state.account_of(person)
    if not person.is_operator and (account is None or account.id != channel.owner):
        return refusals.RankTooLow(channel.name, Right.GOVERN)
    return channel


def pass_on(state: State, account: Account, now: int) -> Iterator[Outcome]:
    """Yield what becomes of the channels of an account that is erased, after whoever is it has left.

    Each goes to the account that keeps the highest rank in it, and among equals to the oldest one.
    """
    server, gone = server_source(state), account.person
    for channel in state.channels.values():
        if channel.owner != account.id:
            if account.id in channel.account_ranks:
                yield RankKept(channel.id, account.id, 0)
            continue
        others = [member for member in channel.members.values() if member.person is not gone]
        if not (others or channel.kept or state.rules.keep_empty_channels):
            continue  # it went with its last member
        kept = channel.account_ranks
        heir = max(kept, key=lambda number: (kept[number].bit_length(), -number), default=0)
        owner = state.accounts.get(heir)
        if owner is None:
            yield from _released(state, channel, server, gone, now)
        else:
            yield from _inherited(channel, owner, server, now)
            yield from _ranks_changed(state, channel, None, owner.person, now)


def _owner_changed(
    source: Source, channel: Channel, owner: Account | None, since: int, now: int
) -> ChannelOwnerChanged:
    number, name = (owner.id, owner.name) if owner is not None else (0, "")
    person = owner.person.id if owner is not None and owner.person is not None else 0
    return ChannelOwnerChanged(source, channel.id, channel.name, number, name, person, since, now)


def _inherited(channel: Channel, heir: Account, source: Source, now: int) -> Iterator[Outcome]:
    yield _owner_changed(source, channel, heir, channel.since, now)
    if heir.id in channel.account_ranks:
        yield RankKept(channel.id, heir.id, 0)


def _ranks_changed(
    state: State, channel: Channel, former: Person | None, owner: Person | None, now: int
) -> Iterator[Outcome]:
    """Yield how the founder's rank passes from one to another, as far as they are in the channel.

    Whoever gives it away stays an operator.
    """
    changes: list[ModeChange] = []
    if former is not None and former.id in channel.members:
        held = channel.members[former.id].ranks
        changes += rank_changes(former, held & Rank.FOUNDER.bit, adding=False)
        changes += rank_changes(former, Rank.OPERATOR.bit & ~held, adding=True)
    if owner is not None and owner.id in channel.members:
        missing = OWNER_RANKS & ~channel.members[owner.id].ranks
        changes += rank_changes(owner, missing, adding=True)
    yield from modes_changed(server_source(state), channel, changes, now)


def _released(
    state: State, channel: Channel, source: Source, gone: Person | None, now: int
) -> Iterator[Outcome]:
    """Yield how a channel becomes one of guests: its founder leads it, if here, else who would be the heir.

    `gone` has left it already. An empty one sleeps.
    """
    yield _owner_changed(source, channel, None, channel.since, now)
    members = [member for member in channel.members.values() if member.person is not gone]
    if not members:
        if not state.rules.keep_empty_channels:
            yield ChannelEmptied(channel.id, now, asleep=True)
        return
    owned = Rank.FOUNDER.bit | Rank.ADMIN.bit
    changes = [
        change
        for member in members
        for change in rank_changes(member.person, member.ranks & owned, adding=False)
    ]
    heir, server = heir_of(members), server_source(state)
    changes += rank_changes(heir.person, Rank.OPERATOR.bit & ~heir.ranks, adding=True)
    yield from modes_changed(server, channel, changes, now)
    yield MainAdministratorChanged(server, channel.id, channel.name, heir.person.id, heir.person.nick, now)
