"""What the owner is told of the page for others, and of its name on the network."""

import asyncio
import ipaddress
from collections.abc import Callable
from typing import Any

import pytest

from salon.server import invitation, network
from salon.server.invitation import Invitation
from salon.server.network import Interface
from salon.texts.language import Text

EVERYWHERE = ("::", "0.0.0.0")  # noqa: S104 - what a listener says


class Announced:
    """An announcement that does what a test has it do."""

    made: "list[Announced]" = []  # noqa: RUF012 - emptied for each test

    def __init__(self, addresses: list[str], port: int, *hearers: Callable[..., None]) -> None:
        self.place = (addresses, port)
        self.told, self.failed = hearers
        self.made.append(self)

    def start(self) -> None:
        """Wait for the test."""

    def stop(self, done: Callable[[], None]) -> None:
        """Be taken back at once."""
        done()


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    Announced.made.clear()
    monkeypatch.setattr(invitation, "Announcement", Announced)
    on(monkeypatch, "192.168.1.20", "10.0.0.5")


def on(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have this machine have addresses."""
    found = Interface(tuple(map(ipaddress.ip_address, addresses)))
    monkeypatch.setattr(network, "interfaces", lambda: [found])


def told(call: Callable[[Invitation], Any], listening: tuple[str, ...] = EVERYWHERE) -> list[str]:
    """Return what is said in a loop in which something is done."""
    said: list[Text] = []

    async def main() -> None:
        call(Invitation(listening, 8080, said.append))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(main())
    return [str(text) for text in said]


def give(its: Invitation) -> None:
    """Say how others reach the page, which has no name."""
    its.give(announces=False)


def announce(its: Invitation) -> None:
    """Say it, and have the page announced."""
    its.give(announces=True)


def test_each_address_is_said() -> None:
    """As it is typed; here is no terminal, so there is no code to read."""
    assert told(give) == [
        "On other machines of this network: http://192.168.1.20:8080/",
        "On other machines of this network: http://10.0.0.5:8080/",
    ]


def test_the_first_address_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the terminal can show it."""
    monkeypatch.setattr(invitation, "can_show", lambda _drawn, _environment: True)
    monkeypatch.setattr(invitation, "draw", "<{}>".format)
    assert told(give)[2:] == ["<http://192.168.1.20:8080/>"]


@pytest.mark.parametrize("fails", [True, False])
def test_there_is_no_network(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    """It is said, also where the system does not tell; and nothing is announced."""

    def none() -> list[Interface]:
        if fails:
            raise OSError
        return []

    monkeypatch.setattr(network, "interfaces", none)

    def invite(its: Invitation) -> None:
        its.give(announces=True)
        its.withdraw()
        assert its.withdrawn.is_set()

    (said,) = told(invite)
    assert said.startswith("No other machine can open the page")
    assert Announced.made == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            lambda its: its.told("salon.local"),
            "Or by name, where the system knows such names: http://salon.local:8080/",
        ),
        (
            lambda its: its.failed(None),
            "The page is not announced on the network: all of its names are taken.",
        ),
        (
            lambda its: its.failed(PermissionError(1, "Operation not permitted")),
            "The page is not announced on the network: this user is not allowed to.",
        ),
        (
            lambda its: its.failed(ImportError("no zeroconf")),
            "The page is not announced on the network: no zeroconf.",
        ),
    ],
)
def test_the_name_is_told(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[Announced], None], expected: str
) -> None:
    """Or why there is none; the code comes behind it, so that it is the last that is said."""
    monkeypatch.setattr(invitation, "can_show", lambda _drawn, _environment: True)
    monkeypatch.setattr(invitation, "draw", lambda _address: "<code>")

    def announce_and_answer(its: Invitation) -> None:
        announce(its)
        assert not its.withdrawn.is_set()
        (announced,) = Announced.made
        assert announced.place == (["192.168.1.20", "10.0.0.5"], 8080)
        answer(announced)

    assert told(announce_and_answer)[2:] == [expected, "<code>"]


def test_a_name_that_comes_too_late_is_not_told() -> None:
    """The server stops: nobody needs it any more."""

    def stop_meanwhile(its: Invitation) -> None:
        announce(its)
        its.withdraw()
        Announced.made[0].told("salon.local")

    assert len(told(stop_meanwhile)) == 2


def test_it_is_taken_back_once() -> None:
    """Whoever waits for it hears of it."""
    seen: list[Invitation] = []

    def withdraw(its: Invitation) -> None:
        announce(its)
        its.withdraw()
        its.withdraw()
        seen.append(its)

    told(withdraw)
    assert seen[0].withdrawn.is_set()


def test_an_answer_may_come_after_the_end() -> None:
    """Then nobody is there to be told."""
    told(announce)
    (announced,) = Announced.made
    announced.told("salon.local")
