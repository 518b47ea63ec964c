"""How a `chaines` connection writes, which its first line shows, and where its client has run out of input.

Cuts bytes into lines, and knows nothing of what they ask for.
"""

from collections.abc import Set as AbstractSet

from salon.wire.lines import TOO_LONG, LineSplitter, TooLong

PREFIX = "message"
"""What stands before text in prefix mode."""

FAREWELL = b"BYE"

# Before the bytes of a file: in base64 they may spell anything, and no client of the document writes them.
_CHUNK = b"CHUNK "

_PREFIX = PREFIX.encode()
# When its terminal closes, the document's client reads nothing, for ever, and sends the prefix each time.
_ENDLESS = _PREFIX * 16


class ChainesSplitter(LineSplitter):
    """Finds the mode in the first line, and takes an end of input for the BYE that the document wants."""

    __slots__ = ("_at_end", "_beginning", "_words", "prefixed")

    def __init__(self, limit: int, words: AbstractSet[str]) -> None:
        super().__init__(limit)
        self._words = frozenset(word.encode() for word in words)
        # Bytes that come at once are taken in pieces, and only so much of a line is looked at: so a line has
        # been seen before it is too long to be kept, and any chunking of the bytes gives the same.
        self._beginning = limit // 2
        self._at_end = False
        # Whether text has the prefix, and commands have none; None: there was no line yet.
        self.prefixed: bool | None = None

    def feed(self, data: bytes) -> list[bytes | TooLong]:
        """Take the next bytes; give the lines that they complete, the last of all being BYE."""
        lines: list[bytes | TooLong] = []
        for start in range(0, len(data), self._beginning):
            if self._at_end:
                break
            self._feed_piece(data[start : start + self._beginning], lines)
        return lines

    @property
    def may_be_at_end(self) -> bool:
        """Whether what has come of a line is what the document's client sends at an end of its input."""
        return self.prefixed is not False and _is_repeated_prefix(self.pending)

    def take_pending(self) -> bytes:
        """End the line here, and give it; where it is an end of input, give BYE."""
        if self.may_be_at_end:
            self._at_end = self.prefixed = True
            super().take_pending()
            return FAREWELL
        line = super().take_pending()
        self._find_mode(line)
        return line

    def _feed_piece(self, data: bytes, lines: list[bytes | TooLong]) -> None:
        for line in super().feed(data):
            if line is not TOO_LONG:
                self._find_mode(line)
                if self._ends_input(line):
                    break
            lines.append(line)
        else:
            if not self._ends_input(self.pending):
                return
        self._at_end = self.prefixed = True
        super().take_pending()
        lines.append(FAREWELL)

    def _find_mode(self, line: bytes) -> None:
        if self.prefixed is None and (words := line.split(maxsplit=1)):
            self.prefixed = line.startswith(_PREFIX) or words[0] in self._words

    def _ends_input(self, line: bytes) -> bool:
        prefixed = line.startswith(_PREFIX) if self.prefixed is None else self.prefixed
        return prefixed and not line.startswith(_CHUNK) and _ENDLESS in line[: self._beginning]


def _is_repeated_prefix(line: bytes) -> bool:
    return bool(line) and not line.replace(_PREFIX, b"")
