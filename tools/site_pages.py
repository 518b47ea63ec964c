"""Builds the documentation as a site: `make site`.

The pages are copied side by side as they lie in the repository, so that their links need no change. MkDocs
checks every link; this program checks that no page loads anything from elsewhere.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "build" / "site" / "pages"
SITE = ROOT / "build" / "site" / "html"

_SOURCES = (
    *("*.md", "LICENSE*", "docs/**/*", "deploy/*"),
    *("bench/README.md", "web/README.md", "changelog.d/README.md"),
)
_LOADED = re.compile(
    r"""<(?:script|link|img|source|iframe)\b[^>]*?\b(?:src|href)=["']?((?:https?:)?//[^"'\s>]+)"""
)


def sources() -> Iterator[Path]:
    """Yield the pages, and the files that they show and link to."""
    for pattern in _SOURCES:
        yield from (source for source in sorted(ROOT.glob(pattern)) if source.is_file())


def copy_pages() -> None:
    """Put the pages where MkDocs reads them."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for source in sources():
        target = PAGES / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def loaded_from_elsewhere(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield the addresses on other hosts that a page loads when it is read, with the page."""
    for page in sorted(site.rglob("*.html")):
        for address in _LOADED.findall(page.read_text("utf-8")):
            yield page, address


def main() -> None:
    """Build the site, or end with what is wrong."""
    copy_pages()
    # Not --quiet: MkDocs then overlooks the warnings that --strict makes errors.
    built = subprocess.run(  # noqa: S603 - the command is this program's own
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", ROOT / "mkdocs.yml"],
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    found = list(loaded_from_elsewhere(SITE))
    for page, address in found:
        print(f"{page.relative_to(SITE)} loads {address}", file=sys.stderr)
    if built.returncode or found:
        sys.exit(1)
    print(SITE / "index.html")


if __name__ == "__main__":
    main()
