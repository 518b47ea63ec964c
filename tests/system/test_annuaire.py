"""The wire `annuaire` through real sockets: its document's client, netcat, and somebody on IRC."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness import original_annuaire_client
from harness.salon_process import DEADLINE, SalonProcess, clean_environment
from salon.accounts.passwords import hash_password

HERE, THERE = "127.0.0.1", "127.0.0.2"
PASSWORD = "echo5678"


@pytest.fixture(scope="module")
def protected() -> tuple[str, ...]:
    """Return the options of a server whose directory has a password."""
    return ("--set", f"dialects.annuaire.password={hash_password(PASSWORD)}")


@pytest.fixture
def salon(tmp_path: Path, protected: tuple[str, ...]) -> Iterator[SalonProcess]:
    """Return a server whose directory has a password."""
    with SalonProcess(tmp_path, *protected) as process:
        yield process


def ask(salon: SalonProcess, request: str, address: str = HERE) -> str:
    """Send a request in one piece with no end, keep the half of the connection open, read until the end."""
    door = ("127.0.0.1", salon.doors["annuaire"])
    with socket.create_connection(door, timeout=DEADLINE, source_address=(address, 0)) as client:
        client.sendall(request.encode())
        answer = b""
        while data := client.recv(1024):
            answer += data
    return answer.decode()


def machines(salon: SalonProcess) -> dict[str, list[str]]:
    """Return the database, by address."""
    shown = json.loads(ask(salon, f"2{PASSWORD}"))
    return {address: [host, pseudonym, online] for host, (pseudonym, address, online) in shown.items()}


def original(salon: SalonProcess, request: str) -> str:
    """Ask with the document's client."""
    command = [sys.executable, original_annuaire_client.__file__, str(salon.doors["annuaire"]), request]
    return subprocess.run(
        command, env=clean_environment(), capture_output=True, timeout=DEADLINE, check=True
    ).stdout.decode()


def netcat(salon: SalonProcess, data: str, *options: str) -> str:
    """Ask by netcat."""
    command = ["nc", *options, "127.0.0.1", str(salon.doors["annuaire"])]
    return subprocess.run(
        command,
        input=data.encode(),
        env=clean_environment(),
        capture_output=True,
        timeout=DEADLINE,
        check=True,
    ).stdout.decode()


def test_the_documents_client(salon: SalonProcess) -> None:
    """It says hello, takes a pseudonym, asks who is here and where, looks at the database, and leaves."""
    assert original(salon, "7bonjour") == ""
    host = machines(salon)[HERE][0]
    assert original(salon, "3zoé") == f"zoé replaced {host}\n"
    assert original(salon, "4") == f"\n\tzoé ({host})\n"
    assert original(salon, "1zoé") == f"His IP address is {HERE} ({host})\n"
    assert original(salon, "1bob") == "It seems bob cannot be found in the database\n"
    assert (
        original(salon, f"2{PASSWORD}")
        == json.dumps({host: ["zoé", HERE, "1"]}, indent=2, ensure_ascii=False) + "\n"
    )
    assert original(salon, "2echo1234") == "Wrong password\n"
    assert original(salon, "5") == ""


def test_netcat(salon: SalonProcess) -> None:
    """By hand a request is a line; one without an end, at the end of input or not, does as well."""
    assert netcat(salon, "3zoe\n").startswith("zoe replaced ")
    assert netcat(salon, "1bob\r\n") == "It seems bob cannot be found in the database\n"
    assert netcat(salon, "1bob", "-N") == "It seems bob cannot be found in the database\n"
    assert netcat(salon, "1bob") == "It seems bob cannot be found in the database\n"
    assert netcat(salon, "?\n").startswith("There is no function ?.")


def test_two_machines(salon: SalonProcess) -> None:
    """Each finds the other by its pseudonym, and sees when it has left."""
    ask(salon, "3alice", HERE)
    ask(salon, "3bob", THERE)
    host = machines(salon)[THERE][0]
    assert ask(salon, "1bob", HERE) == f"His IP address is {THERE} ({host})\n"
    assert "taken" in ask(salon, "3alice", THERE)
    assert ask(salon, "5", THERE) == ""
    assert "bob" not in ask(salon, "4", HERE)


def test_the_database_survives_a_restart(tmp_path: Path, protected: tuple[str, ...]) -> None:
    """What was answered is there again, after a clean end and after a kill."""
    with SalonProcess(tmp_path, *protected) as first:
        ask(first, "3alice", HERE)
        ask(first, "3bob", THERE)
        before = machines(first)
    with SalonProcess(tmp_path, *protected) as second:
        assert ask(second, "1alice", THERE).startswith(f"His IP address is {HERE} ")
        assert machines(second) == before
        ask(second, "3robert", THERE)
        second.kill()
    with SalonProcess(tmp_path, *protected) as third:
        assert machines(third)[THERE][1] == "robert"


def test_function_6_ends_the_server(tmp_path: Path, protected: tuple[str, ...]) -> None:
    """It ends cleanly, with exit code 0: everybody is told, and nothing is lost."""
    with SalonProcess(tmp_path, *protected) as salon:
        bob = salon.enter("bob", "#c")
        assert ask(salon, "6echo1234") == "Wrong password\n"
        bob.send("PRIVMSG #c :the last word")
        bob.settle()
        assert ask(salon, f"6{PASSWORD}") == "The server stops\n"
        assert salon.wait_end() == 0
        assert "The server stops" in bob.wait_closed()[-1]
        assert PASSWORD not in salon.log
    with SalonProcess(tmp_path, *protected) as again:
        assert any("the last word" in line for line in again.enter("zoe").join("#c"))
        assert machines(again)[HERE][2] == "1"


def test_no_password_is_set(tmp_path: Path) -> None:
    """Functions 2 and 6 refuse and say so, and the server lives on."""
    with SalonProcess(tmp_path) as salon:
        for request in ("2", "2echo1234", "6", "6echo1234"):
            assert "dialects.annuaire.password" in ask(salon, request)
        assert ask(salon, "7") == ""


def test_an_irc_person_agrees_to_be_listed(salon: SalonProcess) -> None:
    """ANNUAIRE ON lists the machine with the nick, OFF takes it out; nobody is listed before."""
    zoe = salon.enter("zoé")
    unknown = "It seems zoé cannot be found in the database\n"
    assert ask(salon, "1zoé", THERE) == unknown
    zoe.send("ANNUAIRE ON")
    zoe.wait_for("NOTICE zoé :NOTE ANNUAIRE LISTED: ")
    assert ask(salon, "1zoé", THERE).startswith(f"His IP address is {HERE} ")
    zoe.send("ANNUAIRE OFF")
    zoe.wait_for("NOTICE zoé :NOTE ANNUAIRE UNLISTED: ")
    assert ask(salon, "1zoé", THERE) == unknown


def test_who_says_nothing_keeps_nobody_waiting(salon: SalonProcess) -> None:
    """Connections that stay silent, or amid a line that has no end, are no one else's affair."""
    door = ("127.0.0.1", salon.doors["annuaire"])
    with ExitStack() as silent:
        for _ in range(5):
            silent.enter_context(socket.create_connection(door))
        began = time.monotonic()
        for _ in range(5):
            assert ask(salon, "1bob").startswith("It seems bob")
        assert time.monotonic() - began < 10
