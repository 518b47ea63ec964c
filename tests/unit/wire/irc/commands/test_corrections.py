"""What REDACT and EDIT mean; what becomes of it stands in `tests/spec/ircv3/test_message_redaction.py`."""

import pytest

from harness.interpreting import meant
from harness.tagged_lines import commands
from harness.world import World
from salon.core.commands import Command, EditMessage, RedactMessage


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("REDACT #a test-z", RedactMessage("#a", 35)),
        ("REDACT bob test-10 :wrong window", RedactMessage("bob", 36, "wrong window")),
        ("EDIT #a test-z :the text", EditMessage("#a", 35, "the text")),
    ],
)
def test_a_message_is_named_by_its_id(line: str, command: Command) -> None:
    """Its number is what the core knows."""
    assert meant(World().join("ann", caps="draft/message-redaction salon.dev/edit"), line) == [command]


@pytest.mark.parametrize(
    ("line", "answer"), [("REDACT #a", "461"), ("EDIT #a test-1", "461"), ("EDIT #a other-1 :x", "FAIL")]
)
def test_what_names_none(line: str, answer: str) -> None:
    """It is told."""
    ann = World().join("ann", caps="draft/message-redaction salon.dev/edit standard-replies")
    assert commands(ann.send(line)) == [answer]
