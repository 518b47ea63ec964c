"""Which doors the settings ask for, and whether all of them can be open at once. Opens none."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import combinations
from typing import NamedTuple

from salon.core.addresses import HIGHEST_PORT
from salon.server.settings import Bonjour, Door, Settings
from salon.texts.language import N_, Text

IRC = "IRC"
IRC_TLS = "IRC (TLS)"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_LOCALHOST: frozenset[Address] = frozenset(map(ipaddress.ip_address, ("127.0.0.1", "::1")))


class WantedDoor(NamedTuple):
    """A door that is to be open, on the first of its ports that is free; `setting` is that of its port."""

    name: str
    setting: str
    host: str
    ports: Sequence[int]


def has_tls(settings: Settings) -> bool:
    """Tell whether a door with TLS is wanted."""
    return settings.irc.enabled and settings.irc.tls.enabled


def wanted_doors(settings: Settings) -> Iterator[WantedDoor]:
    """Return the doors in the order in which they are opened; those of dialects are called as these."""
    irc = settings.irc
    if irc.enabled:
        yield WantedDoor(IRC, "irc.port", irc.host, (irc.port,))
    if has_tls(settings):
        yield WantedDoor(IRC_TLS, "irc.tls.port", irc.tls.host or irc.host, (irc.tls.port,))
    for field in fields(settings.dialects):
        door: Door = getattr(settings.dialects, field.name)
        if door.enabled:
            yield WantedDoor(field.name, f"dialects.{field.name}.port", door.host, _ports(door))


def _ports(door: Door) -> Sequence[int]:
    """Return the ports that are tried; 0 is any that is free."""
    if not (isinstance(door, Bonjour) and door.port):
        return (door.port,)
    return range(door.port, min(door.port + door.ports, HIGHEST_PORT + 1))


def clashes(settings: Settings) -> Iterator[Text]:
    """Say which doors are surely in each other's way; what a host's name means is found out at the start."""
    for first, second in combinations(wanted_doors(settings), 2):
        port = first.ports[0]
        # Who tries several ports takes the next one.
        if port and [*second.ports] == [port] and _overlap(first.host, second.host):
            same = N_(
                "{first} and {second} are both {port}, on the same address: give one of the two doors another"
                " port"
            )
            yield Text(same, {"first": first.setting, "second": second.setting, "port": port})


def _overlap(one: str, other: str) -> bool:
    if one.casefold() == other.casefold():
        return True
    # An open `::` leaves the addresses of IPv4 alone, and the other way round.
    return any(
        its == another or (its.version == another.version and (its.is_unspecified or another.is_unspecified))
        for its in _addresses(one)
        for another in _addresses(other)
    )


def _addresses(host: str) -> frozenset[Address]:
    if host.casefold() == "localhost":
        return _LOCALHOST
    try:
        return frozenset({ipaddress.ip_address(host)})
    except ValueError:
        return frozenset()
