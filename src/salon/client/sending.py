"""Files that the person sends: looked at, offered, and sent in pieces as their receipt is acknowledged.

Sans-I/O but for the desk's disk. Nothing is sent but what was typed behind `/SEND`, whatever a server asks.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from salon.client.desk import Desk, Source, UnderWay
from salon.files.streams import SMALLEST_CHUNK
from salon.texts.marks import N_

LARGEST_CHUNK = 3_048
"""Bytes that fit, in base64, into the longest line that the wire takes."""

LARGEST_WINDOW = 1_048_576
"""Bytes that are sent ahead at most, whatever a server would have: they are held in memory."""

READ_AT_A_GO = 1_048_576
"""Bytes of a file that are looked at before the conversation goes on: some milliseconds."""


@dataclass
class _Offer:
    """A file that the person wants to send."""

    nick: str
    path: str
    name: str
    source: Source
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """What has been read of it."""
        return str(self.digest.hexdigest())


@dataclass
class _Outgoing(UnderWay):
    """A file under way to somebody."""

    offer: _Offer = field(kw_only=True)
    window: int = field(kw_only=True)
    sent: int = 0


class Sending:
    """All files that the person sends in one conversation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # Typed, and not read through yet; then offered; then taken by the other side.
        self._unread: list[_Offer] = []
        self._offered: list[_Offer] = []
        self._outgoing: dict[int, _Outgoing] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a file has not been looked at to its end."""
        return bool(self._unread)

    @property
    def under_way(self) -> list[UnderWay]:
        """The files on their way."""
        return list(self._outgoing.values())

    def offer(self, nick: str, path: str) -> None:
        """Begin to look at a file that is to be offered."""
        try:
            source = self._desk.disk.open_source(path)
        except OSError as error:
            self._desk.cannot_read(path, error)
            return
        self._unread.append(_Offer(nick, path, PurePath(path).name.strip(), source))

    def give_up(self, name: str) -> bool:
        """Stop a file, by its name or number; tell whether the server needs no other word of it."""
        for its in self._outgoing.values():
            if its.is_called(name):
                self._desk.say(f"STOP {its.number}")
                self._end(its)
                return True
        for offer in self._offered:
            if offer.name == name:
                self._offered.remove(offer)
                return False
        for offer in self._unread:
            if offer.name == name:
                self._unread.remove(offer)
                offer.source.close()
                self._desk.tell(N_('You stopped the file "{name}".'), name=name)
                return True
        return False

    def work(self) -> None:
        """Look at a piece of the next file, send what may go, and tell how far files are."""
        if self._unread and self._is_through(self._unread[0]):
            self._unread.pop(0).source.close()
        self._pump()
        for its in self._outgoing.values():
            self._desk.tell_progress(its)

    def begin(self, number: int, window: int, sha256: str, name: str) -> None:
        """Send a file that was taken."""
        offer = next((its for its in self._offered if (its.sha256, its.name) == (sha256, name)), None)
        if offer is None or number in self._outgoing:
            self._desk.say(f"STOP {number}")
            return
        self._offered.remove(offer)
        if not self._open_again(offer):
            self._desk.say(f"STOP {number}")
            return
        window = min(window, LARGEST_WINDOW)
        self._outgoing[number] = _Outgoing(number, name, offer.size, offer=offer, window=window)
        # Who takes it is told by the server: the same file may have been offered to several people.
        self._desk.tell(N_('Sending "{name}": {size}'), name=name, size=self._desk.word_size(offer.size))

    def acknowledge(self, number: int, received: int) -> None:
        """Take note of what has come."""
        its = self._outgoing.get(number)
        if its is None or not its.done <= received <= its.sent:
            return
        its.done = received
        if its.done == its.size:
            self._end(its)
            self._desk.tell(N_('"{name}" has arrived completely.'), name=its.name)

    def stop(self, number: int) -> None:
        """Send no more of a file: the server says so, and why."""
        its = self._outgoing.get(number)
        if its is not None:
            self._end(its)

    def close(self) -> None:
        """Be done with all files."""
        self._offered.clear()
        for its in list(self._outgoing.values()):
            self._end(its)
            self._desk.tell(N_('"{name}" was not sent completely.'), name=its.name)
        for offer in self._unread:
            offer.source.close()
        self._unread.clear()

    def _is_through(self, offer: _Offer) -> bool:
        """Read a piece of a file; offer it when all of it has been read."""
        try:
            data = offer.source.read(READ_AT_A_GO)
        except OSError as error:
            self._desk.cannot_read(offer.path, error)
            return True
        offer.digest.update(data)
        offer.size += len(data)
        if data and offer.size <= offer.source.size:
            return False
        if offer.size != offer.source.size:
            self._tell_change(offer)
            return True
        self._offered.append(offer)
        self._desk.say(f"SEND {offer.nick} {offer.size} {offer.sha256} {offer.name}")
        return True

    def _open_again(self, offer: _Offer) -> bool:
        """Open a file from its beginning, if it is still the one that was offered."""
        try:
            source = self._desk.disk.open_source(offer.path)
        except OSError as error:
            self._desk.cannot_read(offer.path, error)
            return False
        if source.version != offer.source.version:
            source.close()
            self._tell_change(offer)
            return False
        offer.source = source
        return True

    def _pump(self) -> None:
        """Send of all files, in turn, as much as may be ahead of its receipt.

        Once for all that came together: what a server acknowledges without taking it must not pile up here.
        """
        went = True
        while went:
            went = False
            for its in list(self._outgoing.values()):
                went |= self._send_some(its)

    def _send_some(self, its: _Outgoing) -> bool:
        """Send the next bytes of a file, if they may go; tell whether they went."""
        # One half of its share is on its way while the other is acknowledged.
        share = its.window // len(self._outgoing)
        size = min(max(SMALLEST_CHUNK, min(LARGEST_CHUNK, share // 2)), its.size - its.sent)
        ahead = sum(other.sent - other.done for other in self._outgoing.values())
        if not size or its.sent - its.done + size > max(share, size) or ahead + size > its.window:
            return False
        data = self._read(its.offer, size)
        if len(data) < size:
            self._end(its)
            self._desk.say(f"STOP {its.number}")
            return False
        its.sent += size
        self._desk.say(f"CHUNK {its.number} {b64encode(data).decode()}")
        return True

    def _read(self, offer: _Offer, size: int) -> bytes:
        """Return the next bytes of a file, or fewer, having told why."""
        try:
            data = offer.source.read(size)
        except OSError as error:
            self._desk.cannot_read(offer.path, error)
            return b""
        if len(data) < size:
            self._tell_change(offer)
        return data

    def _tell_change(self, offer: _Offer) -> None:
        self._desk.tell(N_('The file "{path}" changed while it was read.'), path=offer.path)

    def _end(self, its: _Outgoing) -> None:
        its.offer.source.close()
        del self._outgoing[its.number]
