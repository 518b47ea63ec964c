"""Lines for a terminal of some width: cut at blanks, so that no word is broken that fits, and painted.

Knows widths and colours, and not the terminal.
"""

from wcwidth import wrap

from salon.terminal.colours import paint_notice, paint_speaker
from salon.texts.visible import visible


def said(line: str, columns: int, *, colours: bool) -> list[str]:
    """Return the rows of a line that came from elsewhere, made safe."""
    first, *rest = wrapped(visible(line), columns)
    if not colours:
        return [first, *rest]
    # The blank at which it was cut may be behind a speaker.
    painted = paint_speaker(f"{first} ").removesuffix(" ") if rest else paint_speaker(first)
    return [painted, *rest]


def told(line: str, columns: int, *, colours: bool) -> list[str]:
    """Return the rows of a line of the program's own, made safe."""
    rows = wrapped(visible(line), columns)
    return [paint_notice(row) for row in rows] if colours else rows


def wrapped(line: str, columns: int) -> list[str]:
    """Return a line as rows of at most so many cells. A longer word stays whole: it may be an address."""
    line = line.expandtabs()
    # No character takes more than two cells: most lines need no measuring.
    if 2 * len(line) <= columns or (line.isascii() and len(line) <= columns):
        return [line]
    rows = wrap(
        line,
        columns,
        control_codes="ignore",
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
        propagate_sgr=False,
    )
    return rows or [""]
