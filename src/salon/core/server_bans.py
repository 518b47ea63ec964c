"""Bans from the whole server: masks and accounts (KLINE), addresses and networks (DLINE)."""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from salon.core.addresses import is_loopback
from salon.core.events import Event
from salon.core.masks import MaskTest, any_test, mask_test, normalise_mask
from salon.core.names import Casemapping

IPV6_SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that one subscriber has as a whole: they could take any other address below."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ServerBan(msgspec.Struct, frozen=True):
    """A ban of a mask, as lists of channels hold it, or of a network, until a time (ms; 0: no end)."""

    mask: str
    network: bool
    nick: str
    time: int
    until: int = 0
    reason: str = ""


class ServerBanSet(Event, frozen=True, gc=False):
    """A ban holds, in place of one of the same mask. The fields are those of `ServerBan`."""

    durable = True
    mask: str
    network: bool
    nick: str
    time: int
    until: int = 0
    reason: str = ""


class ServerBanLifted(Event, frozen=True, gc=False):
    """A ban holds no more; its time was over, or somebody has lifted it."""

    durable = True
    mask: str
    network: bool


class ServerBans:
    """The bans that hold, found by what they hit."""

    def __init__(self, names: Casemapping) -> None:
        self._names = names
        self._bans: dict[tuple[bool, str], ServerBan] = {}
        self._tests: dict[str, MaskTest] = {}
        # All of those at once, for most people are hit by none; None: not made ready yet.
        self._test: MaskTest | None = None
        # By IP version and length of the prefix: the networks of that length.
        self._networks: dict[tuple[int, int], dict[int, str]] = {}
        # When the first of them ends, in ms; 0: none does.
        self.first_end = 0

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._bans)

    def __iter__(self) -> Iterator[ServerBan]:
        """Go through all of them, in the order of their setting."""
        return iter(self._bans.values())

    def find(self, mask: str, *, network: bool) -> ServerBan | None:
        """Return the ban of a mask or network, as `spell` writes it."""
        return self._bans.get((network, mask))

    def spell(self, text: str, *, network: bool) -> str | None:
        """Return the one spelling of a mask or network; None where it is none."""
        if not network:
            return normalise_mask(text, self._names)
        found = read_network(text)
        return str(found) if found is not None else None

    def set(self, ban: ServerBan) -> None:
        """Take a ban, in place of one of the same mask."""
        self._bans[ban.network, ban.mask] = ban
        if ban.network:
            network = ipaddress.ip_network(ban.mask)
            same = self._networks.setdefault((network.version, network.prefixlen), {})
            same[int(network.network_address)] = ban.mask
        else:
            self._tests[ban.mask] = mask_test(ban.mask, self._names)
            self._test = None
        self._note_ends()

    def lift(self, mask: str, *, network: bool) -> None:
        """Forget a ban."""
        del self._bans[network, mask]
        if network:
            gone = ipaddress.ip_network(mask)
            same = self._networks[gone.version, gone.prefixlen]
            del same[int(gone.network_address)]
            if not same:
                del self._networks[gone.version, gone.prefixlen]
        else:
            del self._tests[mask]
            self._test = None
        self._note_ends()

    def _note_ends(self) -> None:
        self.first_end = min((ban.until for ban in self if ban.until), default=0)

    def of_address(self, address: str) -> ServerBan | None:
        """Return the ban that hits an address. None ever hits the machine of the server itself."""
        if not self._networks or is_loopback(address):
            return None
        ip = _address(address)
        for (version, length), networks in self._networks.items():
            if version == ip.version:
                rest = ip.max_prefixlen - length
                mask = networks.get(int(ip) >> rest << rest)
                if mask is not None:
                    return self._bans[True, mask]
        return None

    def of_person(
        self, mask: str, account: str | None, address: str, former: Sequence[str] = ()
    ) -> ServerBan | None:
        """Return the ban of a mask that hits somebody: by what others see (`mask`), account, or address.

        `former`: accounts that a connection has logged out of.
        """
        if not self._tests:
            return None
        by_address = f"{mask.rpartition('@')[0]}@{address}"
        if self._test is None:
            self._test = any_test(self._tests.values(), self._names)
        if not (self._test.concerns((mask,), account, former) or self._test.matches_seen(by_address)):
            return None
        for ban, test in self._tests.items():
            if test.concerns((mask,), account, former) or test.matches_seen(by_address):
                return self._bans[False, ban]
        return None


def read_network(text: str) -> Network | None:
    """Return the network of an address or CIDR, of a single IPv6 address its /64; None where it is none."""
    try:
        network = ipaddress.ip_network(text.partition("%")[0], strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network):
        mapped = network.network_address.ipv4_mapped
        if mapped is not None and network.prefixlen >= 96:
            return ipaddress.ip_network((mapped, network.prefixlen - 96), strict=False)
        if "/" not in text:
            return network.supernet(new_prefix=IPV6_SUBSCRIBER)
    return network


def _address(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip
