"""Where the settings have the server listen, and whether it can do all of it at once. Opens nothing."""

import ipaddress
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, product
from typing import NamedTuple

from msgspec.structs import fields

from salon.core.addresses import HIGHEST_PORT
from salon.server.settings.tree import Bonjour, Listener, Settings
from salon.texts.language import N_, Text

IRC = "IRC"
IRC_TLS = "IRC (TLS)"
HTTP = "HTTP"
METRICS = "metrics"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class WantedListener(NamedTuple):
    """Where to listen for one wire: at all of the hosts, on the first of the ports that is free there."""

    name: str
    hosts: tuple[str, ...]
    ports: Sequence[int]
    host_setting: str
    port_setting: str


def has_tls(settings: Settings) -> bool:
    """Return whether IRC over TLS is wanted."""
    return settings.irc.enabled and settings.irc.tls.enabled


def wanted_listeners(settings: Settings) -> Iterator[WantedListener]:
    """Return what to listen for, in the order in which it is opened; dialects go by their own names."""
    for wanted in _unmoved(settings):
        yield wanted._replace(ports=_moved(wanted.ports, settings.port_offset))


def _unmoved(settings: Settings) -> Iterator[WantedListener]:
    irc = settings.irc
    if irc.enabled:
        yield WantedListener(IRC, irc.host, (irc.port,), "irc.host", "irc.port")
    if has_tls(settings):
        host_setting = "irc.tls.host" if irc.tls.host else "irc.host"
        yield WantedListener(IRC_TLS, irc.tls.host or irc.host, (irc.tls.port,), host_setting, "irc.tls.port")
    http = settings.http
    if http.enabled:
        yield WantedListener(HTTP, http.host, (http.port,), "http.host", "http.port")
    if http.metrics.enabled:
        metrics = http.metrics
        yield WantedListener(METRICS, metrics.host, (metrics.port,), "http.metrics.host", "http.metrics.port")
    for field in fields(settings.dialects):
        wire: Listener = getattr(settings.dialects, field.name)
        section = f"dialects.{field.name}"
        if wire.enabled:
            yield WantedListener(field.name, wire.host, _ports(wire), f"{section}.host", f"{section}.port")


def _ports(wire: Listener) -> Sequence[int]:
    """Return the ports that are tried; 0 is any that is free."""
    if not (isinstance(wire, Bonjour) and wire.port):
        return (wire.port,)
    return range(wire.port, wire.port + wire.ports)


def _moved(ports: Sequence[int], offset: int) -> Sequence[int]:
    """Return the ports with the offset; those beyond the highest are not tried, but for the first."""
    first, *more = (port and port + offset for port in ports)
    return first, *(port for port in more if port <= HIGHEST_PORT)


def beyond_the_highest(settings: Settings) -> Iterator[Text]:
    """Say which port the offset moves to where there is none: the highest of them."""
    wanted = max(wanted_listeners(settings), key=lambda wanted: wanted.ports[0], default=None)
    if wanted is not None and wanted.ports[0] > HIGHEST_PORT:
        port, offset = wanted.ports[0], settings.port_offset
        too_high = N_(
            "port_offset = {offset} moves {setting} to {port}, and the highest port is {highest}:"
            " give at most {most}"
        )
        fields = {"offset": offset, "setting": wanted.port_setting, "port": port, "highest": HIGHEST_PORT}
        yield Text(too_high, {**fields, "most": offset - (port - HIGHEST_PORT)})


def clashes(settings: Settings) -> Iterator[Text]:
    """Say which listeners are surely in each other's way; what a name means is found out at the start."""
    for first, second in combinations(wanted_listeners(settings), 2):
        port = first.ports[0]
        # Who tries several ports takes the next one.
        if port and [*second.ports] == [port] and _overlap(first.hosts, second.hosts):
            same = N_(
                "{first} and {second} are both {port}, on the same address: give one of the two another port"
            )
            yield Text(same, {"first": first.port_setting, "second": second.port_setting, "port": port})


def is_this_machine(host: str) -> bool:
    """Return whether only this machine itself can connect to what listens on a host."""
    addresses = [*_addresses((host,))]
    return bool(addresses) and all(address.is_loopback for address in addresses)


def _overlap(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    if {host.casefold() for host in some} & {host.casefold() for host in others}:
        return True
    return any(
        one == other or (one.version == other.version and (one.is_unspecified or other.is_unspecified))
        for one, other in product(_addresses(some), _addresses(others))
    )


def _addresses(hosts: tuple[str, ...]) -> Iterator[Address]:
    for host in hosts:
        # `::` is every address, of IPv4 too (gateways/sockets.py).
        known = {"localhost": ("127.0.0.1", "::1"), "::": ("::", "0.0.0.0")}  # noqa: S104 - it only compares
        with suppress(ValueError):
            yield from map(ipaddress.ip_address, known.get(host.casefold(), (host,)))
