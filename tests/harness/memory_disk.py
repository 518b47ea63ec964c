"""A disk in memory, for the files of `salon connect`."""

import errno

MISSING = OSError(errno.ENOENT, "No such file or directory")
FULL = OSError(errno.ENOSPC, "No space left on device")


class MemorySource:
    """A file to be sent."""

    def __init__(self, disk: "MemoryDisk", path: str) -> None:
        self._disk = disk
        self._path = path
        self._place = 0
        self.size = len(disk.files[path])
        self.version = disk.files[path]
        disk.open += 1

    def read(self, most: int) -> bytes:
        """Return the next bytes."""
        if self._disk.unreadable:
            raise OSError(errno.EIO, "Input/output error")
        data = self._disk.files[self._path][self._place : self._place + most]
        self._place += len(data)
        return data

    def close(self) -> None:
        """Count it as closed."""
        self._disk.open -= 1


class MemoryTarget:
    """A file to be received."""

    def __init__(self, disk: "MemoryDisk", name: str) -> None:
        self._disk = disk
        self._name = name
        self._data = b""
        disk.open += 1

    def write(self, data: bytes) -> None:
        """Take bytes, while there is room."""
        self._data += data
        if len(self._data) > self._disk.room:
            raise FULL

    def keep(self) -> str:
        """Have it received."""
        if self._disk.full_at_the_end:
            raise FULL
        self._disk.received[self._name] = self._data
        self._disk.open -= 1
        return f"/in/{self._name}"

    def discard(self) -> None:
        """Forget it."""
        self._disk.open -= 1


class MemoryDisk:
    """Files in memory."""

    where = "/in"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.received: dict[str, bytes] = {}
        self.room = 1_000_000_000
        self.full_at_the_end = False
        self.unreadable = False
        self.missing = False
        self.created: list[str] = []
        # How many files are open.
        self.open = 0

    def open_source(self, path: str) -> MemorySource:
        """Open a file."""
        if path not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return MemorySource(self, path)

    def list_paths(self, beginning: str) -> list[str]:
        """Return the files whose name begins so."""
        return sorted(path for path in self.files if path.startswith(beginning))

    def check(self) -> None:
        """Refuse where there is no directory."""
        if self.missing:
            raise MISSING

    def create(self, name: str) -> MemoryTarget:
        """Create a file."""
        self.created.append(name)
        if not self.room:
            raise FULL
        return MemoryTarget(self, name)
