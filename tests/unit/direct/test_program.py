"""Where the program of the direct chat listens, and how it is listed."""

import socket
from pathlib import Path

import pytest

from salon.direct.directory import LEAVE, Directory
from salon.direct.link import Peer
from salon.direct.memory import Memory
from salon.direct.program import CannotStart, Here, Presence, open_link


def listening(host: str | None) -> str:
    """Return the address at which a program listens that was given a host."""
    link = open_link(Here(host, 0, Peer("localhost", 6000), Path()))
    try:
        return link.listening.address
    finally:
        link.close()


def test_all_addresses_of_the_machine() -> None:
    """Whoever has found the machine in the directory reaches it, by whichever of its addresses."""
    assert listening(None) == listening("::") == "::"
    assert listening("0.0.0.0") == "0.0.0.0"  # noqa: S104 - what is asked for


def test_a_star_is_the_machine_s_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """`*` for the host: the address that the system gives to this machine's name."""
    monkeypatch.setattr(socket, "gethostname", lambda: "127.0.0.3")
    assert listening("*") == "127.0.0.3"


def test_a_host_that_is_not_this_machine() -> None:
    """It is named, with the reason and what to write."""
    with pytest.raises(CannotStart) as caught:
        listening("192.0.2.1")
    assert caught.value.text.fields["host"] == "192.0.2.1"


def test_a_presence_that_never_began_ends_all_the_same(tmp_path: Path) -> None:
    """Whoever ends the program in its first moment gets no error for it, and the directory is told."""
    asked = []

    class Known(Directory):
        def ask(self, function: str, argument: str = "") -> str:
            asked.append(function + argument)
            return ""

    Presence(Known(Peer("192.0.2.1", 6000)), Memory(tmp_path)).end()
    assert asked == [LEAVE]
