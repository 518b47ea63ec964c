"""The name on the network: which one is taken, and what comes of a network that does not answer."""

from collections.abc import Callable
from typing import Any

import pytest
import zeroconf

from harness.stand_ins import ImmediateExecutor
from salon.server.announcement import Announcement
from salon.server.network import NAMES

OWN = "192.168.1.20"


class Network:
    """A network where some names are others' already, in the place of zeroconf's."""

    def __init__(self, taken: dict[str, str]) -> None:
        self.taken = taken
        self.registered: list[zeroconf.ServiceInfo] = []
        self.closed = 0

    def __call__(self, **_options: Any) -> "Network":
        """Open it."""
        return self

    def register_service(self, info: zeroconf.ServiceInfo, *, allow_name_change: bool) -> None:
        """Note what is announced."""
        assert allow_name_change
        self.registered.append(info)

    def close(self) -> None:
        """Note the goodbye."""
        self.closed += 1


class Resolver:
    """Asks that network for a name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._network: Network

    def request(self, network: Network, milliseconds: float) -> None:
        """Ask."""
        assert milliseconds >= 750
        self._network = network

    def parsed_addresses(self) -> list[str]:
        """Return whose the name is."""
        found = self._network.taken.get(self._name)
        return [found] if found else []


class Heard:
    """What the announcement told."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.failures: list[Exception | None] = []


@pytest.fixture
def announce(monkeypatch: pytest.MonkeyPatch) -> Callable[[Network], tuple[Announcement, Heard]]:
    """Return what announces on such a network, at once."""

    def announced(network: Network) -> tuple[Announcement, Heard]:
        monkeypatch.setattr(zeroconf, "Zeroconf", network)
        monkeypatch.setattr(zeroconf, "AddressResolver", Resolver)
        heard = Heard()
        announcement = Announcement(
            [OWN], 8080, heard.names.append, heard.failures.append, ImmediateExecutor()
        )
        announcement.start()
        return announcement, heard

    return announced


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ({}, "salon.local"),
        ({"salon.local.": OWN}, "salon.local"),
        ({"salon.local.": "192.168.1.9"}, "salon-2.local"),
        ({"salon.local.": "192.168.1.9", "salon-2.local.": "192.168.1.10"}, "salon-3.local"),
    ],
)
def test_a_free_name_is_taken(
    announce: Callable[[Network], tuple[Announcement, Heard]], taken: dict[str, str], name: str
) -> None:
    """The first that is nobody else's; then it is told, and taken back in the end."""
    network = Network(taken)
    announcement, heard = announce(network)
    assert (heard.names, heard.failures) == ([name], [])
    (info,) = network.registered
    assert (info.server, info.port, info.parsed_addresses()) == (f"{name}.", 8080, [OWN])
    done: list[str] = []
    announcement.stop(lambda: done.append("done"))
    assert (network.closed, done) == (1, ["done"])


def test_all_names_are_taken(announce: Callable[[Network], tuple[Announcement, Heard]]) -> None:
    """Then there is none, and that is said."""
    network = Network({f"{name}.": "192.168.1.9" for name in NAMES})
    _, heard = announce(network)
    assert (heard.names, heard.failures, network.registered) == ([], [None], [])


def test_a_network_that_refuses(
    announce: Callable[[Network], tuple[Announcement, Heard]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is told, whatever it is; taking back what was never announced harms nothing."""
    network = Network({})
    monkeypatch.setattr(network, "register_service", lambda *_args, **_options: 1 / 0)
    announcement, heard = announce(network)
    assert heard.names == []
    assert isinstance(heard.failures[0], ZeroDivisionError)
    announcement.stop(lambda: None)
