"""Batches of a client: what is one, and what interrupts it. The clauses: spec/ircv3/test_multiline.py."""

import pytest

from harness.tagged_lines import commands
from harness.world import World
from salon.wire.irc.commands.multiline import names_batch
from salon.wire.irc.messages import Message

CAPS = "batch message-tags draft/multiline standard-replies"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("batch=1", True),
        ("x;batch=1;y", True),
        ("batch", False),
        ("+batch=1", False),
        ("x=batch=1", False),
        ("", False),
    ],
)
def test_what_names_a_batch(tags: str, expected: bool) -> None:
    """The tag itself, not one that looks like it."""
    assert names_batch(Message("PRIVMSG", ("#c", "x"), tags)) is expected


def test_without_the_capability_there_is_no_such_command() -> None:
    """And a tag `batch` means nothing."""
    ann = World().join("ann", "#c", caps="batch message-tags echo-message")
    assert commands(ann.send("BATCH +1 draft/multiline #c")) == ["421"]
    assert commands(ann.send("@batch=1 PRIVMSG #c :x")) == ["PRIVMSG"]


@pytest.mark.parametrize("line", ["BATCH", "BATCH +1"])
def test_parameters_are_missing(line: str) -> None:
    """ERR_NEEDMOREPARAMS, and nothing is begun."""
    ann = World().join("ann", "#c", caps=CAPS)
    assert commands(ann.send(line)) == ["461"]
    assert ann.send("@batch=1 PRIVMSG #c :x") == [] or line == "BATCH"


def test_signs_of_life_do_not_interrupt() -> None:
    """A PING of the server is answered, and the message goes on."""
    world = World()
    ann = world.join("ann", "#c", caps=CAPS)
    ann.send("BATCH +1 draft/multiline #c", "@batch=1 PRIVMSG #c :a", "PONG x", "", "@batch=1 PRIVMSG #c :b")
    assert ann.send("BATCH -1") == []
    assert world.on_disk("SELECT text FROM message") == [("a\nb",)]
