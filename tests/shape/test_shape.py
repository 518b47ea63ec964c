"""The budgets of the code: sizes, names, descriptions. An exception is named here, with its reason."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LINES_OF_A_FILE = 600
METHODS_OF_A_CLASS = 25
LINES_OF_A_README = 10

# Names that say nothing of what is inside, so that anything may end up there.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "base", "common", "misc"}

# (rule, file) -> why this one may. A reason that is not needed any more fails too.
EXCEPTIONS: Mapping[tuple[str, str], str] = {
    ("lines", "src/salon/core/confusables.py"): "a table that tools/confusables.py writes",
}

_SKIPPED = {".git", "__pycache__", "node_modules", "build", "dist", "salon-data"}
_SHOWN = {".ci", ".github", ".gitignore", ".dockerignore", ".editorconfig", ".pre-commit-config.yaml"}
_CODE = {".py", ".js", ".css", ".c", ".sql", ".sh"}

# In pieces, for these words may stand in no file, this one included.
_INDEX = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "--(extra-)?" + r"index-url", "/sim" + "ple/"))
)


def files() -> Iterator[Path]:
    """Yield every file of the project, whatever makes it left out."""
    pending = [ROOT]
    while pending:
        for entry in sorted(pending.pop().iterdir()):
            hidden = entry.name.startswith(".") and entry.name not in _SHOWN
            if hidden or entry.name in _SKIPPED:
                continue
            if entry.is_dir():
                pending.append(entry)
            elif entry.is_file():
                yield entry


def name_of(path: Path) -> str:
    """Return the path as it stands in the project."""
    return path.relative_to(ROOT).as_posix()


FILES = list(files())
CODE = [path for path in FILES if path.suffix in _CODE]
PYTHON = [path for path in CODE if path.suffix == ".py"]
PACKAGES = sorted(path.parent for path in (ROOT / "src" / "salon").glob("*/__init__.py"))


def judge(rule: str, broken: Mapping[str, object]) -> None:
    """Fail for whatever breaks the rule without being excepted, and for an exception that breaks nothing."""
    excepted = {file for name, file in EXCEPTIONS if name == rule}
    assert {file: found for file, found in broken.items() if file not in excepted} == {}
    assert excepted - broken.keys() == set()


def test_the_project_is_seen() -> None:
    """The other tests look at something."""
    assert ROOT / "src/salon/cli.py" in PYTHON
    assert Path(__file__) in PYTHON
    assert ROOT / "src/salon/server" in PACKAGES


def test_files_are_short() -> None:
    """A file is read at one sitting."""
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    judge("lines", {file: lines for file, lines in lengths.items() if lines > LINES_OF_A_FILE})


def test_classes_are_small() -> None:
    """A class does one thing."""
    sizes = {
        f"{name_of(path)}": methods
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and (methods := sum(isinstance(entry, ast.FunctionDef | ast.AsyncFunctionDef) for entry in node.body))
        > METHODS_OF_A_CLASS
    }
    judge("methods", sizes)


def test_names_say_what_is_inside() -> None:
    """No file and no package is called by a word that fits everything."""
    empty = {name_of(path): path.stem for path in CODE if path.stem.lower() in EMPTY_NAMES}
    empty |= {
        name_of(path.parent): path.parent.name for path in CODE if path.parent.name.lower() in EMPTY_NAMES
    }
    judge("name", empty)


def test_modules_say_what_they_are_for() -> None:
    """Every module opens with its purpose."""
    silent = {
        name_of(path): "no docstring"
        for path in PYTHON
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    }
    judge("docstring", silent)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package.name))
def test_packages_say_what_they_may_know(package: Path) -> None:
    """Each has a README that is short enough to be true."""
    lines = (package / "README.md").read_text(encoding="utf-8").splitlines()
    assert 1 < len(lines) <= LINES_OF_A_README


def test_no_package_index_is_named() -> None:
    """Where packages come from is the affair of whoever installs, and of no file here."""
    named = {}
    for path in FILES:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if found := _INDEX.search(text):
            named[name_of(path)] = found[0]
    judge("index", named)


# --- every module has its tests ----------------------------------------------------------------

NO_BEHAVIOUR = "a table, or values without behaviour: whoever uses it is tested"

WITHOUT_TESTS: Mapping[str, str] = {
    "core/account_events.py": NO_BEHAVIOUR,
    "core/presence_events.py": NO_BEHAVIOUR,
    "core/account_refusals.py": NO_BEHAVIOUR,
    "core/block_events.py": NO_BEHAVIOUR,
    "core/block_refusals.py": NO_BEHAVIOUR,
    "core/email_refusals.py": NO_BEHAVIOUR,
    "core/commands.py": NO_BEHAVIOUR,
    "core/confusables.py": NO_BEHAVIOUR,
    "core/events.py": NO_BEHAVIOUR,
    "core/file_events.py": NO_BEHAVIOUR,
    "core/message_refusals.py": NO_BEHAVIOUR,
    "core/history_commands.py": NO_BEHAVIOUR,
    "core/metadata_commands.py": NO_BEHAVIOUR,
    "core/metadata_events.py": NO_BEHAVIOUR,
    "core/metadata_refusals.py": NO_BEHAVIOUR,
    "core/name_commands.py": NO_BEHAVIOUR,
    "core/name_refusals.py": NO_BEHAVIOUR,
    "core/replies.py": NO_BEHAVIOUR,
    "core/sanction_refusals.py": NO_BEHAVIOUR,
    "storage/backup_failures.py": NO_BEHAVIOUR,
    "storage/port.py": NO_BEHAVIOUR,
    "wire/dialects/chaines/words.py": NO_BEHAVIOUR,
    "wire/irc/numerics.py": NO_BEHAVIOUR,
}
"""Modules that have no module of tests by their own name, and why. This list only gets shorter."""


def test_every_module_has_its_tests() -> None:
    """`tests/unit` mirrors `src/salon`: what a module does is asserted where one looks for it."""
    source = ROOT / "src" / "salon"
    modules = [path.relative_to(source) for path in PYTHON if path.is_relative_to(source)]
    without = {
        module.as_posix()
        for module in modules
        if module.name not in {"__init__.py", "__main__.py"}
        and not (ROOT / "tests" / "unit" / module.parent / f"test_{module.name}").exists()
    }
    assert without - WITHOUT_TESTS.keys() == set(), "make a module in tests/unit for it"
    assert WITHOUT_TESTS.keys() - without == set(), "take it off the list: it has its tests now, or is gone"
