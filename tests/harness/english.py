"""Finds English in what people are shown in French: pieces of the catalogue's keys."""

import re
from functools import cache

from salon.texts.language import DOMAIN, LOCALE

_GAP = re.compile(r"\{[^{}]*\}|%\(\w+\)\w|%%|\n")
SHORTEST = 10
"""Characters of a piece that cannot stand in French by chance."""


@cache
def _pieces() -> frozenset[str]:
    import gettext  # noqa: PLC0415 - for its table alone

    catalogue = gettext.translation(DOMAIN, LOCALE, ["fr"])
    table: dict[object, str] = vars(catalogue)["_catalog"]
    french = "\n".join(table.values())
    keys = {key[0] if isinstance(key, tuple) else str(key) for key in table if key}
    pieces = {piece.strip() for key in keys for piece in _GAP.split(key)}
    return frozenset(its for its in pieces if len(its) >= SHORTEST and " " in its and its not in french)


def english_in(text: str) -> list[str]:
    """Return what is English in a text."""
    return sorted(piece for piece in _pieces() if piece in text)
