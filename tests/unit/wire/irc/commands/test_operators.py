"""What the commands of server operators mean."""

import pytest

from harness.interpreting import answered, meant
from harness.world import OPERATOR, SERVER, Client, World
from salon.core.commands import BecomeOperator, Command, Kill, Reload, Restart, SendWallops


@pytest.fixture
def alice() -> Client:
    """Return somebody who is no operator."""
    return World().join("alice")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("OPER root :a b", BecomeOperator("root", "a b")),
        ("KILL bob :spamming", Kill("bob", "spamming")),
        ("KILL bob :", Kill("bob", "-")),
        (f"KILL {SERVER} :x", Kill(SERVER, "x")),
        ("REHASH", Reload()),
        ("RESTART", Restart()),
        ("WALLOPS :to all", SendWallops("to all")),
    ],
)
def test_the_core_decides_who_may(alice: Client, line: str, command: Command) -> None:
    """Whoever asks; and to those who may not, nothing is announced."""
    assert meant(alice, line) == [command]
    assert answered(alice) == []


def test_a_server_cannot_be_killed(alice: Client) -> None:
    """An operator is told so, in whatever spelling; who is none, by the core, that they may not."""
    alice.send(f"OPER root {OPERATOR}")
    assert meant(alice, f"KILL {SERVER.upper()} :x") == []
    assert answered(alice) == ["483 alice :..."]


def test_a_reload_is_announced_to_operators(alice: Client) -> None:
    """Before what comes of it."""
    alice.send(f"OPER root {OPERATOR}")
    assert meant(alice, "REHASH") == [Reload()]
    assert answered(alice) == ["382 alice salon.toml :..."]


def test_wallops_need_a_text(alice: Client) -> None:
    """An empty one is none."""
    assert meant(alice, "WALLOPS :") == []
    assert answered(alice) == ["461 alice WALLOPS :..."]
