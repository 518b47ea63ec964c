"""Colours for lines: who speaks has a colour, what the program itself says is pale.

Knows the habits of chat lines (`NAME: TEXT`), and no wire.
"""

import re
import zlib
from collections.abc import Mapping

_SPEAKER = re.compile(r"(?:\[[^\]]{1,64}\] )?([^\s:]{1,64})(?=: )")
_COLOURS = (31, 32, 33, 34, 35, 36, 91, 92, 94, 95, 96)
_PALE = "\x1b[2m"
_PLAIN = "\x1b[0m"


def paint_speaker(line: str) -> str:
    """Return a line with the name of who speaks in a colour that is always the same for a name."""
    speaker = _SPEAKER.match(line)
    if speaker is None:
        return line
    start, end = speaker.span(1)
    colour = _COLOURS[zlib.crc32(speaker[1].encode("utf-8", "replace")) % len(_COLOURS)]
    return f"{line[:start]}\x1b[1;{colour}m{line[start:end]}{_PLAIN}{line[end:]}"


def paint_notice(line: str) -> str:
    """Return a line of the program's own, paler than what people say."""
    return f"{_PALE}{line}{_PLAIN}" if line else line


def wants_colours(environment: Mapping[str, str]) -> bool:
    """Tell whether colours are welcome on a terminal (no-color.org: NO_COLOR, whatever it is, refuses)."""
    return not environment.get("NO_COLOR") and environment.get("TERM", "") not in {"", "dumb"}
