"""Ports for what a test starts, which no other test is given meanwhile.

They are below those that a system hands out by itself, and each process of tests begins elsewhere.
"""

import itertools
import os
import socket
from typing import Final

_FIRST: Final = 20_000
_COUNT: Final = 12_000  # Linux hands out ports from 32768 on

_numbers = itertools.count(os.getpid() * 101)


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port on which nobody listens, of TCP and of UDP."""
    for number in itertools.islice(_numbers, _COUNT):
        port = _FIRST + number % _COUNT
        try:
            with socket.create_server((host, port)), socket.socket(type=socket.SOCK_DGRAM) as datagrams:
                datagrams.bind((host, port))
        except OSError:
            continue
        return port
    raise AssertionError("all ports are in use")
