"""METADATA of a client; the clauses of the specification: tests/spec/ircv3/test_metadata.py."""

from harness.tagged_lines import commands, params
from harness.world import World

CAPS = "draft/metadata-2 standard-replies"


def test_without_batch_the_lines_come_alone() -> None:
    """The same ones, in the same order."""
    world = World()
    ann, ben = (world.join(nick, "#c", caps=CAPS) for nick in ("ann", "ben"))
    ann.send("METADATA * SET status tea", "METADATA #c SET status open")
    assert commands(ben.send("METADATA * SUB status")) == ["770", "761", "761"]
    assert [params(line)[1] for line in ben.send("METADATA #c SYNC")] == ["#c", "ann"]
    assert commands(ben.send("METADATA * SUBS")) == ["772"]


def test_small_letters_do() -> None:
    """Commands are not told apart by case."""
    ann = World().join("ann", caps=CAPS)
    assert commands(ann.send("metadata * sub status")) == ["770"]


def test_the_longest_names_leave_room() -> None:
    """A value is never shortened: the names in front give way."""
    world = World()
    nick = "\U00020000" * 32
    world.join(nick, "#c", caps=CAPS).send(f"METADATA * SET status :{'x' * 300}")
    ben = world.join("\U00020001" * 32, "#c", caps=CAPS)
    (line,) = [line for line in ben.send("METADATA * SUB status") if commands([line]) == ["761"]]
    assert params(line)[-1] == "x" * 300
    assert len(line.encode()) <= 510
