"""`make` explains its targets, and the documentation names only targets that exist."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
READMES = ("CONTRIBUTING.md", "bench/README.md", "web/README.md", "changelog.d/README.md")
PAGES = [*(ROOT / name for name in READMES), *sorted((ROOT / "docs").rglob("*.md"))]

INNER = {"help", "web-check", "system-packages"}
"""Targets that other targets use, and the one that explains the rest."""


def explained() -> dict[str, str]:
    """Return what `make` alone prints of each target."""
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return dict(re.findall(r"^  make (\S+) +(\S.*)$", done.stdout, re.MULTILINE))


def phony() -> set[str]:
    """Return the targets that are no files."""
    match = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    assert match is not None
    return set(match[1].replace("\\\n", " ").split())


def test_every_target_is_explained() -> None:
    """By `make` alone, in one line each."""
    assert explained().keys() == phony() - INNER


def test_lines_fit_a_terminal() -> None:
    """Of eighty columns."""
    assert [text for text in explained().values() if len(text) > 80 - len("  make locale-extract  ")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_what_pages_ask_for_is_there(page: Path) -> None:
    """Each `make SOMETHING` is a target."""
    named = re.findall(r"(?:^ *|`)make ([a-z][a-z-]*)", page.read_text("utf-8"), re.MULTILINE)
    assert set(named) - phony() == set()
