"""What accounts give in channels that belong to one of them: when one enters, logs in and logs out."""

from collections.abc import Iterator

from salon.core.accounts import Account
from salon.core.decisions.mode_changes import modes_changed, rank_changes
from salon.core.decisions.succession import server_source
from salon.core.events import ModesChanged
from salon.core.ownership_refusals import AccessListFull, OwnsTooMany
from salon.core.state import Channel, Person, State


def owns_too_many(state: State, account: Account, channel: str) -> OwnsTooMany | None:
    """Tell why an account may own no further channel."""
    limit = state.rules.accounts.channels
    return OwnsTooMany(channel, account.name, limit) if state.owned.get(account.id, 0) >= limit else None


def access_full(state: State, channel: Channel, keeping: int) -> AccessListFull | None:
    """Tell why no further account may keep a rank in a channel, where so many do."""
    limit = state.rules.limits.list_entries
    return AccessListFull(channel.name, limit) if keeping >= limit else None


def ranks_kept(state: State, channel: Channel, person: Person) -> int:
    """Return the rank bits that somebody's account gives them in a channel, whether they are there or not."""
    if not channel.owner:
        return 0
    account = state.account_of(person)
    return channel.ranks_of_account(account.id) if account is not None else 0


def given_on_entry(state: State, channel: Channel, person: Person, now: int) -> Iterator[ModesChanged]:
    """Yield how whoever has just entered a channel gets what their account keeps there."""
    ranks = ranks_kept(state, channel, person)
    yield from modes_changed(server_source(state), channel, rank_changes(person, ranks, adding=True), now)


def given_by(state: State, account: Account, person: Person, now: int) -> Iterator[ModesChanged]:
    """Yield how somebody who logs in to an account gets what it keeps, in each channel that they are in."""
    for channel in person.channels.values():
        ranks = channel.ranks_of_account(account.id) & ~channel.members[person.id].ranks
        changes = rank_changes(person, ranks, adding=True)
        yield from modes_changed(server_source(state), channel, changes, now)


def taken_with(state: State, account: Account, person: Person, now: int) -> Iterator[ModesChanged]:
    """Yield how somebody who logs out of an account loses what it gave."""
    for channel in person.channels.values():
        ranks = channel.ranks_of_account(account.id) & channel.members[person.id].ranks
        changes = rank_changes(person, ranks, adding=False)
        yield from modes_changed(server_source(state), channel, changes, now)
