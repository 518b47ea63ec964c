"""The public vectors of the IRC parser tests: what a message is split into and joined from.

`vectors/` holds them as their authors published them, in the public domain.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from salon.wire.irc.messages import parse_message, parse_tags, render_message

VECTORS = Path(__file__).with_name("vectors")


def load(name: str) -> list[Any]:
    """Read the tests of one file."""
    tests = yaml.safe_load((VECTORS / name).read_text(encoding="utf-8"))["tests"]
    assert isinstance(tests, list)
    return tests


@pytest.mark.parametrize("case", load("msg-split.yaml"), ids=lambda case: case["input"])
def test_split(case: dict[str, Any]) -> None:
    """modern-irc, "Message Format": a line is split into tags, source, command and parameters."""
    atoms = case["atoms"]
    message = parse_message(case["input"])
    assert message is not None
    assert message.command == atoms["verb"].upper()
    assert list(message.params) == atoms.get("params", [])
    assert message.source == atoms.get("source", "")
    assert parse_tags(message.tags) == atoms.get("tags", {})


@pytest.mark.parametrize("case", load("msg-join.yaml"), ids=lambda case: case["desc"])
def test_join(case: dict[str, Any]) -> None:
    """modern-irc, "Message Format": the parts are joined to one of the lines that mean them."""
    atoms = case["atoms"]
    line = render_message(atoms["verb"], atoms.get("params", []), atoms.get("source", ""), atoms.get("tags"))
    assert line in case["matches"]
