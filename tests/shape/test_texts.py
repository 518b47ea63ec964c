"""What people read is marked for translation; modules with other sentences are named here, and why."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "salon"
MARKS = {"N_", "N_PLURAL", "_", "gettext", "ngettext"}
SENTENCE = re.compile(r"[a-z]{2,}[ ,:]+[a-z]{2,}[ ,:]+[a-z]{2,}")
SQL = re.compile(r"\b(SELECT|INSERT|DELETE|UPDATE|PRAGMA|CREATE TABLE)\b")
LOGGING = {"debug", "info", "warning", "error", "critical", "exception"}

NOT_FOR_PEOPLE = {
    "archive/logs.py": "what irssi and ZNC write",
    "server/metrics.py": "the help of metrics is for whoever makes a dashboard, and is in English everywhere",
    "server/settings/manual.py": "the reference, which is English",
    "wire/irc/capabilities.py": "the reference, which is English",
    "wire/dialects/annuaire.py": "the strings of a document",
    "wire/dialects/public.py": "the strings of a document",
    "wire/dialects/chaines/commands.py": "the strings of a document",
    "wire/dialects/chaines/words.py": "the strings of a document",
    "storage/rows.py": "SQL",
    "core/confusables.py": "a table of characters",
    "archive/pages.py": "markup; the texts in it are marked",
    "server/page.py": "markup; the texts in it are marked elsewhere",
}
"""Modules with sentences that are not translated, and why."""


def literals(tree: ast.Module) -> Iterator[str]:
    """Yield the strings of a module that are no documentation, not marked, and no part of an exception."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        marked = (
            isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS
        )
        # An exception that is raised so is a bug: who reads it, reads a traceback.
        bug = isinstance(node, ast.Raise) and ast.unparse(node).startswith(
            ("raise ValueError", "raise TypeError", "raise RuntimeError", "raise AssertionError")
        )
        if marked or bug:
            skipped.update(map(id, ast.walk(node)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


@cache
def modules() -> dict[str, ast.Module]:
    """Return the modules, by their paths."""
    return {
        path.relative_to(SOURCES).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(SOURCES.rglob("*.py"))
    }


def test_no_sentence_is_left_unmarked() -> None:
    """Whatever it is for: a peer, the log, the terminal."""
    found = [
        f"{module}: {text}"
        for module, tree in modules().items()
        if module not in NOT_FOR_PEOPLE
        for text in literals(tree)
        if SENTENCE.search(text) and not SQL.search(text)
    ]
    assert found == []


def test_the_modules_that_are_let_off_are_there() -> None:
    """None is named that has gone."""
    assert modules().keys() >= NOT_FOR_PEOPLE.keys()


def test_every_line_of_the_log_is_marked() -> None:
    """However short it is; a line that is its reason alone has that translated."""
    unmarked = [
        f"{module}: {ast.unparse(node)}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOGGING
        and ast.unparse(node.func.value) in {"log", "_log"}
        and isinstance(node.args[0], ast.Constant)
        and not re.fullmatch(r"%\(\w+\)s", str(node.args[0].value))
    ]
    assert unmarked == []
