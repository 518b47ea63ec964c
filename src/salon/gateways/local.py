"""A socket in the file system, for programs that the server's owner starts on this machine, and nobody else.

Knows nothing of what the bytes mean.
"""

import os
import socket
import stat
import struct
from contextlib import suppress
from pathlib import Path

_CREDENTIALS = struct.Struct("3i")
"""Process, user and group at the other end (unix(7), SO_PEERCRED)."""

_BACKLOG = 16


def listen_locally(path: Path) -> socket.socket:
    """Listen on a path, in the place of the socket that an earlier run has left. Raises OSError."""
    with suppress(FileNotFoundError):
        # Whatever else is there is somebody's file.
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(shortest(path))
        # Nobody can connect before `listen`.
        path.chmod(0o600)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


def connect_locally(path: Path) -> socket.socket:
    """Connect to the socket at a path. Raises OSError."""
    connected = socket.socket(socket.AF_UNIX)
    try:
        connected.connect(shortest(path))
    except OSError:
        connected.close()
        raise
    return connected


def shortest(path: Path) -> str:
    """Return the shortest way to write a path: the system takes about a hundred bytes (unix(7))."""
    return min(str(path), os.path.relpath(path), str(path.absolute()), key=len)


def is_own(accepted: socket.socket) -> bool:
    """Tell whether a program of this user's is at the other end, or one of root's, who can do anything.

    Where the system does not tell, the modes of the socket and of its directory have to do.
    """
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    credentials = accepted.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(credentials)
    return user in {0, os.geteuid()}
