"""The wire `bonjour` through real sockets: a client that does what its document says, and netcat."""

import socket
from pathlib import Path

from harness import netcat
from harness.ports import free_port
from harness.salon_process import DEADLINE, SalonProcess, try_to_serve


def converse(port: int, *messages: str) -> list[str]:
    """Do as the document's client does: one send for a message, no newline, one recv for its answer."""
    answers = []
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as client:
        for message in messages:
            client.send(message.encode("utf-8"))
            answers.append(client.recv(1024).decode("utf-8"))
        assert client.recv(1024) == b""
    return answers


def test_the_documents_client(tmp_path: Path) -> None:
    """Name, date, something, the closing phrase: one answer each, in one piece; then the server closes."""
    with SalonProcess(tmp_path, environment={"LC_ALL": "fr_FR.UTF-8", "TZ": "CET-1"}) as salon:
        answers = converse(salon.doors["bonjour"], "Marie", "/date", "coucou", "/help", "Au Revoir")
        greeting, date, connected, usage, goodbye = answers
        assert greeting == "Bonjour Marie\N{NO-BREAK SPACE}!\n"
        assert date.endswith(" CET\n")
        assert date.split()[0] in {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}
        assert connected == "Marie, vous êtes bien en ligne.\n"
        assert usage.count("\n") == 3
        assert goodbye == "Au revoir Marie, la connexion est fermée.\n"


def test_any_number_of_people(tmp_path: Path) -> None:
    """The original serves one client; here they do not wait for each other."""
    with SalonProcess(tmp_path) as salon:
        port = salon.doors["bonjour"]
        with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as silent:
            silent.send(b"Jean Pierre")
            assert converse(port, "Marie", "au revoir")[0] == "Hello Marie!\n"
            assert silent.recv(1024) == b"Hello Jean Pierre!\n"


def test_netcat(tmp_path: Path) -> None:
    """By hand each line is a message."""
    with SalonProcess(tmp_path) as salon, netcat.connect(salon, "bonjour", "zoe") as terminal:
        terminal.type_lines("Zoé")
        terminal.wait_for("Hello Zoé!")
        terminal.type_lines("coucou")
        terminal.wait_for("Zoé, you are connected.")
        terminal.end_input()
        assert terminal.wait_end() == 0


def test_the_next_port_that_is_free(tmp_path: Path) -> None:
    """A port that is taken is passed over; the one that was found is printed, and works."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        options = ("--set", f"dialects.bonjour.port={first}", "--set", "dialects.bonjour.ports=50")
        with SalonProcess(tmp_path, *options) as salon:
            port = salon.doors["bonjour"]
            assert first < port < first + 50
            assert f"nc -N localhost {port}" in salon.said
            assert converse(port, "Marie", "au revoir")[0] == "Hello Marie!\n"


def test_no_port_is_free(tmp_path: Path) -> None:
    """The start fails with a clear error, and nothing is listened on."""
    irc = free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = ("--set", f"dialects.bonjour.port={port}", "--set", "dialects.bonjour.ports=1")
        ended = try_to_serve(tmp_path, "--port", str(irc), *options)
    assert ended.code == 2
    assert "bonjour" in ended.log
    assert f"port {port}" in ended.log
    assert "dialects.bonjour.port" in ended.log
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", irc)) != 0
