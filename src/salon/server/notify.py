"""Tells systemd how far the server is (`Type=notify`); says nothing where nobody asked.

The protocol is sd_notify(3): datagrams of `NAME=value` lines to the socket named in `NOTIFY_SOCKET`.
"""

import os
import socket
import time
from collections.abc import Mapping


class Notifier:
    """The way to the service manager, if there is one."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # sd_notify(3): a leading @ stands for the zero byte of Linux's abstract sockets.
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self, status: str = "") -> bool:
        """Say that the server listens everywhere, at the start or after a reload."""
        return self._send("READY=1", *_status(status))

    def reloading(self) -> bool:
        """Say that the settings are being read again; `ready` ends it."""
        # The manager matches the reload to its request by this clock, in microseconds.
        return self._send("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> bool:
        """Say that the server is on its way out."""
        return self._send("STOPPING=1")

    def _send(self, *assignments: str) -> bool:
        """Return whether the manager was told. Not being heard is no reason to end or to wait."""
        if not self._address:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.sendto("\n".join(assignments).encode(), self._address)
        except OSError:
            return False
        return True


def _status(text: str) -> tuple[str, ...]:
    # A line break would begin another assignment.
    return (f"STATUS={' '.join(text.split())}",) if text else ()
