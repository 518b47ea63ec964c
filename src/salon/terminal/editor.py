"""Edits one line from the bytes that a terminal sends for keys, and remembers the lines before it.

Knows keys and characters; it must not know where they come from, nor draw anything.
"""

import codecs
import unicodedata
from collections.abc import Callable
from enum import Enum, auto

REMEMBERED = 500
"""How many lines can be called back."""

LONGEST = 4096
"""How many characters a line may have; what is typed beyond them is not taken."""

_ESCAPE = "\x1b"


class Key(Enum):
    """A key that is no part of a line."""

    END = auto()
    """The end of input: Ctrl-D on an empty line."""

    CLEAR = auto()
    """The screen is to be cleared: Ctrl-L."""


class LineEditor:
    """The line that is being typed."""

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._escape = ""
        self._lines: list[str] = []
        self._shown = 0
        self._unfinished = ""

    def feed(self, data: bytes) -> list[str | Key]:
        """Take the bytes of keys; return the lines that they complete, and the keys that are for others."""
        done: list[str | Key] = []
        for character in self._decoder.decode(data):
            if self._escape or character == _ESCAPE:
                self._feed_escape(character)
            elif character in "\r\n":
                done.append(self._finish())
            elif character == "\x04" and not self.text:
                done.append(Key.END)
            elif character == "\x0c":
                done.append(Key.CLEAR)
            elif character in _CONTROLS:
                _CONTROLS[character](self)
            elif (character.isprintable() or character == "\t") and len(self.text) < LONGEST:
                self.text = self.text[: self.cursor] + character + self.text[self.cursor :]
                self.cursor += 1
        return done

    def view(self, width: int) -> tuple[str, int]:
        """Return the part around the cursor that fits in so many cells, and the cell of the cursor in it."""
        start, before = self.cursor, 0
        while start and before + cells(self.text[start - 1]) < width:
            start -= 1
            before += cells(self.text[start])
        end, filled = self.cursor, before
        while end < len(self.text) and filled + cells(self.text[end]) < width:
            filled += cells(self.text[end])
            end += 1
        return self.text[start:end].replace("\t", " "), before

    def remember(self, line: str) -> None:
        """Have a line called back by the keys for it, unless it was a secret."""
        is_behind = self._shown >= len(self._lines)
        if line.strip() and line not in self._lines[-1:]:
            self._lines.append(line)
            del self._lines[:-REMEMBERED]
        self._shown = len(self._lines) if is_behind else min(self._shown, len(self._lines))

    def _finish(self) -> str:
        line = self.text
        self._shown = len(self._lines)
        self.text, self.cursor = "", 0
        return line

    # --- keys -------------------------------------------------------------------------------------

    def _feed_escape(self, character: str) -> None:
        """Collect a sequence (ECMA-48, 5.4): it ends with a letter or `~`."""
        self._escape += character
        if len(self._escape) == 1 or self._escape in {"\x1b[", "\x1bO"}:
            return
        if self._escape[1] in "[O" and not "@" <= character <= "~":
            return
        key = _SEQUENCES.get(self._escape[1:])
        self._escape = ""
        if key is not None:
            key(self)

    def move(self, place: int) -> None:
        """Put the cursor at a place in the line."""
        self.cursor = min(max(place, 0), len(self.text))

    def erase(self, start: int, end: int) -> None:
        """Take a part out of the line."""
        start = max(start, 0)
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def word_before(self) -> int:
        """Return where the word before the cursor begins."""
        head = self.text[: self.cursor].rstrip()
        return head.rfind(" ") + 1

    def word_after(self) -> int:
        """Return where the word behind the cursor ends."""
        tail = self.text[self.cursor :]
        blanks = len(tail) - len(tail.lstrip())
        end = tail.find(" ", blanks)
        return len(self.text) if end < 0 else self.cursor + end

    def call_back(self, step: int) -> None:
        """Show an earlier or a later line; the unfinished one is behind the last."""
        place = self._shown + step
        if not 0 <= place <= len(self._lines):
            return
        if self._shown == len(self._lines):
            self._unfinished = self.text
        self._shown = place
        self.text = self._lines[place] if place < len(self._lines) else self._unfinished
        self.cursor = len(self.text)


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


_Act = Callable[[LineEditor], None]

_CONTROLS: dict[str, _Act] = {
    "\x01": lambda editor: editor.move(0),
    "\x02": lambda editor: editor.move(editor.cursor - 1),
    "\x04": lambda editor: editor.erase(editor.cursor, editor.cursor + 1),
    "\x05": lambda editor: editor.move(len(editor.text)),
    "\x06": lambda editor: editor.move(editor.cursor + 1),
    "\x08": lambda editor: editor.erase(editor.cursor - 1, editor.cursor),
    "\x7f": lambda editor: editor.erase(editor.cursor - 1, editor.cursor),
    "\x0b": lambda editor: editor.erase(editor.cursor, len(editor.text)),
    "\x0e": lambda editor: editor.call_back(1),
    "\x10": lambda editor: editor.call_back(-1),
    "\x15": lambda editor: editor.erase(0, editor.cursor),
    "\x17": lambda editor: editor.erase(editor.word_before(), editor.cursor),
}
"""Ctrl-A, B, D, E, F, H, Delete, K, N, P, U, W, as in other line editors."""

_SEQUENCES: dict[str, _Act] = {
    "[A": lambda editor: editor.call_back(-1),
    "[B": lambda editor: editor.call_back(1),
    "[C": lambda editor: editor.move(editor.cursor + 1),
    "[D": lambda editor: editor.move(editor.cursor - 1),
    "[H": lambda editor: editor.move(0),
    "[F": lambda editor: editor.move(len(editor.text)),
    "[1~": lambda editor: editor.move(0),
    "[4~": lambda editor: editor.move(len(editor.text)),
    "[3~": lambda editor: editor.erase(editor.cursor, editor.cursor + 1),
    "[1;5C": lambda editor: editor.move(editor.word_after()),
    "[1;5D": lambda editor: editor.move(editor.word_before()),
    "f": lambda editor: editor.move(editor.word_after()),
    "b": lambda editor: editor.move(editor.word_before()),
}
_SEQUENCES |= {f"O{key[1]}": act for key, act in _SEQUENCES.items() if key[0] == "[" and len(key) == 2}
"""Arrows, Home, End, Delete, Ctrl and Alt with them; `O` in place of `[` where the terminal is so set."""
