"""Files that the person receives: those typed behind `/RECV`, whole and as they were offered, or not at all.

Sans-I/O but for the desk's disk. Trusts neither who sends a file nor the server.
"""

import hashlib
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

from salon.client.desk import Desk, Target, UnderWay
from salon.texts.marks import N_


@dataclass
class _Incoming(UnderWay):
    """A file under way to this person."""

    sha256: str = field(kw_only=True)
    target: Target = field(kw_only=True)
    digest: Any = field(default_factory=hashlib.sha256)


class Receiving:
    """All files that the person receives in one conversation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # Names that the person typed behind /RECV, each good for one file.
        self._wanted: list[str] = []
        self._incoming: dict[int, _Incoming] = {}

    @property
    def under_way(self) -> list[UnderWay]:
        """The files on their way."""
        return list(self._incoming.values())

    def want(self, name: str) -> bool:
        """Remember that the person takes a file of a name; tell whether one can be written at all."""
        try:
            self._desk.disk.check()
        except OSError as error:
            self._desk.cannot_write(name, error)
            return False
        self._wanted.append(name)
        return True

    def work(self) -> None:
        """Tell how far files are."""
        for its in self._incoming.values():
            self._desk.tell_progress(its)

    def begin(self, number: int, size: int, sha256: str, name: str) -> None:
        """Receive a file that the person has taken."""
        if name not in self._wanted or number in self._incoming:
            self._desk.say(f"STOP {number}")
            return
        self._wanted.remove(name)
        disk = self._desk.disk
        try:
            target = disk.create(name)
        except OSError as error:
            self._desk.cannot_write(name, error)
            self._desk.say(f"STOP {number}")
            return
        its = _Incoming(number, name, size, sha256=sha256, target=target)
        self._incoming[number] = its
        worded = self._desk.word_size(size)
        self._desk.tell(
            N_('Receiving "{name}", {size}, into {directory}'), name=name, size=worded, directory=disk.where
        )
        if not size:
            self._finish(its)

    def write(self, number: int, encoded: str) -> None:
        """Write the next bytes of a file."""
        its = self._incoming.get(number)
        if its is None:
            return
        try:
            data = b64decode(encoded, validate=True)
        except ValueError:
            self._spoil(its, N_('"{name}" was stopped: the data that arrived was not base64.'))
            return
        if its.done + len(data) > its.size:
            self._spoil(its, N_('"{name}" was stopped: more bytes arrived than were announced.'))
            return
        try:
            its.target.write(data)
        except OSError as error:
            self._desk.cannot_write(its.name, error)
            self._spoil(its)
            return
        its.digest.update(data)
        its.done += len(data)
        if its.done == its.size:
            self._finish(its)
        else:
            self._desk.say(f"GOT {number} {its.done}")

    def give_up(self, name: str) -> bool:
        """Stop a file under way, by its name or number; tell whether there was one."""
        its = next((its for its in self._incoming.values() if its.is_called(name)), None)
        if its is not None:
            self._spoil(its)
        return its is not None

    def stop(self, number: int) -> None:
        """Remove what has come of a file: there will be no more."""
        if number in self._incoming:
            self._drop(number)

    def close(self) -> None:
        """Remove all that is not whole, and take no more."""
        self._wanted.clear()
        for number in list(self._incoming):
            self._drop(number)

    def _finish(self, its: _Incoming) -> None:
        """Keep a file of which all has come, if it is the one that was offered."""
        if its.digest.hexdigest() != its.sha256:
            self._spoil(its, N_('"{name}" is not the file that was offered: its SHA-256 is different.'))
            return
        try:
            path = its.target.keep()
        except OSError as error:
            self._desk.cannot_write(its.name, error)
            self._spoil(its)
            return
        del self._incoming[its.number]
        self._desk.say(f"GOT {its.number} {its.size}")
        self._desk.tell(N_('"{name}" has arrived completely: {path}'), name=its.name, path=path)

    def _spoil(self, its: _Incoming, text: str = "") -> None:
        """Stop what comes, with nothing of it left."""
        if text:
            self._desk.tell(text, name=its.name)
        self._desk.say(f"STOP {its.number}")
        self._drop(its.number)

    def _drop(self, number: int) -> None:
        its = self._incoming.pop(number)
        its.target.discard()
        self._desk.tell(N_('"{name}" was incomplete and has been removed.'), name=its.name)
