"""The public vectors of the IRC parser tests: what lines are split into.

`vectors/` holds them as their authors published them, in the public domain.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from salon.wire.irc.messages import parse_message, parse_tags

VECTORS = Path(__file__).with_name("vectors")


def load(name: str) -> list[Any]:
    """Read the tests of one file."""
    tests = yaml.safe_load((VECTORS / name).read_text(encoding="utf-8"))["tests"]
    assert isinstance(tests, list)
    return tests


@pytest.mark.parametrize("case", load("msg-split.yaml"), ids=lambda case: case["input"])
def test_split(case: dict[str, Any]) -> None:
    """modern-irc, "Message Format": a line is split into tags, source, command and parameters."""
    check(case["input"], case["atoms"])


def check(line: str, atoms: dict[str, Any]) -> None:
    """Assert that a line is split into these parts."""
    message = parse_message(line)
    assert message is not None
    assert message.command == atoms["verb"].upper()
    assert list(message.params) == atoms.get("params", [])
    assert message.source == atoms.get("source", "")
    assert parse_tags(message.tags) == atoms.get("tags", {})


@pytest.mark.parametrize("case", load("msg-join.yaml"), ids=lambda case: case["desc"])
def test_join(case: dict[str, Any]) -> None:
    """modern-irc, "Message Format": each of the lines that mean some parts is split into them."""
    for line in case["matches"]:
        check(line, case["atoms"])
