"""What SILENCE means; tests/spec/irc/test_silence.py has what comes of it."""

import pytest

from harness.interpreting import answered, meant
from harness.world import World
from salon.core.commands import Block, Command, Unblock


@pytest.mark.parametrize(
    ("wish", "commands"),
    [
        ("bob", [Block("bob")]),
        ("+bob!*@*", [Block("bob!*@*")]),
        ("-~a:bob", [Unblock("~a:bob")]),
        ("a,+b,-c,,", [Block("a"), Block("b"), Unblock("c")]),
    ],
)
def test_each_wish_is_a_command(wish: str, commands: list[Command]) -> None:
    """With its sign; without one, somebody is blocked."""
    assert meant(World().join("alice"), f"SILENCE {wish}") == commands


@pytest.mark.parametrize("wish", ["", " alice", " :"])
def test_the_list_is_asked_for(wish: str) -> None:
    """By nothing, or one's own nick."""
    alice = World().join("alice")
    assert meant(alice, f"SILENCE{wish}") == []
    assert answered(alice) == ["272 alice alice :..."]
