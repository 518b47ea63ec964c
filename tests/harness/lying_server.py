"""A server that keeps no rule: it says what a test has it say, and reads when it is told to."""

import select
import socket
from collections.abc import Callable
from typing import Self

from harness.salon_process import DEADLINE


class LyingServer:
    """A door on which one client is waited for. A context."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._rest = b""

    def __enter__(self) -> Self:
        """Listen."""
        return self

    def __exit__(self, *_: object) -> None:
        """Be gone."""
        self._listener.close()
        if hasattr(self, "_peer"):
            self._peer.close()

    def accept(self) -> None:
        """Wait for the client."""
        self._listener.settimeout(DEADLINE)
        self._peer, _ = self._listener.accept()
        self._peer.settimeout(DEADLINE)

    def say(self, *lines: str) -> None:
        """Say lines."""
        self.send("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))

    def send(self, data: bytes) -> None:
        """Send bytes, whatever they are."""
        self._peer.sendall(data)

    def is_writable(self, seconds: float) -> bool:
        """Wait until the client takes more, or for so long."""
        return bool(select.select([], [self._peer], [], seconds)[1])

    def send_some(self, data: bytes) -> int:
        """Send as much as goes at once; return how much that was."""
        return self._peer.send(data, socket.MSG_DONTWAIT)

    def hear(self, is_it: Callable[[str], bool]) -> str:
        """Read on until there is such a line, and return it."""
        while True:
            while b"\n" not in self._rest:
                data = self._peer.recv(65_536)
                assert data, "the client is gone"
                self._rest += data
            line, self._rest = self._rest.split(b"\n", 1)
            if is_it(text := line.decode("utf-8", "replace")):
                return text

    def hear_start(self, start: str) -> str:
        """Read on until a line begins so, and return it."""
        return self.hear(lambda line: line.startswith(start))

    def hear_end(self) -> None:
        """Read on until the client has ended the conversation."""
        while self._peer.recv(65_536):
            pass
