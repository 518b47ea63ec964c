"""Writes the pages of `docs/reference/` that are made from the code.

`tests/docs` asserts that what is committed is what this writes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from salon.server import settings_manual

ROOT = Path(__file__).parents[1]

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/settings.md": settings_manual.reference,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        target = ROOT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(), encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
