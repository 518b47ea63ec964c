"""The directory, as a machine asks it."""

import socket
import threading

import pytest

from salon.direct.directory import FIND, Directory, Found, Patience, is_taken, parse_addresses, parse_names
from salon.direct.link import Peer
from salon.terminal.loop import run


def test_addresses_are_found_in_the_answer() -> None:
    """One line for each machine that the name means."""
    answer = "His IP address is 10.0.0.1 (pc-1.lan)\nHis IP address is ::1 (pc (2))"
    assert parse_addresses(answer) == [Found("10.0.0.1", "pc-1.lan"), Found("::1", "pc (2)")]
    assert parse_addresses("It seems zoé cannot be found in the database") == []


def test_names_are_found_in_the_answer() -> None:
    """One line for each machine that is online."""
    assert parse_names("Online:\n\tzoé (pc-1)\n\tbob (pc (2))\nx (y)") == ["zoé", "bob"]


def test_a_pseudonym_is_ours_when_the_answer_says_so() -> None:
    """Anything else is a refusal."""
    assert is_taken("zoé replaced pc-1", "zoé")
    assert not is_taken("zoé is taken", "zoé")
    assert not is_taken("zoéline replaced pc-1", "zoé")


def test_one_request_a_connection() -> None:
    """Function and argument go in one piece; the answer is all that comes."""
    asked = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(10)
            asked.append(connection.recv(1024))
            asked.append(connection.recv(1024))
            for piece in (b"His IP address is 10.0.0.1 ", b"(pc)\r\n"):
                connection.sendall(piece)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        answer = run(Directory(Peer(*listener.getsockname())).ask(FIND, "zoé"))
        thread.join()
    assert asked == ["1zoé".encode(), b""]
    assert answer == "His IP address is 10.0.0.1 (pc)"


def test_a_directory_that_says_nothing_is_waited_for_with_a_bound() -> None:
    """Whoever asked can go on."""
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(TimeoutError):
        run(Directory(Peer(*listener.getsockname()), Patience(first=0.05)).ask(FIND, "x"))


def test_a_directory_that_never_closes_has_answered_after_a_silence() -> None:
    """As an original one; what it said is the answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connections = []

        def serve() -> None:
            connections.append(listener.accept()[0])
            connections[0].sendall(b"\tlou (pc)\n")

        thread = threading.Thread(target=serve)
        thread.start()
        where = Peer(*listener.getsockname())
        assert run(Directory(where, Patience(silence=0.05)).ask(FIND, "x")) == "\tlou (pc)"
        thread.join()
        connections[0].close()
