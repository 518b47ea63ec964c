"""Changes wait in files of their own, and a version takes them."""

from pathlib import Path

import pytest

import changelog

PAGE = "# Changes\n\nWhat people notice.\n\n## [0.1.0] - 2026-01-02\n\n### Added\n\n- The first.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project whose next version is 0.2.0, and in which two changes wait."""
    for name, text in {
        "CHANGELOG.md": PAGE,
        "src/salon/__init__.py": '"""Salon."""\n\n__version__ = "0.2.0"\n',
        "changelog.d/README.md": "# How\n",
        "changelog.d/slow-disk.fixed.md": "- A stop waits\n  for a slow disk.\n",
        "changelog.d/search.added.md": "- Search ([how](../docs/search.md)).\n- And more.\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_version_takes_what_waits(root: Path) -> None:
    """By category, under its own heading, above the versions before; the links start from the page."""
    changelog.release(root)
    text = changelog.page(root)
    assert changelog.headings(root) == ["0.2.0", "0.1.0"]
    added, fixed = "- Search ([how](docs/search.md)).\n- And more.\n", "- A stop waits\n  for a slow disk.\n"
    assert f"\n\n### Added\n\n{added}\n### Fixed\n\n{fixed}\n## [0.1.0]" in text
    assert text.startswith("# Changes\n\nWhat people notice.\n\n## [0.2.0] - 2")
    assert changelog.section_of("0.2.0", root) == f"### Added\n\n{added}\n### Fixed\n\n{fixed}".strip()
    assert changelog.section_of("0.3.0", root) == ""
    assert [file.name for file in (root / "changelog.d").iterdir()] == ["README.md"]
    assert [*changelog.problems(root)] == []


def test_the_first_version_has_none_below_it(root: Path) -> None:
    """Then the page ends with it."""
    (root / "CHANGELOG.md").write_text("# Changes\n\nWhat people notice.\n", "utf-8")
    changelog.release(root)
    assert changelog.page(root).endswith("- A stop waits\n  for a slow disk.\n")


def test_a_version_is_made_once(root: Path) -> None:
    """A second time, the source still has the old version."""
    changelog.release(root)
    (root / "changelog.d/late.fixed.md").write_text("- Too late.\n", "utf-8")
    with pytest.raises(ValueError, match=r"has 0\.2\.0 already"):
        changelog.release(root)
    assert (root / "changelog.d/late.fixed.md").exists()


def test_a_version_of_nothing_is_none(root: Path) -> None:
    """Somebody has forgotten something."""
    for file in (root / "changelog.d").glob("*.*.md"):
        file.unlink()
    with pytest.raises(ValueError, match="nothing waits"):
        changelog.release(root)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("search.new.md", "- Search.\n", "is not called NAME.CATEGORY.md, with one of added, changed"),
        ("Search.added.md", "- Search.\n", "is not called"),
        ("search.txt", "- Search.\n", "is not called"),
        ("a.added.md", "", "begins with"),
        ("a.added.md", "Search.\n", "begins with"),
        ("a.added.md", "- Search,\nand more.\n", "each line"),
        ("a.added.md", "- Search.", "no end"),
        ("a.added.md", "- Search\n- More.\n", "full stop"),
    ],
)
def test_what_is_not_well_formed_is_named(root: Path, name: str, text: str, problem: str) -> None:
    """And nothing is moved."""
    (root / "changelog.d" / name).write_text(text, "utf-8")
    assert any(problem in its and name in its for its in changelog.problems(root))
    with pytest.raises(ValueError, match=problem):
        changelog.release(root)
    assert changelog.page(root) == PAGE


@pytest.mark.parametrize(
    "page",
    ["# Changes\n\n- More.\n\n## [0.1.0] - 2026-01-02\n", "# Changes\n\n## [Unreleased]\n\n- More.\n"],
)
def test_an_entry_of_no_version_does_not_stand_on_the_page(root: Path, page: str) -> None:
    """Where everybody would write on the same lines."""
    (root / "CHANGELOG.md").write_text(page, "utf-8")
    assert any("into a new file changelog.d/NAME.CATEGORY.md" in its for its in changelog.problems(root))
