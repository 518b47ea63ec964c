"""Whom one is with, who else wrote, and the line that says so."""

from pathlib import Path

from salon.direct.company import MOST_STRANGERS, Company
from salon.direct.link import Arrived, Peer
from salon.direct.memory import Memory
from salon.terminal.console import Completions

LOU, BOB = Peer("10.0.0.1", 5000), Peer("10.0.0.2", 5000)


def test_what_waits_in_one_line(tmp_path: Path) -> None:
    """Where one listens, whom one talks to, who else wrote, and whether the directory answers."""
    memory = Memory(tmp_path)
    company = Company(memory)
    here = Peer("::", 5000)
    assert (company.peer_name, company.word("zoé", here, str)) == ("", "zoé | :: 5000")
    company.peer = LOU
    assert company.peer_name == "10.0.0.1"
    memory.meet(LOU, "lou\x1b")
    for name in ("bob", "bob", ""):
        company.count(Arrived(BOB, name, "x"))
    company.is_directory_silent = True
    assert company.word("zoé", here, str).split(" | ") == [
        *("zoé", ":: 5000", "talking to lou\ufffd", "the directory does not answer"),
        "new messages: bob (2), 10.0.0.2 (1)",
    ]


def test_strangers_are_met_once(tmp_path: Path) -> None:
    """And only so many of them; nobody's datagrams fill the memory."""
    memory = Memory(tmp_path)
    memory.meet(LOU, "lou")
    company = Company(memory)
    assert [company.meet_stranger(peer) for peer in (LOU, BOB, BOB)] == [False, True, False]
    for port in range(MOST_STRANGERS + 1):
        company.meet_stranger(Peer("10.0.0.3", port))
        company.count(Arrived(BOB, f"n{port}", "x"))
    assert (len(company.strangers), len(company.unread)) == (MOST_STRANGERS, MOST_STRANGERS)


def test_people_are_completed(tmp_path: Path) -> None:
    """Those one has talked to, those who wrote, and those the directory gave."""
    memory = Memory(tmp_path)
    memory.meet(LOU, "lou")
    company = Company(memory)
    company.meet_stranger(BOB)
    company.listed.add("léa")
    assert company.complete("/join ") == Completions("", ["10.0.0.1 5000", "10.0.0.2 5000", "lou", "léa"])
