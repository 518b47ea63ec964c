"""Pages of the documentation as tests read them: their text without code, and what they are made of."""

import re
from pathlib import Path

_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def prose(page: Path) -> str:
    """Return a page without its blocks of code, where brackets mean other things."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def outline(page: Path) -> list[tuple[str, int, int, int]]:
    """Return for each section its level, and how many lines of tables, items and links it has."""
    parts = _HEADING.split(prose(page))[1:]
    return [
        (
            level,
            len(re.findall(r"^\|", text, re.MULTILINE)),
            len(re.findall(r"^- ", text, re.MULTILINE)),
            len(re.findall(r"\]\(", text)),
        )
        for level, text in zip(parts[::2], parts[1::2], strict=True)
    ]
