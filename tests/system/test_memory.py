"""Memory after a flood: what broken-off handshakes took is given back, or used for the next."""

import os
import socket
import ssl
from contextlib import ExitStack, suppress
from pathlib import Path

from harness.salon_process import DEADLINE, SalonProcess, eventually

HANDSHAKES = 150
ROUNDS = 8
SPARE = 16 << 20
"""What may be kept of it all: less than a tenth of what so many handshakes take together."""


def resident(pid: int) -> int:
    """Return how much memory a process has."""
    pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def first_words() -> bytes:
    """Return with what a client begins a handshake."""
    context = ssl.create_default_context()
    outgoing = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost").do_handshake()
    return outgoing.read()


def test_handshakes_that_are_broken_off_leave_nothing(tmp_path: Path) -> None:
    """The memory is that of before within seconds, however many came."""
    hello = first_words()
    with SalonProcess(tmp_path, "--set", "limits.connections_per_address=0") as salon:
        before = resident(salon.pid)
        for _ in range(ROUNDS):
            with ExitStack() as flood:
                for _ in range(HANDSHAKES):
                    client = socket.create_connection(("127.0.0.1", salon.tls_port), DEADLINE)
                    flood.enter_context(client)
                    client.sendall(hello)
                    assert client.recv(1)
        eventually(lambda: resident(salon.pid) < before + SPARE, "memory that was given back")
