"""Keeps the changes: each waits in a file of its own in `changelog.d`, until a version takes it.

`python tools/changelog.py` moves all of them into `CHANGELOG.md`, under the version of the source; with
`--check` it only says what is wrong with them. `changelog.d/README.md` says how one is written.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CATEGORIES = ("added", "changed", "deprecated", "removed", "fixed", "security")
"""Those of Keep a Changelog, in its order."""

_NAME = re.compile(rf"([a-z0-9-]+)\.({'|'.join(CATEGORIES)})\.md")
_VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
_HEADING = re.compile(r"^## \[([^\]]+)\]", re.MULTILINE)


class Fragment(NamedTuple):
    """One file of changes."""

    file: Path
    category: str
    text: str


def fragments(root: Path = ROOT) -> list[Fragment]:
    """Return what waits, by name; raises ValueError for a file whose name is not that of one."""
    found = []
    for file in sorted((root / "changelog.d").iterdir()):
        if file.name != "README.md":
            match = _NAME.fullmatch(file.name)
            if match is None:
                known = ", ".join(CATEGORIES)
                raise ValueError(f"{file.name} is not called NAME.CATEGORY.md, with one of {known}")
            found.append(Fragment(file, match[2], file.read_text("utf-8")))
    return found


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with what waits, and with the page of the changes."""
    try:
        waiting = fragments(root)
    except ValueError as error:
        yield str(error)
        return
    for fragment in waiting:
        yield from (f"{fragment.file.name}: {problem}" for problem in _problems_of(fragment.text))
    before, _, _ = page(root).partition("\n## [")
    if any(line.startswith("- ") for line in before.splitlines()) or "Unreleased" in headings(root):
        yield (
            "CHANGELOG.md changes only with a release. Take its text from the main branch (in a rebase:"
            " git checkout --ours CHANGELOG.md), and put your entry into a new file"
            f" changelog.d/NAME.CATEGORY.md (CATEGORY: {', '.join(CATEGORIES)}), like `- A sentence.`"
        )


def _problems_of(text: str) -> Iterator[str]:
    lines = text.splitlines()
    if not lines or not lines[0].startswith("- "):
        yield "it begins with `- `, as each entry does"
    if not all(re.match(r"(- |  )\S", line) for line in lines):
        yield "each line begins an entry, with `- `, or goes on with it, after two spaces"
    if not text.endswith("\n"):
        yield "its last line has no end"
    if any(
        not entry.rstrip().endswith((".", ".)")) for entry in re.split(r"^- ", text, flags=re.MULTILINE)[1:]
    ):
        yield "each entry is a sentence, with a full stop"


def page(root: Path = ROOT) -> str:
    """Return the changes of all versions."""
    return (root / "CHANGELOG.md").read_text("utf-8")


def headings(root: Path = ROOT) -> list[str]:
    """Return the versions on the page, the newest first."""
    return _HEADING.findall(page(root))


def version(root: Path = ROOT) -> str:
    """Return the version that the source has."""
    match = _VERSION.search((root / "src/salon/__init__.py").read_text("utf-8"))
    if match is None:
        raise ValueError("src/salon/__init__.py has no version")
    return match[1]


def section(name: str, day: str, waiting: list[Fragment]) -> str:
    """Return the part of the page for a version."""
    parts = [f"## [{name}] - {day}\n"]
    for category in CATEGORIES:
        # On the page, links start from the folder above.
        texts = [its.text.replace("](../", "](") for its in waiting if its.category == category]
        if texts:
            parts.append(f"### {category.capitalize()}\n\n{''.join(texts)}")
    return "\n".join(parts)


def section_of(name: str, root: Path = ROOT) -> str:
    """Return what the page says of a version, without its heading; nothing where it is not there."""
    parts = re.split(r"^## \[([^\]]+)\].*\n", page(root), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(name, "").strip()


def release(root: Path = ROOT) -> None:
    """Move what waits under the version; raises ValueError where something is wrong."""
    wrong = [*problems(root)]
    waiting = [] if wrong else fragments(root)
    name = version(root)
    if name in headings(root):
        wrong.append(f"CHANGELOG.md has {name} already: set the next version in src/salon/__init__.py")
    if not wrong and not waiting:
        wrong.append("nothing waits in changelog.d")
    if wrong:
        raise ValueError("\n".join(wrong))
    before, heading, after = page(root).partition("\n## [")
    new = section(name, datetime.now(tz=UTC).date().isoformat(), waiting)
    (root / "CHANGELOG.md").write_text(f"{before.rstrip()}\n\n{new}{heading}{after}", "utf-8")
    for fragment in waiting:
        fragment.file.unlink()


def main() -> None:
    """Check, or move."""
    try:
        if sys.argv[1:] == ["--check"]:
            wrong = [*problems()]
            sys.exit("\n".join(wrong) if wrong else 0)
        release()
    except ValueError as error:
        sys.exit(str(error))
    print(f"CHANGELOG.md: {version()}. Commit it, then `make release`.")


if __name__ == "__main__":
    main()
