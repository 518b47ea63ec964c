"""The owner's socket: in the file system, for one user."""

import os
import socket
import stat
import struct
from pathlib import Path
from typing import cast

import pytest

from salon.gateways.local import connect_locally, is_own, listen_locally, shortest


def test_only_its_user_may_connect(tmp_path: Path) -> None:
    """So its mode says."""
    path = tmp_path / "s"
    with listen_locally(path):
        mode = path.lstat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600


def test_the_socket_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    """It was left by a server that was killed."""
    path = tmp_path / "s"
    listen_locally(path).close()
    with listen_locally(path) as listening, connect_locally(path), listening.accept()[0] as accepted:
        assert is_own(accepted)


def test_a_file_of_that_name_stays(tmp_path: Path) -> None:
    """It is somebody's."""
    path = tmp_path / "s"
    path.write_text("mine")
    with pytest.raises(OSError, match="in use"):
        listen_locally(path)
    assert path.read_text() == "mine"


def test_a_path_that_is_too_long_is_written_as_short_as_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the directory where one is; else it cannot be used, and Python says so without a number."""
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    with pytest.raises(OSError, match="too long") as problem:
        listen_locally(deep / "s")
    assert problem.value.errno is None
    with pytest.raises(OSError, match="too long"):
        connect_locally(deep / "s")
    monkeypatch.chdir(deep)
    assert shortest(deep / "s") == "s"
    with listen_locally(deep / "s"), connect_locally(deep / "s"):
        pass


class Peer:
    """A connection, of which the kernel tells whose it is."""

    def __init__(self, user: int) -> None:
        self.user = user

    def getsockopt(self, *_: int) -> bytes:
        """Return process, user and group."""
        return struct.pack("3i", 1, self.user, 1)


@pytest.mark.parametrize(("user", "is_let_in"), [(0, True), (1001, True), (1002, False)])
def test_another_user_is_told_apart(monkeypatch: pytest.MonkeyPatch, user: int, is_let_in: bool) -> None:
    """By what the kernel says of the other end; root may always."""
    monkeypatch.setattr(os, "geteuid", lambda: 1001)
    assert is_own(cast("socket.socket", Peer(user))) is is_let_in


def test_where_the_system_does_not_tell_the_modes_have_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every system has SO_PEERCRED."""
    monkeypatch.delattr(socket, "SO_PEERCRED")
    here, there = socket.socketpair()
    with here, there:
        assert is_own(here)
