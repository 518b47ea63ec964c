"""Makes the table of characters that look alike, from Unicode's data in the library confusable_homoglyphs.

`python tools/confusables.py` rewrites `src/salon/core/confusables.py`. The server reads that module and needs
the library no more.
"""

import textwrap
import unicodedata
from collections import defaultdict
from pathlib import Path

from confusable_homoglyphs.utils import load

TABLE = Path(__file__).parents[1] / "src" / "salon" / "core" / "confusables.py"

_HEAD = '''\
"""Which character looks like which others (Unicode TS 39, confusables). Written by tools/confusables.py.

Made from data of Unicode, Inc., under the licence in LICENSE-UNICODE.
"""

from typing import Final

# Each word is a character and what it looks like, in the form NFD.
_WORDS: Final = (
'''
_TAIL = """\
)

PROTOTYPES: Final = {ord(word[0]): word[1:] for word in _WORDS.split(" ")}
"""
_WIDTH = 103  # columns of a line, less its indentation and quotes


def prototypes() -> dict[str, str]:
    """Return what each character looks like; characters that look like nothing else are left out.

    The library pairs each character with its prototype in both directions, so that of a pair the one with
    several partners is the prototype.
    """
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for char, entries in load("confusables.json").items():
        # Letters that are written from right to left stand between marks that are no part of the letter.
        partners[char.strip("\u200e")].update(entry["c"].strip("\u200e") for entry in entries)
    table = {}
    for char, near in partners.items():
        if len(char) > 1 or len(near) > 1:
            continue
        (prototype,) = near
        if len(prototype) == 1 and len(partners[prototype]) == 1 and char < prototype:
            continue  # a family of two: the first of them stands for both
        table[ord(char)] = prototype
    return {
        chr(code): _settled(prototype, table)
        for code, prototype in sorted(table.items())
        # Names hold no spaces, and are taken apart before they are looked up.
        if not chr(code).isspace() and unicodedata.normalize("NFD", chr(code)) == chr(code)
    }


def _settled(prototype: str, table: dict[int, str]) -> str:
    """Replace what a prototype of several characters holds that has a prototype itself."""
    before = ""
    while prototype != before:
        before, prototype = prototype, unicodedata.normalize("NFD", prototype.translate(table))
    return prototype.replace(" ", "")


def module() -> str:
    """Return the text of the generated module."""
    words = [_written(char + prototype) for char, prototype in prototypes().items()]
    lines = textwrap.wrap(" ".join(words), _WIDTH, break_long_words=False, break_on_hyphens=False)
    strings = [f'    "{line}{" " if line is not lines[-1] else ""}"\n' for line in lines]
    return "".join([_HEAD, *strings, _TAIL])


def _written(word: str) -> str:
    """Return a word as it stands in a string: escaped, for an editor would show half of them wrong."""
    return ascii(word)[1:-1].replace(r"\'", "'").replace('"', r"\"")


def main() -> None:
    """Write the table."""
    TABLE.write_text(module())


if __name__ == "__main__":
    main()
