"""A page in a browser on the same machine: what it can send to the server's ports, and what comes of it."""

import socket
import time
from collections.abc import Iterator

import pytest

from harness.salon_process import DEADLINE, DIALECTS, IrcClient, SalonProcess, trusting

REQUEST = (
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n"
    b"NICK mallory\r\nUSER m 0 * :m\r\nJOIN #c\r\nPRIVMSG #c :bought\r\n"
    b"/NICK mallory\n/pseudo\nmallory\n/JOIN c\nbought\nbought\n@alice bought\n"
)
"""What a form can post: a body of lines that some wire would obey."""


@pytest.fixture(scope="module")
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SalonProcess]:
    """Give a server with all its wires."""
    with SalonProcess(tmp_path_factory.mktemp("browsers")) as running:
        yield running


@pytest.fixture(scope="module")
def alice(salon: SalonProcess) -> IrcClient:
    """Give somebody who would hear of it."""
    return salon.enter("alice", "#c", "#public")


def answer(salon: SalonProcess, wire: str, *pieces: bytes) -> bytes:
    """Send pieces to a wire's port, and return all that comes until the connection ends."""
    raw = socket.create_connection(("127.0.0.1", salon.doors[wire]), DEADLINE)
    with trusting().wrap_socket(raw) if wire == "IRC (TLS)" else raw as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        try:
            for number, piece in enumerate(pieces):
                if number:
                    time.sleep(0.02)  # so that it comes by itself
                peer.sendall(piece)
            while data := peer.recv(65_536):
                received += data
        except ConnectionError:
            pass
        return received


@pytest.mark.parametrize("cut", [0, 5, 12, 15])
@pytest.mark.parametrize("wire", ["IRC", "IRC (TLS)", *DIALECTS])
def test_a_request_is_hung_up_on(salon: SalonProcess, alice: IrcClient, wire: str, cut: int) -> None:
    """On every port, before anything of it is obeyed, in whatever pieces its first line comes."""
    pieces = (REQUEST[:cut], REQUEST[cut:]) if cut else (REQUEST,)
    shown = answer(salon, wire, *pieces)
    assert b"mallory" not in shown
    assert b"bought" not in shown
    assert b"421" not in shown
    assert [line for line in alice.settle() if "mallory" in line or "bought" in line] == []


def test_a_line_that_begins_like_one_is_text(salon: SalonProcess, alice: IrcClient) -> None:
    """On IRC it is an unknown command; on the other wires it may be said."""
    client = salon.connect()
    client.send("GET / please", "NICK bob", "USER b 0 * :b")
    client.wait_for(" 451 ")
    client.wait_for(" 376 | 422 ")
    client.send("JOIN #c", "PRIVMSG #c :GET / HTTP/1.1")
    alice.wait_for("PRIVMSG #c :GET / HTTP/1.1$")
    client.close()
