"""How lines travel: one behind the other in a stream, or each as a message of WebSocket.

A framing knows nothing of what a line says. It takes and gives whole lines, without their ends.
"""

from collections.abc import Iterable
from typing import Protocol

TEXT_OPCODE = 0x1
BINARY_OPCODE = 0x2

_FINAL = 0x80
_SHORT = 125
"""Bytes of a payload whose length stands in the header's second byte (RFC 6455, 5.2)."""


class Framing(Protocol):
    """Turns lines into the bytes that a peer gets. Sessions of one framing get the same bytes."""

    def frame(self, line: str) -> bytes:
        """Return the bytes of one line."""

    def frame_all(self, lines: Iterable[str]) -> bytes:
        """Return the bytes of several lines."""


class StreamFraming:
    """Lines of a stream, each with its end."""

    __slots__ = ()

    def frame(self, line: str) -> bytes:
        """Return the line with its end."""
        return f"{line}\r\n".encode()

    def frame_all(self, lines: Iterable[str]) -> bytes:
        """Return the lines, each with its end."""
        return "".join([f"{line}\r\n" for line in lines]).encode()


class MessageFraming:
    """Messages of WebSocket, a line each, as a server sends them: final and not masked (RFC 6455, 5.1)."""

    __slots__ = ("_first_byte", "opcode")

    def __init__(self, opcode: int) -> None:
        self.opcode = opcode
        self._first_byte = bytes((_FINAL | opcode,))

    def frame(self, line: str) -> bytes:
        """Return the line as a message."""
        payload = line.encode()
        return self._first_byte + encode_length(len(payload)) + payload

    def frame_all(self, lines: Iterable[str]) -> bytes:
        """Return each line as a message."""
        return b"".join(map(self.frame, lines))


def encode_length(size: int) -> bytes:
    """Return the length of a payload that is not masked, as the header of a frame has it (RFC 6455, 5.2)."""
    if size <= _SHORT:
        return bytes((size,))
    if size <= 0xFFFF:
        return b"\x7e" + size.to_bytes(2, "big")
    return b"\x7f" + size.to_bytes(8, "big")


STREAM = StreamFraming()
TEXT = MessageFraming(TEXT_OPCODE)
BINARY = MessageFraming(BINARY_OPCODE)
