"""Listening sockets: one port on every address of some hosts. Knows no protocol and no event loop."""

import errno
import ipaddress
import socket
from collections.abc import Iterator, Sequence
from typing import Any

BACKLOG = 1024

OPTIONS = (
    # What is written leaves at once.
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    # A peer that vanished without a word is found after four minutes, on wires without a ping too.
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 120),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 30),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),
)
"""What each connection gets. Linux gives an accepted socket the options of the listening one, so they are set
once, and not for each."""

_TRIES = 20
"""How often a port is looked for that is free on all addresses, where any will do."""

# What the system says of an address that this machine does not have, or of a family that it does not speak.
_ABSENT = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}

_Address = tuple[socket.AddressFamily, tuple[Any, ...]]


class CannotListen(Exception):  # noqa: N818 - named for the fact
    """A host cannot be listened on; `error` is the system's: `gaierror` where its name is unknown."""

    def __init__(self, host: str, error: OSError) -> None:
        super().__init__(f"{host}: {error}")
        self.host = host
        self.error = error


def listen(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Listen on one port of every address of these hosts; 0 is any port that is free. Raises CannotListen.

    `::` stands for all addresses of both families, as people expect. Of a host's addresses, those that this
    machine does not have are left out as long as there is another.
    """
    for _ in range(_TRIES - 1):
        try:
            return _listen(hosts, port)
        except CannotListen as problem:
            # The first address took a port that another program has on the second.
            if port or problem.error.errno != errno.EADDRINUSE:
                raise
    return _listen(hosts, port)


def _listen(hosts: Sequence[str], port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for host, addresses in _addresses(hosts).items():
            _listen_on(host, addresses, port, sockets)
    except CannotListen:
        for listening in sockets:
            listening.close()
        raise
    for listening in sockets:
        listening.setblocking(False)
    return sockets


def _listen_on(host: str, addresses: Sequence[_Address], port: int, sockets: list[socket.socket]) -> None:
    """Add a socket for each address, on the port that the first of all took."""
    absent: OSError | None = None
    before = len(sockets)
    for family, address in addresses:
        taken = port or (sockets[0].getsockname()[1] if sockets else 0)
        where = (address[0], taken, *address[2:])
        try:
            listening = socket.create_server(where, family=family, backlog=BACKLOG)
        except OSError as error:
            if error.errno not in _ABSENT:
                raise CannotListen(host, error) from error
            absent = error
            continue
        sockets.append(listening)
        for level, option, value in OPTIONS:
            listening.setsockopt(level, option, value)
    if absent is not None and len(sockets) == before:
        raise CannotListen(host, absent)


def _addresses(hosts: Sequence[str]) -> dict[str, list[_Address]]:
    """Return the addresses of each host, each address once, and none beside all addresses of its family."""
    found = {host: list(_resolve(host)) for host in hosts}
    seen: set[_Address] = set()
    everywhere = {family for each in found.values() for family, address in each if _is_any(address)}
    for host, addresses in found.items():
        kept = [
            one
            for one in dict.fromkeys(addresses)
            if one not in seen and (one[0] not in everywhere or _is_any(one[1]))
        ]
        seen.update(kept)
        found[host] = kept
    return found


def _resolve(host: str) -> Iterator[_Address]:
    for name in ("::", "0.0.0.0") if host == "::" else (host,):  # noqa: S104 - the owner asks for it
        try:
            found = socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except (OSError, UnicodeError) as error:
            # A name that is none for IDNA is an error of another class.
            unknown = error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, str(error))
            raise CannotListen(host, unknown) from error
        for family, _, _, _, address in found:
            yield family, address


def _is_any(address: tuple[Any, ...]) -> bool:
    return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_unspecified
