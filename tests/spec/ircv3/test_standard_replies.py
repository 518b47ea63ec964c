"""standard-replies: FAIL, WARN and NOTE, for what has no numeric."""

import pytest

from harness.tagged_lines import commands, params, tags
from harness.world import OPERATOR, Client, World

CAP = "standard-replies"


def replies(world: World, client: Client) -> list[str]:
    """Return every standard reply that the server knows of."""
    client.send(f"OPER root {OPERATOR}", "JOIN #a", "JOIN #b")
    world.reload_problem = "line 3"
    lines = client.send(
        "SETNAME :", "RENAME #a #b", "RENAME #a b", "HISTORY #a 0", "HISTORY #a x", "REHASH", "\0"
    )
    world.reload_problem = ""
    lines += [*client.send("REHASH"), *client.send_bytes(b"PRIVMSG #a :\xff\r\n")]
    return [line for line in lines if commands([line]) != ["382"]]


@pytest.mark.parametrize("count", ["0", "101", "0000000001", "0000001000", "9" * 5000, "\u0663", "-1"])
def test_a_number_of_messages_that_is_none(count: str) -> None:
    """HISTORY: from 1 to 100, however it is written."""
    alice = World().join("alice", "#a", caps=CAP)
    (line,) = alice.send(f"HISTORY #a {count}"[:500])
    assert " FAIL HISTORY INVALID_PARAMS " in line


def test_the_form() -> None:
    """Message Format: `type command code context... :description`."""
    world = World()
    lines = replies(world, world.join("alice", caps=CAP))
    assert [(*commands([line]), *params(line)[:-1]) for line in lines] == [
        ("FAIL", "SETNAME", "INVALID_REALNAME"),
        ("FAIL", "RENAME", "CHANNEL_NAME_IN_USE", "#a", "#b"),
        ("FAIL", "RENAME", "CANNOT_RENAME", "#a", "b"),
        ("FAIL", "HISTORY", "INVALID_PARAMS"),
        ("FAIL", "HISTORY", "INVALID_PARAMS"),
        ("FAIL", "REHASH", "CONFIG_BAD"),
        ("FAIL", "*", "INVALID_MESSAGE"),
        ("NOTE", "REHASH", "CONFIG_RELOADED"),
        ("FAIL", "PRIVMSG", "INVALID_UTF8"),
    ]
    assert all(params(line)[-1] and " :" in line for line in lines)


def test_the_description_says_what_is_wrong() -> None:
    """Message Format: for FAIL, the description states what error occurred."""
    world = World()
    alice = world.join("alice", caps=CAP)
    alice.send(f"OPER root {OPERATOR}")
    world.reload_problem = "line 3: {port} is no number"
    assert params(alice.send("REHASH")[-1])[-1].endswith("line 3: {port} is no number")


def test_without_the_capability() -> None:
    """Capabilities: it allows servers to send them; to others they are words in a NOTICE."""
    world = World()
    lines = replies(world, world.join("alice", caps="batch message-tags"))
    assert commands(lines[:-1]) == ["NOTICE"] * (len(lines) - 1)
    assert {params(line)[0] for line in lines[:-1]} == {"alice"}
    assert commands(lines[-1:]) == ["FAIL"]  # which utf8-only enables by itself


@pytest.mark.parametrize(("cap", "command"), [("setname", "SETNAME"), ("draft/channel-rename", "RENAME")])
def test_other_capabilities_allow_their_own(cap: str, command: str) -> None:
    """Capabilities: it is for replies other than those that a specific specification enables."""
    world = World()
    lines = replies(world, world.join("alice", caps=cap))
    fails = {params(line)[0] for line in lines if commands([line]) == ["FAIL"]}
    assert fails == {command, "PRIVMSG"}  # whose FAIL utf8-only enables by itself


def test_numerics_stay_numerics() -> None:
    """Capabilities: SHOULD NOT replace standardised error numerics."""
    alice = World().join("alice", "#c", caps=CAP)
    lines = alice.send(
        "JOIN", "NICK", "PRIVMSG", "KICK #c bob", "MODE #c +z", "OPER x y", "NOSUCH", "KILL x y"
    )
    assert all(command.isdigit() for command in commands(lines))
    assert len(lines) == 8


def test_before_registration() -> None:
    """Message Format: `*` if the command is not available; the client need not be registered."""
    client = World().connect()
    client.send("CAP LS 302", f"CAP REQ :{CAP}")
    (line,) = client.send_bytes(b"\xff NICK\r\n")
    assert line.startswith(":salon.test FAIL * INVALID_UTF8 :")


def test_they_are_labelled() -> None:
    """Message Format: SHOULD be given a label if one was provided with the command."""
    alice = World().join("alice", "#a", caps=f"{CAP} batch labeled-response")
    (line,) = alice.send("@label=1 RENAME #a b")
    assert (commands([line]), tags(line)) == (["FAIL"], {"label": "1"})
    (line,) = alice.send("@label=2 HISTORY #a x")
    assert (commands([line]), tags(line)) == (["FAIL"], {"label": "2"})
