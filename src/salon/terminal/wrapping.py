"""Cuts lines at blanks where they are too long for a terminal, so that no word is broken that fits.

Knows widths, and not the terminal.
"""

from salon.terminal.editor import cells


def wrapped(line: str, width: int) -> list[str]:
    """Return a line as lines of at most so many cells. A longer word stays whole: it may be an address."""
    line = line.expandtabs()
    pieces: list[str] = []
    while (end := _fitting(line, width)) < len(line):
        cut = line.rfind(" ", 0, end + 1)
        if not line[: max(cut, 0)].strip():
            # Not even the first word fits: the terminal goes on in the next row with it.
            cut = line.find(" ", end)
        if cut < 0:
            break
        pieces.append(line[:cut])
        line = line[cut:].lstrip(" ")
    return [*pieces, line] if line or not pieces else pieces


def _fitting(line: str, width: int) -> int:
    """Return how many characters fit."""
    filled = 0
    for place, character in enumerate(line):
        filled += cells(character)
        if filled > width:
            return place
    return len(line)
