"""Cuts a stream of bytes into lines, for every wire that is made of lines.

It must not know what a line means, how it is encoded, where the bytes come from or what time it is.
The same bytes give the same lines, in whatever pieces they arrive.
"""

from enum import Enum
from typing import Final


class TooLong(Enum):
    """The type of the one mark that stands where a line that was thrown away would stand."""

    TOO_LONG = "too long"


TOO_LONG: Final = TooLong.TOO_LONG


class LineSplitter:
    """Keeps the beginning of a line until the rest of it has come, and never more than one line of it.

    A line ends with LF or CRLF (modern-irc, "Compatibility with incorrect software": servers SHOULD take
    a single LF for the pair). A CR elsewhere is part of its line, for the wire to refuse. The same clause
    would let it end the line, but no document of the other wires does.
    """

    __slots__ = ("_limit", "_pending", "_skipping")

    def __init__(self, limit: int) -> None:
        """Take the longest line that is let through, in bytes without its terminator."""
        self._limit = limit
        self._pending = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes | TooLong]:
        """Take the next bytes; give the lines that they complete, without terminators, in order.

        A line over the limit gives `TOO_LONG` once, as soon as it is known to be over, and is thrown away
        up to its end. A call costs what the bytes given and the one line kept from before cost to copy.
        """
        lines = data.split(b"\n")
        if self._skipping:
            if len(lines) == 1:
                return []
            self._skipping = False
            del lines[0]
        elif self._pending:
            lines[0] = self._pending + lines[0]
        pending = lines.pop()
        limit = self._limit
        complete: list[bytes | TooLong] = []
        for raw in lines:
            line = raw.removesuffix(b"\r")
            complete.append(line if len(line) <= limit else TOO_LONG)
        # One byte more may be kept: a CR that turns out to belong to the terminator.
        if len(pending) > limit and len(pending.removesuffix(b"\r")) > limit:
            complete.append(TOO_LONG)
            self._skipping = True
            pending = b""
        self._pending = pending
        return complete

    @property
    def pending(self) -> bytes:
        """Show what has come after the last terminator; nothing of a line over the limit."""
        return self._pending

    @property
    def is_amid_line(self) -> bool:
        """Whether something has come after the last terminator, be it of a line that is thrown away."""
        return self._skipping or bool(self._pending)

    def take_pending(self) -> bytes:
        """End the line here, for wires where silence or the end of the stream ends one, and give it.

        What comes next begins a new line, also after a line over the limit, which gives nothing here.
        """
        line = self._pending.removesuffix(b"\r")
        self._pending = b""
        self._skipping = False
        return line
