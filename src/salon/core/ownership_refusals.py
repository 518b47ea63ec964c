"""Why something was not done that concerns the belonging of a channel to an account."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class ChannelOwned(Refusal, frozen=True):
    """The channel belongs to an account already."""

    text = N_("{channel} already belongs to the account {account}.")

    channel: str
    account: str


class ChannelNotOwned(Refusal, frozen=True):
    """The channel belongs to no account."""

    text = N_("{channel} belongs to no account: its main administrator can claim it.")

    channel: str


class OwnsTooMany(Refusal, frozen=True):
    """An account owns only so many channels."""

    text = N_PLURAL(
        "{account} owns {limit} channel, the most that an account may own: drop or transfer it first.",
        "{account} owns {limit} channels, the most that an account may own: drop or transfer one first.",
        "limit",
    )

    channel: str
    account: str
    limit: int


class OwnerKeepsRank(Refusal, frozen=True):
    """An owned channel always has its founder."""

    text = N_("The founder of {channel} keeps this rank until the channel is transferred or dropped.")

    channel: str


class OwnerNeedsAccount(Refusal, frozen=True):
    """A channel is handed over to somebody who is logged in."""

    text = N_("{nick} is not logged in: {channel} can belong only to an account.")

    channel: str
    nick: str


class AccountOutranks(Refusal, frozen=True):
    """The account keeps a rank that is not below one's own."""

    text = N_("{account} has a rank in {channel} that is not below yours.")

    channel: str
    account: str


class RankOfOneself(Refusal, frozen=True):
    """The rank is one's own account's: it can be laid down, and nothing else."""

    text = N_("You cannot change the rank of your own account in {channel}. You can only give it up.")

    channel: str


class LeadOfOneself(Refusal, frozen=True):
    """Whoever leads a channel hands that over, or goes."""

    text = N_("You cannot take your own rank in {channel} away. It passes to somebody else when you leave.")

    channel: str


class AccessListFull(Refusal, frozen=True):
    """In a channel only so many accounts keep a rank."""

    text = N_PLURAL(
        "{limit} account keeps a rank in {channel}, the most that are allowed: remove one from the "
        "list first.",
        "{limit} accounts keep a rank in {channel}, the most that are allowed: remove one from the "
        "list first.",
        "limit",
    )

    channel: str
    limit: int
