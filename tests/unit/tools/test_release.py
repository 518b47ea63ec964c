"""What keeps a version from being released, in a repository of the test's own."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import changelog
import release

CHANGES = "# Changes\n\n## [0.2.0] - 2026-02-03\n\n### Fixed\n\n- All.\n\n## [0.1.0] - 2026-01-02\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a clean repository, on main, that may be released as 0.2.0."""
    for name, text in {
        "CHANGELOG.md": CHANGES,
        "changelog.d/README.md": "# How\n",
        "src/salon/__init__.py": '__version__ = "0.2.0"\n',
        ".gitignore": ".venv\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return tmp_path


def git(root: Path, *arguments: str) -> str:
    """Run git as somebody."""
    who = ("-c", "user.name=Amélie", "-c", "user.email=amelie@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root: Path) -> None:
    """Commit everything."""
    git(root, "add", "--all")
    git(root, "commit", "-q", "--allow-empty", "-m", "All")


def set_version(root: Path, name: str) -> None:
    """Give the source a version."""
    (root / "src/salon/__init__.py").write_text(f'__version__ = "{name}"\n', "utf-8")
    commit(root)


def add_change(root: Path) -> None:
    """Have a change wait."""
    (root / "changelog.d/more.added.md").write_text("- More.\n", "utf-8")
    commit(root)


def test_what_agrees_may_be_released(root: Path) -> None:
    """Nothing is wrong."""
    assert [*release.problems(root)] == []


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda root: (root / "left").touch(), "the tree is not clean, commit or remove:\n?? left"),
        (lambda root: git(root, "checkout", "-q", "-b", "other"), "is made on main, and this is other"),
        (lambda root: git(root, "checkout", "-q", "--detach"), "is made on main, and this is no branch"),
        (lambda root: git(root, "tag", "v0.2.0"), "v0.2.0 is there already"),
        (lambda root: set_version(root, "0.3.0"), "0.3.0, and the newest in CHANGELOG.md is 0.2.0"),
        (lambda root: set_version(root, "0.2"), "0.2 is no version like 1.2.3"),
        (add_change, "0.2.0 stands in CHANGELOG.md, and more waits in changelog.d"),
    ],
)
def test_what_keeps_it_is_named(root: Path, spoil: Callable[[Path], object], problem: str) -> None:
    """With what to do."""
    spoil(root)
    assert any(problem in its for its in release.problems(root))


def test_everything_that_keeps_it_is_named_at_once(root: Path) -> None:
    """Nobody corrects one thing to be told of the next."""
    git(root, "checkout", "-q", "-b", "other")
    set_version(root, "0.3.0")
    (root / "left").touch()
    assert len([*release.problems(root)]) == 3


def test_the_suite_counts_for_the_commit_that_it_ran_on(root: Path) -> None:
    """Whether it ran here, or in CI as is claimed; a claim for another commit is no matter of taste."""
    assert not release.is_tested(root, "")
    (root / ".venv").mkdir()
    (root / ".venv/.tested").write_text(git(root, "rev-parse", "HEAD") + "\n", "ascii")
    assert release.is_tested(root, "")
    assert release.is_tested(root, "HEAD")
    commit(root)
    assert not release.is_tested(root, "")
    with pytest.raises(release.NotReleased, match="CI has tested HEAD~1"):
        release.is_tested(root, "HEAD~1")
    with pytest.raises(release.NotReleased, match="git rev-parse nothing"):
        release.is_tested(root, "nothing")


def test_both_are_tested_before_anything_is_tagged(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that does not work leaves no tag; and a dry run leaves none although it works."""
    done: list[str] = []

    def build(_: Path, to: Path) -> list[Path]:
        files = [to / "salon-0.2.0.tar.gz", to / "salon-0.2.0-py3-none-any.whl"]
        for file in files:
            file.touch()
        return files

    def fail(_: Path, __: str) -> None:
        raise release.NotReleased("the wheel does not work")

    monkeypatch.setattr(release, "ROOT", root)
    monkeypatch.setattr(release, "problems", lambda: iter(()))
    monkeypatch.setattr(changelog, "version", lambda: "0.2.0")
    monkeypatch.setattr(changelog, "section_of", lambda _: "### Fixed\n\n- All.")
    monkeypatch.setattr(release, "build", build)
    monkeypatch.setattr(release, "try_wheel", fail)
    monkeypatch.setattr(release, "say", done.append)
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Amélie")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "amelie@example.org")
    with pytest.raises(release.NotReleased, match="does not work"):
        release.release(dry=False, tested="HEAD")
    assert git(root, "tag") == ""
    monkeypatch.setattr(release, "try_wheel", lambda _, __: None)
    release.release(dry=True, tested="HEAD")
    assert git(root, "tag") == ""
    assert sorted(file.suffix for file in (root / "dist").iterdir()) == [".gz", ".whl"]
    release.release(dry=False, tested="HEAD")
    assert git(root, "tag") == "v0.2.0"
    assert "### Fixed\n\n- All." in git(root, "tag", "--list", "-n9", "v0.2.0").replace("    ", "")
