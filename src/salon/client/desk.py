"""What sending and receiving files share: the disk as a port, and what is to be sent and told.

Knows no line of any wire.
"""

from dataclasses import dataclass
from typing import Protocol

from salon.texts.marks import N_, Translate
from salon.texts.reasons import word_reason
from salon.texts.sizes import word_size

PROGRESS_SECONDS = 1.0
"""How often it is told how far a file is."""


class Source(Protocol):
    """A file to be sent."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    @property
    def version(self) -> object:
        """What is another when another file has the name, or something else was written into it."""

    def read(self, most: int) -> bytes:
        """Return the next bytes; fewer than asked for only at the end. Raises OSError."""

    def close(self) -> None:
        """Be done with it."""


class Target(Protocol):
    """A file to be received."""

    def write(self, data: bytes) -> None:
        """Write the next bytes. Raises OSError."""

    def keep(self) -> str:
        """Give the file its name, and return where it is. Raises OSError."""

    def discard(self) -> None:
        """Leave nothing of it."""


class Disk(Protocol):
    """Where files are."""

    @property
    def where(self) -> str:
        """The directory for received files, as people read it."""

    def open_source(self, path: str) -> Source:
        """Open a file to be sent. Raises OSError."""

    def list_paths(self, beginning: str) -> list[str]:
        """Return the files and directories whose path begins so; none where nothing can be read."""

    def check(self) -> None:
        """Do nothing where files can be received. Raises OSError."""

    def create(self, name: str) -> Target:
        """Create a file to be received, under a name that is free and safe. Raises OSError."""


@dataclass
class UnderWay:
    """A file on its way: how much has come to its receiver, how many hundredths of it were told, and when."""

    number: int
    name: str
    size: int
    done: int = 0
    told: int = 0
    told_at: float | None = None
    """When this was; or since when it is on its way, as soon as the time is known."""

    @property
    def percent(self) -> int:
        """How many hundredths of it have come."""
        return self.done * 100 // max(self.size, 1)

    def is_called(self, name: str) -> bool:
        """Tell whether the person means it by a name or a number."""
        return name in {self.name, str(self.number)}


class Desk:
    """What is to be sent to the server and told to the person, until it is taken."""

    def __init__(self, disk: Disk, translate: Translate) -> None:
        self.disk = disk
        # In seconds; as the conversation last said.
        self.now = 0.0
        self._translate = translate
        self._data = b""
        self._lines: list[str] = []

    def take(self) -> tuple[bytes, list[str]]:
        """Return what is to be sent and told, and forget it."""
        taken = self._data, self._lines
        self._data, self._lines = b"", []
        return taken

    def say(self, line: str) -> None:
        """Have a line sent."""
        self._data += f"{line}\n".encode("utf-8", "surrogateescape")

    def tell(self, text: str, **fields: object) -> None:
        """Have a text told, translated and filled."""
        self._lines.append(self._translate(text).format(**fields))

    def word_size(self, size: int) -> str:
        """Return a size in words."""
        return word_size(size, self._translate)

    def tell_progress(self, its: UnderWay) -> None:
        """Tell how far a file is, if it went on and has been under way, or was told of, for a while."""
        if its.told_at is None:
            its.told_at = self.now
        if its.percent > its.told and self.now - its.told_at >= PROGRESS_SECONDS:
            its.told, its.told_at = its.percent, self.now
            size = self.word_size(its.size)
            self.tell(N_('"{name}": {percent} % of {size}'), name=its.name, percent=its.percent, size=size)

    def cannot_read(self, path: str, error: OSError) -> None:
        """Tell why a file cannot be sent."""
        text = N_('The file "{path}" cannot be read: {reason}.')
        self.tell(text, path=path, reason=word_reason(error, self._translate))

    def cannot_write(self, name: str, error: OSError) -> None:
        """Tell why a file cannot be received."""
        text = N_('"{name}" cannot be written into {directory}: {reason}.')
        reason = word_reason(error, self._translate)
        self.tell(text, name=name, directory=self.disk.where, reason=reason)
