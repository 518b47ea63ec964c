"""Releases this version: checks that it can be, builds it, tries what was built as a user would, and tags it.

`--dry` does all but the tag. `--tested=COMMIT` says that CI has run the suite on that commit. Else the
suite is run here, unless `make test` has noted this very commit.
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import changelog
import smoke

ROOT: Final = Path(__file__).parents[1]
BRANCH: Final = "main"
_FORM: Final = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")


class NotReleased(Exception):  # noqa: N818 - named for the fact
    """The version cannot be released; the text says why."""


def run(command: Sequence[str | Path], directory: Path, **environment: str) -> str:
    """Return what a program says; raises NotReleased where it fails."""
    done = subprocess.run(  # noqa: S603 - git, pip and what was built here
        command, cwd=directory, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NotReleased(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout.strip()


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield everything that keeps this version from being released, with what to do."""
    if changes := run(["git", "status", "--porcelain"], root):
        yield f"the tree is not clean, commit or remove:\n{changes}"
    if (branch := run(["git", "branch", "--show-current"], root)) != BRANCH:
        yield f"a release is made on {BRANCH}, and this is {branch or 'no branch'}"
    name = changelog.version(root)
    if not _FORM.fullmatch(name):
        yield f"{name} is no version like 1.2.3 or 1.2.3rc1: change src/salon/__init__.py"
    yield from changelog.problems(root)
    newest = next(iter(changelog.headings(root)), "none")
    if newest != name:
        yield f"the version is {name}, and the newest in CHANGELOG.md is {newest}: `make changelog`, commit"
    elif [*(root / "changelog.d").glob("*.*.md")]:
        yield f"{name} stands in CHANGELOG.md, and more waits in changelog.d: set the next version"
    if run(["git", "tag", "--list", tag_of(name)], root):
        yield f"{tag_of(name)} is there already: set the next version in src/salon/__init__.py"


def tag_of(name: str) -> str:
    """Return the tag of a version."""
    return f"v{name}"


def is_tested(root: Path, claimed: str) -> bool:
    """Return whether the suite has run on this commit: in CI, as is claimed, or here; raises NotReleased."""
    head = run(["git", "rev-parse", "HEAD"], root)
    if claimed:
        if run(["git", "rev-parse", f"{claimed}^{{commit}}"], root) != head:
            raise NotReleased(f"CI has tested {claimed}, and this is {head}")
        return True
    noted = root / ".venv/.tested"
    return noted.exists() and noted.read_text("ascii").strip() == head


def build(root: Path, to: Path) -> list[Path]:
    """Build the source distribution, and from it, not from the clone, the wheel; raises NotReleased."""
    made = {"SOURCE_DATE_EPOCH": run(["git", "log", "-1", "--format=%ct"], root)}
    hatchling = (sys.executable, "-m", "hatchling", "build")
    run([*hatchling, "-t", "sdist", "-d", to], root, **made)
    (source,) = to.glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        (tree,) = Path(scratch).iterdir()
        run([*hatchling, "-t", "wheel", "-d", to], tree, **made)
    (wheel,) = to.glob("*.whl")
    return [source, wheel]


def install(wheel: Path, home: Path, constraints: Path) -> Path:
    """Return the command `salon` of a new virtual environment; raises NotReleased."""
    run([sys.executable, "-m", "venv", home], home.parent)
    pip = (home / "bin/pip", "--disable-pip-version-check", "--quiet")
    run([*pip, "install", "-c", constraints, wheel], home.parent)
    return home / "bin/salon"


def try_wheel(wheel: Path, name: str) -> None:
    """Install a wheel where nothing else is, and use it as people would; raises NotReleased."""
    with tempfile.TemporaryDirectory() as scratch:
        command = install(wheel, Path(scratch) / "venv", ROOT / "constraints.txt")
        if (said := run([command, "version"], Path(scratch))) != f"salon {name}":
            raise NotReleased(f"`salon version` of the wheel says: {said}")
        try:
            smoke.try_out([str(command)], Path(scratch))
        except (smoke.Failed, OSError) as problem:
            raise NotReleased(f"the wheel does not work: {problem}") from problem


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, flush=True)


def release(*, dry: bool, tested: str) -> None:
    """Do it all; raises NotReleased."""
    if wrong := [*problems()]:
        raise NotReleased("\n".join(wrong))
    name = changelog.version()
    say(f"Salon {name}: tree, branch, version and changes agree")
    if not is_tested(ROOT, tested):
        say("The suite has not run on this commit: make test")
        done = subprocess.run(["make", "test"], cwd=ROOT, check=False)  # noqa: S607 - as whoever types it
        if done.returncode != 0:
            raise NotReleased("the suite has failed")
    with tempfile.TemporaryDirectory() as scratch:
        built = build(ROOT, Path(scratch))
        say(f"Built {', '.join(file.name for file in built)}")
        try_wheel(built[1], name)
        say("Installed, started, talked to, stopped, started again: what was said is there")
        to = ROOT / "dist"
        to.mkdir(exist_ok=True)
        for file in built:
            (to / file.name).write_bytes(file.read_bytes())
    if dry:
        say(f"Dry: no tag {tag_of(name)} is made; both files are in dist")
        return
    notes = f"Salon {name}\n\n{changelog.section_of(name)}"
    run(["git", "tag", "--annotate", "--cleanup=verbatim", "--message", notes, tag_of(name)], ROOT)
    say(f"Tagged. To publish: git push origin {BRANCH} {tag_of(name)}, and the two files in dist")


def main() -> None:
    """Read what is wanted, and do it."""
    parser = argparse.ArgumentParser(description="Release this version of Salon.")
    parser.add_argument("--dry", action="store_true", help="all but the tag")
    parser.add_argument("--tested", default="", metavar="COMMIT", help="what CI has run the suite on")
    options = parser.parse_args()
    try:
        release(dry=options.dry, tested=options.tested)
    except NotReleased as problem:
        sys.exit(f"Not released: {problem}")


if __name__ == "__main__":
    main()
