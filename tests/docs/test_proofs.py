"""Every sentence of the five documents has its proof in docs/systemes.md, and every proof is a test."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from salon.server.settings.tree import Settings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "systemes.md"

NOT_DONE = "**Pas fait**"
_CITED = re.compile(r"`((?:[\w/]+\.py)?)::(\w+)`")


class Claim(NamedTuple):
    """Something that the page says of a document's system: where it stands, and the tests that it cites."""

    number: int
    text: str
    proofs: list[tuple[str, str]]


def claims(page: str) -> Iterator[Claim]:
    """Return the rows of the tables, and the points of the lists with what belongs to them."""
    block: list[str] = []
    begun = 0
    for number, line in enumerate([*page.splitlines(), ""], 1):
        if block and not line.startswith("  "):
            yield claim(begun, " ".join(block))
            block = []
        if line.startswith("| ") and not line.startswith(("| le document |", "| ce qui vaut |")):
            yield claim(number, line)
        elif line.startswith("- ") or block:
            block.append(line)
            begun = begun if len(block) > 1 else number


def claim(number: int, text: str) -> Claim:
    """Return a claim; `::test` is of the file that was named last before it."""
    file, proofs = "", []
    for named, test in _CITED.findall(text):
        file = named or file
        proofs.append((file, test))
    return Claim(number, text, proofs)


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the tests that pytest collects in a file, none if there is no such file."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def shortcomings(page: str) -> list[str]:
    """Return what is claimed and not proved."""
    found = []
    # Before the first heading stands what the signs mean.
    for number, text, proofs in claims(page):
        if not proofs and NOT_DONE not in text:
            found.append(f"line {number}: no proof")
        found += [f"line {number}: no {file}::{test}" for file, test in proofs if test not in names_in(file)]
    return found


def test_every_sentence_is_proved_by_a_test_that_there_is() -> None:
    """Each row and each point cites tests, or says that it is not done; each test that is cited is there."""
    page = PAGE.read_text("utf-8")
    legend = page.index("\n## ")
    cited = _CITED.findall(page[:legend])
    assert all(test in names_in(file) for file, test in cited)
    assert shortcomings("\n" * page.count("\n", 0, legend) + page[legend:]) == []


def test_every_citation_is_read() -> None:
    """None stands where it is not looked for, in a form that nobody checks."""
    page = PAGE.read_text("utf-8")
    legend = page.index("\n## ")
    read = sum(len(its.proofs) for its in claims(page[legend:])) + len(_CITED.findall(page[:legend]))
    assert read == page.count("::test_")


def test_every_system_has_its_sentences() -> None:
    """Each dialect has a chapter, with a table of its document."""
    chapters = {part.split("\n")[0]: part for part in PAGE.read_text("utf-8").split("\n## ")[1:]}
    for name in Settings().dialects.__struct_fields__:
        assert "| le document | Salon | preuve |" in chapters[name]


@pytest.mark.parametrize(
    "page",
    [
        "| « une phrase » | oui | |",
        "| « une phrase » | oui | essayé à la main |",
        "| « une phrase » | oui | `docs/test_proofs.py::test_that_there_is_not` |",
        "| « une phrase » | oui | `docs/test_nowhere.py::test_every_citation_is_read` |",
        "| « une phrase » | oui | `docs/test_proofs.py::test_every_citation_is_read`, `::test_other` |",
        "- + Une chose\n  et sa suite.",
    ],
)
def test_what_is_not_proved_is_found(page: str) -> None:
    """A row without a proof, or with one that is not there, fails."""
    assert len(shortcomings(page)) == 1
