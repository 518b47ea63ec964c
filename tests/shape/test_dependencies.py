"""The server runs with the libraries that it declares, and declares none that it does not use."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def canonical(requirement: str) -> str:
    """Return the name of a requirement or of a distribution, in the form in which names are compared."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()  # type: ignore[index]


def imported() -> set[str]:
    """Return the distributions that the source imports from, beyond the standard library."""
    names = set[str]()
    for module in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(str(node.module).partition(".")[0])
    owners = packages_distributions()
    foreign = names - sys.stdlib_module_names - {"salon"}
    return {canonical(owner) for name in foreign for owner in owners[name]}


def test_what_is_imported_is_what_is_declared() -> None:
    """A library of the tools or the tests is none of the server's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert imported() == {canonical(requirement) for requirement in project["dependencies"]}
