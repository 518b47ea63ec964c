"""A QR code as text, for a telephone to read from a terminal that can show it."""

import codecs
import os
import sys
from collections.abc import Mapping

_HALVES = {(1, 1): " ", (1, 0): "▄", (0, 1): "▀", (0, 0): "█"}
"""Two modules, one above the other: a cell of a terminal is twice as high as wide."""

_MARGIN = 2
"""Light modules around it: ISO/IEC 18004 wants 4, readers are content with 2, and lines are dear."""


def draw(text: str) -> str:
    """Return the code, dark on light whatever the colours of the terminal."""
    # Imported here: most servers draw none.
    import segno  # noqa: PLC0415

    rows = [tuple(row) for row in segno.make(text, error="l", micro=False).matrix_iter(border=_MARGIN)]
    rows += [(0,) * len(rows[0])] * (len(rows) % 2)
    lines = (
        "".join(_HALVES[upper, lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
    # White on black in colours that no theme changes, and back to the terminal's own.
    return "\n".join(f"\x1b[38;5;231;48;5;16m{line}\x1b[0m" for line in lines)


def can_show(drawn: str, environment: Mapping[str, str]) -> bool:
    """Return whether the standard output is a terminal that has the signs, the colours and the room."""
    stdout = sys.stdout
    if not stdout.isatty() or environment.get("TERM", "dumb") == "dumb":
        return False
    if codecs.lookup(stdout.encoding).name != "utf-8":
        return False
    size = os.get_terminal_size(stdout.fileno())
    lines = drawn.splitlines()
    columns = sum(lines[0].count(half) for half in _HALVES.values())
    return columns <= size.columns and len(lines) < size.lines
