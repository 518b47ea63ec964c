"""A disk for SQLite that forgets, when the power is cut, what nobody had it sync.

Reads and writes go to real files, as they would to the system's cache. Beside these stands what is on
the platters: it follows at each sync. A cut comes in the middle of some operation; all later ones fail.
"""

import random
from itertools import count
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
_NUMBERS = count()


class LossyDisk(apsw.VFS):
    """A layer under SQLite, known by its `name`. The power goes in the middle of operation number `cut`."""

    def __init__(self, cut: int | None = None) -> None:
        self.name = f"lossy-{next(_NUMBERS)}"
        super().__init__(self.name, "")
        self.cut = cut
        self.operations = 0
        self.syncs = 0
        self._platters: dict[str, bytearray] = {}
        self._cached: dict[str, list[tuple[int, bytes | None]]] = {}

    @property
    def dead(self) -> bool:
        """Whether the power is out."""
        return self.cut is not None and self.operations >= self.cut

    def operate(self) -> None:
        """Count an operation that changes the disk; that in which the power goes, and all after it, fail."""
        self.operations += 1
        if self.dead:
            raise apsw.IOError("the power is out")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "LossyFile":  # noqa: N802
        """Open a file; what is there already was synced by whoever made it."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if path not in self._platters and Path(path).exists():
            self._platters[path] = bytearray(Path(path).read_bytes())
        return LossyFile(self, path, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - given by apsw
        """Delete a file at once."""
        self.operate()
        super().xDelete(filename, syncdir)
        self._platters.pop(filename, None)
        self._cached.pop(filename, None)

    def write(self, path: str, offset: int, data: bytes) -> None:
        """Note what is in the cache only."""
        self._cached.setdefault(path, []).append((offset, data))
        self.operate()

    def truncate(self, path: str, size: int) -> None:
        """Note a change of size that is in the cache only."""
        self._cached.setdefault(path, []).append((size, None))
        self.operate()

    def sync(self, path: str) -> None:
        """Bring a file's changes to the platters."""
        self.syncs += 1
        self.operate()
        platter = self._platters.setdefault(path, bytearray())
        for offset, data in self._cached.pop(path, []):
            _change(platter, offset, data)

    def synced(self, path: str) -> bytes:
        """Return what of a file is on the platters."""
        return bytes(self._platters.get(path, b""))

    def recover(self, directory: Path, chance: random.Random) -> None:
        """Write into a directory what is found when the power is back.

        All that was synced is there. Of the rest a disk may have written nothing, or any sectors in any
        order: how much of it is drawn by lot.
        """
        for path, changes in self._cached.items():
            share = chance.choice([0.0, 0.0, 0.5, 0.9, 1.0])
            for offset, data in changes:
                _change_some(self._platters.setdefault(path, bytearray()), offset, data, chance, share)
        for path, platter in self._platters.items():
            (directory / Path(path).name).write_bytes(platter)


class LossyFile(apsw.VFSFile):
    """A file on such a disk."""

    def __init__(
        self, disk: LossyDisk, path: str, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = path

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        """Write to the cache."""
        self._disk.write(self._path, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Change the size in the cache."""
        self._disk.truncate(self._path, newsize)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802, ARG002 - the file is real only as far as reading goes
        """Bring the cache to the platters."""
        self._disk.sync(self._path)


def _change(platter: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del platter[offset:]
        return
    platter.extend(bytes(max(0, offset - len(platter))))
    platter[offset : offset + len(data)] = data


def _change_some(
    platter: bytearray, offset: int, data: bytes | None, chance: random.Random, share: float
) -> None:
    if data is None:
        if chance.random() < share:
            _change(platter, offset, None)
        return
    for start in range(0, len(data), SECTOR):
        if chance.random() < share:
            _change(platter, offset + start, data[start : start + SECTOR])
