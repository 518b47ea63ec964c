"""Finds English in what people are shown in French: pieces of the catalogue's keys."""

import re
from collections.abc import Sequence
from functools import cache

from babel.messages.pofile import read_po

from salon.texts.language import DOMAIN, LOCALE

_GAP = re.compile(r"\{[^{}]*\}|%\(\w+\)\w|%%|\n")
SHORTEST = 10
"""Characters of a piece that cannot stand in French by chance."""


@cache
def _pieces() -> frozenset[str]:
    with (LOCALE / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as text:
        catalogue = read_po(text)
    # What the page says is short, and may well stand in a document's own lines.
    messages = [
        its for its in catalogue if its.id and not all(place[0].startswith("web/") for place in its.locations)
    ]
    french = "\n".join(form for its in messages for form in _forms(its.string))
    pieces = {piece.strip() for its in messages for form in _forms(its.id) for piece in _GAP.split(form)}
    return frozenset(its for its in pieces if len(its) >= SHORTEST and " " in its and its not in french)


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return (text,) if isinstance(text, str) else text or ()


def english_in(text: str) -> list[str]:
    """Return what is English in a text."""
    return sorted(piece for piece in _pieces() if piece in text)
