"""What has happened to the belonging of channels to accounts, and to the ranks that accounts keep in them."""

from salon.core.events import Event, Reach, Source


class ChannelOwnerChanged(Event, frozen=True, gc=False):
    """A channel belongs to another account, `owner`; 0: to none, and nobody keeps a rank in it.

    `source` did it, or the server. `account` is the owner's name, `person` whoever is logged in to it.
    `since` is as in `ChannelRefounded`.
    """

    reach = Reach.PAIR
    durable = True
    source: Source
    channel: int
    name: str
    owner: int
    account: str
    person: int
    since: int
    time: int


class RankKept(Event, frozen=True, gc=False):
    """An account keeps these rank bits in a channel that belongs to another one; 0: none any more."""

    durable = True
    channel: int
    account: int
    ranks: int
