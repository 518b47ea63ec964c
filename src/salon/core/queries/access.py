"""Who has a rank in a channel by account: its owner, and the accounts that keep one."""

from typing import NamedTuple

from salon.core.queries.sight import is_visible_channel
from salon.core.ranks import Rank, Right, highest, may
from salon.core.state import Channel, Person, State


class Access(NamedTuple):
    """An account, and the highest rank that it gives in a channel."""

    account: str
    rank: Rank


def access_of(state: State, channel: Channel) -> list[Access]:
    """Return the accounts that have a rank in a channel, the highest first, and among equals by age."""
    numbers = {number: highest(ranks) for number, ranks in channel.account_ranks.items()}
    if channel.owner:
        numbers[channel.owner] = Rank.FOUNDER
    found = []
    for number, rank in sorted(numbers.items(), key=lambda its: (-its[1], its[0])):
        account = state.accounts.get(number)
        if account is not None:
            found.append(Access(account.name, rank))
    return found


def owner_of(state: State, channel: Channel) -> str:
    """Return the name of the account that a channel belongs to; empty for a guests' channel."""
    account = state.accounts.get(channel.owner)
    return account.name if account is not None else ""


def standing_in(state: State, channel: Channel, person: Person) -> Rank:
    """Return the rank by which somebody's rights over what accounts keep are judged, from outside, too."""
    account = state.account_of(person)
    by_account = channel.ranks_of_account(account.id) if account is not None else 0
    return max(channel.standing_of(person), highest(by_account))


def may_know_of(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether somebody may know of a channel: a secret one is for accounts with a rank in it, too."""
    return is_visible_channel(channel, person) or standing_in(state, channel, person) > Rank.MEMBER


def may_see_access(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether somebody may see which accounts keep ranks: it is for those who may take one."""
    return person.is_operator or may(standing_in(state, channel, person), Right.TAKE_RANKS)
