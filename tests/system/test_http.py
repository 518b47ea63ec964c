"""What HTTP answers beside IRC: the page, how the server is, and metrics."""

import json
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

from harness.salon_process import DEADLINE, SalonProcess, trusting

ON = ("--set", "http.enabled=true", "--set", "http.port=0")


def answer(salon: SalonProcess, path: str) -> tuple[int, str]:
    """Return what is answered to a GET."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{salon.doors['HTTP']}{path}", timeout=DEADLINE
        ) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_page_and_how_the_server_is(tmp_path: Path) -> None:
    """They are at the address that the start names first."""
    with SalonProcess(tmp_path, *ON) as salon:
        told = [line for line in salon.said.splitlines() if line.startswith(("Open", "Connect"))]
        assert told[0] == f"Open in a browser: http://localhost:{salon.doors['HTTP']}/"
        assert answer(salon, "/")[1].startswith("<!doctype html>")
        assert json.loads(answer(salon, "/config.json")[1])["channels"] == ["#public"]
        assert answer(salon, "/healthz")[0] == 200
        assert answer(salon, "/readyz") == (200, "ready\n")


def asked_as(salon: SalonProcess, name: str) -> str:
    """Return what is answered to a GET under a name of the server."""
    with socket.create_connection(("127.0.0.1", salon.doors["HTTP"])) as peer:
        peer.sendall(f"GET /healthz HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: peer.recv(4096), b"")).decode()


def test_the_answer_to_an_unknown_name_says_how_to_allow_it(tmp_path: Path) -> None:
    """With an option that can be copied."""
    with SalonProcess(tmp_path, *ON) as salon:
        refused = asked_as(salon, "chat.example:8080")
    assert refused.startswith("HTTP/1.1 421 ")
    (option,) = [line.split() for line in refused.splitlines() if "--set" in line]
    with SalonProcess(tmp_path, *ON, *option) as salon:
        assert asked_as(salon, "chat.example:8080").startswith("HTTP/1.1 200 ")


def test_names_of_this_machine(tmp_path: Path) -> None:
    """It answers to its own; to a name of somebody else's, that may lead here, it does not."""
    with SalonProcess(tmp_path, *ON) as salon:
        for name, status in ((socket.gethostname().upper(), b"200"), ("evil.example", b"421")):
            with socket.create_connection(("127.0.0.1", salon.doors["HTTP"])) as peer:
                peer.sendall(f"GET /healthz HTTP/1.1\r\nHost: {name}:8080\r\n\r\n".encode())
                assert peer.recv(64).startswith(b"HTTP/1.1 " + status)


def test_it_is_not_ready_while_it_stops(tmp_path: Path) -> None:
    """Whoever asks hears so until the end, which waits here for a peer that is silent."""
    with SalonProcess(tmp_path, *ON) as salon:
        salon.connect(tls=trusting()).register("lazy")
        assert answer(salon, "/readyz")[0] == 200
        salon.send_signal(signal.SIGTERM)
        salon.wait_log("stopping")
        assert answer(salon, "/readyz") == (503, "The server stops\n")
        assert answer(salon, "/healthz")[0] == 200
        assert salon.wait_end() == 0


def test_metrics(tmp_path: Path) -> None:
    """They are on a port of their own, and nowhere else."""
    options = ("--set", "http.metrics.enabled=true", "--set", "http.metrics.port=0")
    with SalonProcess(tmp_path, *ON, *options) as salon:
        assert answer(salon, "/metrics")[0] == 404
        alice = salon.enter("alice", "#c")
        alice.send("PRIVMSG #c :Salut")
        alice.settle()
        port = salon.doors["metrics"]
        assert f"Metrics for Prometheus: http://localhost:{port}/metrics" in salon.said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=DEADLINE) as found:
            told = found.read().decode()
        assert 'salon_sessions{wire="irc"} 1.0\n' in told
        assert "salon_messages_total 1.0\n" in told
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(b"GET /irc HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert peer.recv(64).startswith(b"HTTP/1.1 404 ")
