"""How messages go directly from machine to machine: a small port, and plain UDP behind it.

A link that encrypts takes the place of `PlainLink` by doing the same. It knows no commands and no directory.
"""

import asyncio
import errno
import re
import socket
from typing import NamedTuple, Protocol

from salon.texts.cut import cut
from salon.texts.visible import visible_name

DATAGRAM_SIZE = 512
"""The longest datagram that the original program takes, in bytes."""

_DATAGRAM = re.compile(r"from (.+?): ?(.*)", re.DOTALL)
EVERY_ADDRESS = "::"
"""Stands for all addresses of this machine, of IPv4 as well."""

# How an address of IPv4 comes from a socket that takes both (RFC 4291, 2.5.5.2).
_MAPPED = "::ffff:"
_NAME_SIZE = 64
_RECEIVE_SIZE = 65_535
_AT_ONCE = 100


class Peer(NamedTuple):
    """Where somebody listens."""

    address: str
    port: int

    def __str__(self) -> str:
        """Return it as it is typed behind `/join`."""
        return f"{self.address} {self.port}"


class Arrived(NamedTuple):
    """What came from somewhere. The name is what the sender says it is: nothing proves it."""

    peer: Peer
    name: str
    text: str


class Link(Protocol):
    """Carries texts to peers and from them."""

    @property
    def listening(self) -> Peer:
        """Where this side listens."""

    def fileno(self) -> int:
        """Return the descriptor that is readable when something has arrived."""

    def send(self, name: str, text: str, peer: Peer) -> None:
        """Send a text under a name. Raises OSError where it cannot go."""

    def receive(self) -> list[Arrived]:
        """Return what has arrived."""

    async def resolve(self, name: str, port: int) -> Peer:
        """Return where a host is that has a name or an address. Raises OSError."""

    def close(self) -> None:
        """Listen no more."""


class PlainLink:
    """One datagram a message: `from PSEUDONYM: TEXT`, readable by whoever is on the way."""

    def __init__(self, host: str, port: int) -> None:
        """Listen; on all addresses where the host is empty. Raises OSError."""
        if host:
            self._socket = _bound(host, port)
            return
        try:
            self._socket = _bound(EVERY_ADDRESS, port)
        except OSError as error:
            if error.errno not in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                raise
            self._socket = _bound("0.0.0.0", port)  # noqa: S104 - this machine has no IPv6

    @property
    def listening(self) -> Peer:
        """Where this side listens."""
        return Peer(*self._socket.getsockname()[:2])

    def fileno(self) -> int:
        """Return the descriptor that is readable when something has arrived."""
        return self._socket.fileno()

    def send(self, name: str, text: str, peer: Peer) -> None:
        """Send a text, in several datagrams where it is too long for one."""
        for datagram in datagrams(name, text):
            self._socket.sendto(datagram, (f"{self._mapping(peer.address)}{peer.address}", peer.port))

    def receive(self) -> list[Arrived]:
        """Return what has arrived; of a flood the beginning, so that whoever types is heard, too."""
        arrived: list[Arrived] = []
        for _ in range(_AT_ONCE):
            try:
                data, address = self._socket.recvfrom(_RECEIVE_SIZE)
            except BlockingIOError:
                break
            except OSError:
                # What ICMP says of an earlier datagram: nobody listens there.
                continue
            peer = Peer(address[0].removeprefix(_MAPPED), address[1])
            arrived.append(Arrived(peer, *parse_datagram(data)))
        return arrived

    async def resolve(self, name: str, port: int) -> Peer:
        """Return where a host is that has a name or an address. Raises OSError."""
        family = socket.AF_UNSPEC if self._takes_both else self._socket.family
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(name, port, family=family, type=socket.SOCK_DGRAM)
        # An original program listens on IPv4 alone, and nothing tells that a datagram was not taken.
        first = min(found, key=lambda its: its[0] != socket.AF_INET)
        return Peer(str(first[4][0]), int(first[4][1]))

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    @property
    def _takes_both(self) -> bool:
        return self.listening.address == EVERY_ADDRESS

    def _mapping(self, address: str) -> str:
        return _MAPPED if self._takes_both and ":" not in address else ""


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setblocking(False)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(address[0] != EVERY_ADDRESS))
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def datagrams(name: str, text: str) -> list[bytes]:
    """Return a text as datagrams that are short enough, cut between words where there are any."""
    head = f"from {cut(name, _NAME_SIZE)}: ".encode("utf-8", "replace")
    room = DATAGRAM_SIZE - len(head)
    pieces, rest = [], text
    while rest:
        piece = cut(rest, room)
        if len(piece) < len(rest) and (blank := piece.rfind(" ")) > 0:
            piece = piece[: blank + 1]
        pieces.append(piece)
        rest = rest[len(piece) :]
    return [head + piece.encode("utf-8", "replace") for piece in pieces]


def parse_datagram(data: bytes) -> tuple[str, str]:
    """Return the name and the text of a datagram; no name where it has not the form.

    The name has marks for what is not shown by itself: whoever sent it may want to be taken for another.
    """
    text = data.decode("utf-8", "replace").rstrip("\r\n")
    form = _DATAGRAM.fullmatch(text)
    return (visible_name(cut(form[1], _NAME_SIZE)), form[2]) if form else ("", text)
