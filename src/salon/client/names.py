"""Under which name a file that came from elsewhere may be written: never a path, never a trap.

Whoever sends a file, or a server that means harm, may call it anything.
"""

import re
from collections.abc import Iterator

from salon.texts.cut import cut

LONGEST_NAME = 255
"""Bytes of a name that file systems take."""

MOST_OF_A_NAME = 1_000
"""Files of one name, told apart by a number, that may stand beside each other."""

# Names that Windows takes for devices, whatever comes after the first dot: the file may travel further.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return the name that a file is written under, without path, hidden beginning, controls or device."""
    last = re.split(r"[/\\]", name)[-1]
    # What is not printable steers terminals, or turns the direction of writing.
    shown = "".join(char for char in last if char.isprintable())
    bare = re.sub(r"^[.\s]+|[.\s]+$", "", shown)
    stem = bare.partition(".")[0].rstrip()
    # A dash at the beginning makes an option of it, wherever a shell puts names in the place of `*`.
    if bare.startswith("-") or _DEVICE.fullmatch(stem):
        bare = f"_{bare}"
    return bare or "file"


def numbered(name: str) -> Iterator[str]:
    """Return a name, and others for when it is taken, with a number before the ending."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    for number in range(1, MOST_OF_A_NAME + 1):
        yield _fitted(stem, ("" if number == 1 else f" ({number})"), f"{dot}{ending}")


def _fitted(stem: str, number: str, ending: str) -> str:
    # What stands behind a dot may be no ending at all, but most of the name.
    kept = cut(ending, LONGEST_NAME // 2)
    return cut(stem, LONGEST_NAME - len((number + kept).encode())) + number + kept
