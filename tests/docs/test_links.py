"""Every link of the documentation leads somewhere."""

import re
from pathlib import Path

import pytest

from harness.documents import prose
from reference import ROOT

_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_OUTSIDE = ("http://", "https://", "mailto:", "irc://", "ircs://")
_NOT_OURS = {".venv", "build", "dist", "node_modules", "salon-data"}

PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part in _NOT_OURS or part.startswith(".") for part in path.relative_to(ROOT).parts)
)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(prose(page))
    }


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    lost = []
    for link in _LINK.findall(prose(page)):
        if link.startswith(_OUTSIDE):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    return lost


def test_pages_are_found() -> None:
    """The tests look at the pages that there are."""
    assert {ROOT / "README.md", ROOT / "docs" / "architecture.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link names a file, and a heading in it where it names one."""
    assert broken(page) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    """Files and headings that are not there are found; code and other sites are passed over."""
    page = tmp_path / "page.md"
    page.write_text(
        "# One `two`\n[a](page.md#one-two) [b](gone.md) [c](#three) [d](https://example.org/x)\n"
        "```\n[e](none.md)\n```\n",
        encoding="utf-8",
    )
    assert broken(page) == ["gone.md", "#three"]
