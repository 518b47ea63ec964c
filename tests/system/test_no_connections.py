"""The server opens no connection that its owner did not configure: the system calls of a run say so."""

import os
import re
import socket
from pathlib import Path

import pytest

from harness.salon_process import DEADLINE, SalonProcess
from harness.storing import CHILD_ENVIRONMENT

CALLS = ("connect", "sendto", "sendmsg", "sendmmsg")
CALL = re.compile(rf"\b(?:{'|'.join(CALLS)})\(.*?sa_family=(AF_\w+)(?:.*?port=htons\((\d+)\))?")

DNS = "53"
LOCAL = {"AF_UNIX", "AF_NETLINK"}
"""Programs of this machine and its kernel: what looks names up asks them, too."""

PLANTED = {
    "TCP": "socket.create_connection(('127.0.0.1', PORT))",
    "UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'here I am', ('127.0.0.1', PORT))",
}


def traced(trace: Path) -> tuple[str, ...]:
    """Return what runs a server so that its system calls are written down; it keeps its process number."""
    return ("strace", "-D", "-f", "-qq", "-e", f"trace={','.join(CALLS)}", "-o", str(trace))


def opened(trace: Path) -> list[str]:
    """Return the calls that reached for another machine, name look-ups apart.

    What is sent without an address goes to a peer that connected by itself.
    """
    lines = trace.read_text("utf-8").splitlines()
    calls = [(line, match[1], match[2]) for line in lines if (match := CALL.search(line))]
    return [line for line, family, port in calls if family not in LOCAL and port != DNS]


def test_the_server_opens_no_connection(tmp_path: Path) -> None:
    """Whoever connects, by whatever wire, and whatever they do; nor at its start and its end."""
    trace = tmp_path / "trace"
    with SalonProcess(tmp_path, through=traced(trace)) as salon:
        alice, bob = salon.enter("alice", "#c"), salon.enter("bob", "#c")
        for wire in salon.doors:
            if not wire.startswith("IRC"):
                with socket.create_connection(("127.0.0.1", salon.doors[wire]), timeout=DEADLINE) as client:
                    client.sendall("3zoé".encode())
                    client.shutdown(socket.SHUT_WR)
                    while client.recv(4096):
                        pass
        alice.send("PRIVMSG #c :salut", "WHOIS bob", "REHASH", "TOPIC #c :ici")
        bob.wait_for("TOPIC #c :ici")
        salon.stop()
    assert "SIGTERM" in trace.read_text("utf-8"), "the run was not seen to its end"
    assert opened(trace) == []


@pytest.mark.parametrize("kind", PLANTED)
def test_a_connection_would_be_seen(tmp_path: Path, kind: str) -> None:
    """Were there one, in a server that is otherwise the same."""
    trace, planted = tmp_path / "trace", tmp_path / "planted"
    planted.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        code = f"import socket\n{PLANTED[kind].replace('PORT', port)}\n"
        (planted / "sitecustomize.py").write_text(code, encoding="utf-8")
        path = os.pathsep.join((str(planted), CHILD_ENVIRONMENT["PYTHONPATH"]))
        with SalonProcess(tmp_path, through=traced(trace), environment={"PYTHONPATH": path}) as salon:
            salon.stop()
    (call,) = opened(trace)
    assert f"htons({port})" in call
