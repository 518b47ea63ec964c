"""Files on the disk of who talks: read where the person says, written in one directory and nowhere else.

Nothing is written over. What is on its way has `.part` at the end of its name, and its own name when it is
whole. Knows nothing of wires, offers or SHA-256.
"""

import os
import stat
import tempfile
from contextlib import suppress
from errno import EEXIST, EINVAL, EISDIR, ENOENT
from pathlib import Path

from salon.client.names import numbered, safe_name

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Whoever names a pipe or a terminal by mistake is not left waiting for it.
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
UNFINISHED = ".part"


class FileSource:
    """A file that is read from its beginning to its end."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, _READ)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))  # or a pipe, or a device
        self._file = os.fdopen(descriptor, "rb")
        self.size = status.st_size
        self.version = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)

    def read(self, most: int) -> bytes:
        """Return the next bytes; fewer than asked for only at the end. Raises OSError."""
        # Nothing at all where the system would have one wait, as in some of its own files.
        return self._file.read(most) or b""

    def close(self) -> None:
        """Be done with it."""
        self._file.close()


class FileTarget:
    """A file that is being received: `keep` gives it its name, `discard` leaves nothing of it."""

    def __init__(self, directory: Path, name: str) -> None:
        self._directory = directory
        self._name = name
        # Held open, so that it stays the same directory whatever is put in the place of its name.
        self._place = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._part, self._descriptor = self._create(f"{name}{UNFINISHED}")
        except BaseException:
            os.close(self._place)
            raise

    def write(self, data: bytes) -> None:
        """Write the next bytes. Raises OSError."""
        left = memoryview(data)
        while left:
            left = left[os.write(self._descriptor, left) :]

    def keep(self) -> str:
        """Give the file its name, or the next that is free, and return its path. Raises OSError."""
        # Now a disk that is full says so, where it has not yet.
        os.fsync(self._descriptor)
        if not self._is_still_there():
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), self._part)
        name, descriptor = self._create(self._name)
        os.close(descriptor)
        try:
            # Over nothing but the empty file that this program has just made.
            os.rename(self._part, name, src_dir_fd=self._place, dst_dir_fd=self._place)
        except BaseException:
            os.unlink(name, dir_fd=self._place)
            raise
        self._close()
        return str(self._directory / name)

    def discard(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            if self._is_still_there():
                os.unlink(self._part, dir_fd=self._place)
        self._close()

    def _is_still_there(self) -> bool:
        """Tell whether the name is still that of the file that is being written, and of no other."""
        try:
            there = os.stat(self._part, dir_fd=self._place, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self._descriptor))

    def _create(self, name: str) -> tuple[str, int]:
        for free in numbered(name):
            with suppress(FileExistsError):
                return free, os.open(free, _NEW, 0o666, dir_fd=self._place)
        raise FileExistsError(EEXIST, os.strerror(EEXIST), name)

    def _close(self) -> None:
        os.close(self._descriptor)
        os.close(self._place)


class Disk:
    """The person's files, and the directory that received ones go to."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @property
    def where(self) -> str:
        """The directory for received files, as people read it."""
        return str(self._directory.absolute())

    def open_source(self, path: str) -> FileSource:
        """Open a file to be sent. Raises OSError."""
        try:
            return FileSource(Path(path).expanduser())
        except ValueError as error:  # a name that cannot be one
            raise OSError(EINVAL, str(error)) from error
        except RuntimeError as error:  # the home directory of nobody
            raise FileNotFoundError(ENOENT, str(error)) from error

    def list_paths(self, beginning: str) -> list[str]:
        """Return the files and directories whose path begins so; none where nothing can be read."""
        place, name = os.path.split(beginning)
        try:
            with os.scandir(Path(place).expanduser()) as entries:
                # Hidden ones where their dot is typed, as shells do.
                found = [its for its in entries if its.name.startswith(name) and (name or its.name[0] != ".")]
                return sorted(
                    f"{beginning.removesuffix(name)}{its.name}{'/' * its.is_dir()}" for its in found
                )
        except (OSError, ValueError, RuntimeError):
            return []

    def check(self) -> None:
        """Do nothing where files can be received: it is tried, for rights do not tell all. Raises OSError."""
        tempfile.TemporaryFile(dir=self._directory.absolute()).close()

    def create(self, name: str) -> FileTarget:
        """Create a file to be received, under a name that is free and safe. Raises OSError."""
        return FileTarget(self._directory.absolute(), safe_name(name))
