"""Why somebody is not let in, and why a ban from the server was not set, or not lifted."""

from salon.core.refusals import Refusal
from salon.texts.marks import N_, N_PLURAL


class ServerBanned(Refusal, frozen=True):
    """A ban from the whole server hits them."""

    text = N_("You are banned from this server.")

    until: int = 0
    reason: str = ""


class NickBanned(Refusal, frozen=True):
    """A ban from the whole server would hit them under that nick."""

    text = N_("The nick {nick} is banned from this server.")

    nick: str
    until: int = 0
    reason: str = ""


class BanInvalid(Refusal, frozen=True):
    """It is no mask, or no address."""

    text = N_(
        "{mask} cannot be banned: KLINE takes nick!user@host, user@host, a nick or ~account:NAME, and DLINE "
        "an address or a network such as 192.0.2.0/24."
    )

    mask: str
    network: bool = False


class BanHitsNobody(Refusal, frozen=True):
    """Nobody can ever be hit: the server's own machine is never refused."""

    text = N_("{mask} is this machine, whose connections are never refused: the ban would hit nobody.")

    mask: str
    network: bool = False


class BanOfNetwork(Refusal, frozen=True):
    """A mask has a network in place of a host, and no host is like that."""

    text = N_("{mask} would hit nobody: a network such as {host} is banned by DLINE, without a nick.")

    mask: str
    host: str


class BanHitsEverybody(Refusal, frozen=True):
    """It means everybody."""

    text = N_("{mask} means everybody. The setting people.guests says who may connect.")

    mask: str
    network: bool = False


class BanHitsOneself(Refusal, frozen=True):
    """Whoever sets it would be banned, too."""

    text = N_("This would ban you, too ({mask}). To ban yourself anyway, write MYSELF in front.")

    mask: str
    network: bool = False


class NoSuchBan(Refusal, frozen=True):
    """There is no such ban."""

    text = N_("{mask} is not banned from the server.")

    mask: str
    network: bool = False


class TooManyBans(Refusal, frozen=True):
    """The list is full."""

    text = N_PLURAL(
        "There is {limit} ban from the server, and no room for more (limits.server_bans).",
        "There are {limit} bans from the server, and no room for more (limits.server_bans).",
        "limit",
    )

    limit: int
    network: bool = False
