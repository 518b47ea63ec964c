"""The service manager is told, over a real socket of the test's own."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from salon.server.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """Listen as systemd does, on a path or in the abstract namespace; give the socket and its name."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(10)
        if request.param == "path":
            name = str(tmp_path / "notify")
            listener.bind(name)
        else:
            listener.bind("")  # the kernel chooses a free abstract name
            name = "@" + listener.getsockname()[1:].decode()
        yield listener, name


def test_the_life_of_a_server(manager: tuple[socket.socket, str]) -> None:
    """Ready, stopping: each is one datagram in sd_notify's form."""
    listener, name = manager
    notifier = Notifier({"NOTIFY_SOCKET": name})
    assert notifier.ready("2 portes ouvertes")
    assert listener.recv(4096).decode() == "READY=1\nSTATUS=2 portes ouvertes"
    assert notifier.stopping()
    assert listener.recv(4096) == b"STOPPING=1"


def test_a_reload_carries_the_clock(manager: tuple[socket.socket, str]) -> None:
    """sd_notify(3): RELOADING=1 comes with the monotonic clock in microseconds."""
    listener, name = manager
    before = time.monotonic_ns() // 1000
    assert Notifier({"NOTIFY_SOCKET": name}).reloading()
    first, _, second = listener.recv(4096).decode().partition("\n")
    variable, _, clock = second.partition("=")
    assert (first, variable) == ("RELOADING=1", "MONOTONIC_USEC")
    assert before <= int(clock) <= time.monotonic_ns() // 1000


def test_a_status_is_one_line(manager: tuple[socket.socket, str]) -> None:
    """A line break in the words cannot smuggle in an assignment."""
    listener, name = manager
    assert Notifier({"NOTIFY_SOCKET": name}).ready("busy\nSTOPPING=1")
    assert listener.recv(4096) == b"READY=1\nSTATUS=busy STOPPING=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_nobody_listens(environment: dict[str, str]) -> None:
    """Without a manager, or with one that is gone, nothing is sent and nothing breaks."""
    notifier = Notifier(environment)
    assert not notifier.ready()
    assert not notifier.reloading()
