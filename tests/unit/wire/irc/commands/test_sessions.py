"""What SESSIONS means; tests/spec/irc/test_own_sessions.py has what comes of it."""

import pytest

from harness.interpreting import answered, meant
from harness.world import World
from salon.core.commands import Command, EndOtherSessions, EndSession


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("SESSIONS LIST", []),
        ("SESSIONS END 7", [EndSession(7)]),
        ("sessions end others", [EndOtherSessions()]),
        ("SESSIONS END", []),
        ("SESSIONS END 7 8", []),
        ("SESSIONS FOO", []),
    ],
)
def test_what_a_line_means(line: str, commands: list[Command]) -> None:
    """What means no command is answered."""
    alice = World().join("alice")
    assert meant(alice, line) == commands
    assert bool(answered(alice)) is not bool(commands)


def test_an_address_that_begins_like_a_last_parameter() -> None:
    """It is written so that it is none."""
    world = World()
    alice = world.join("alice")
    alice.link.core.address = "::1"
    assert " plain 0::1 current" in alice.send("SESSIONS LIST")[0]
