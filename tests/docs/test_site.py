"""The site of the documentation has every page, and loads nothing from elsewhere."""

import re
from pathlib import Path

from harness.documents import prose
from reference import ROOT
from site_pages import loaded_from_elsewhere, sources


def test_every_page_is_in_the_navigation() -> None:
    """A page that is not there is hard to find; decisions are listed on a page of their own."""
    named = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    pages = {source.relative_to(ROOT).as_posix() for source in sources() if source.suffix == ".md"}
    assert sorted(named) == sorted(page for page in pages if not page.startswith("docs/decisions/0"))


def test_every_file_that_a_page_links_to_is_copied() -> None:
    """MkDocs would refuse the link otherwise."""
    copied = set(sources())
    missing = {
        (source.name, link)
        for source in copied
        if source.suffix == ".md"
        for link in re.findall(r"\]\(([^()\s#:]+)[^()\s:]*\)", prose(source))
        if not (target := (source.parent / link).resolve()).is_dir() and target not in copied
    }
    assert missing == set()


def test_what_is_loaded_from_elsewhere_is_seen(tmp_path: Path) -> None:
    """Scripts, styles and pictures; a link to another site loads nothing."""
    page = tmp_path / "page.html"
    page.write_text(
        '<script src="//cdn.example/a.js"></script><link rel="stylesheet" href="https://fonts.example/b">'
        '<img alt="" src="docs/c.png"><a href="https://example.org/">d</a><script src="e.js"></script>',
        "utf-8",
    )
    found = [address for _page, address in loaded_from_elsewhere(tmp_path)]
    assert found == ["//cdn.example/a.js", "https://fonts.example/b"]
