"""HELP over any table of commands."""

import pytest

from harness.interpreting import answered, talk_of
from harness.world import SERVER, Client, World
from salon.wire.irc.commands.help import answer_help
from salon.wire.irc.messages import Message

ENTRIES = {"SING": ("SING SONG", "sing"), "DANCE": ("DANCE", "dance")}


def asked(client: Client, *params: str) -> list[str]:
    """Return what HELP answers of this table."""
    assert answer_help(ENTRIES)(talk_of(client), Message("HELP", params), 0) == []
    return answered(client)


@pytest.fixture
def alice() -> Client:
    """Return who asks, in a language that is English with an exclamation mark."""
    return World(translate="{}!".format).join("alice")


def test_all_of_it(alice: Client) -> None:
    """In the order of the table, in the language of the session."""
    answer_help(ENTRIES)(talk_of(alice), Message("HELP"), 0)
    lines = talk_of(alice).take_output().decode().splitlines()
    assert lines[1:-1] == [
        f":{SERVER} 705 alice * :",
        f":{SERVER} 705 alice * :SING SONG! - sing!",
        f":{SERVER} 705 alice * :DANCE! - dance!",
    ]
    assert [line.split()[1] for line in (lines[0], lines[-1])] == ["704", "706"]


def test_one_command(alice: Client) -> None:
    """In any capitals."""
    assert [line.split()[:3] for line in asked(alice, "sing")] == [
        [code, "alice", "SING"] for code in ("704", "705", "705", "706")
    ]


@pytest.mark.parametrize(("subject", "named"), [("jump", "JUMP"), ("a b", "*"), (":x", "*")])
def test_no_such_command(alice: Client, subject: str, named: str) -> None:
    """It is named where it can stand in the answer."""
    assert asked(alice, subject) == [f"524 alice {named} :..."]
