"""channel-rename: RENAME, and what those get who do not know it."""

import pytest

from harness.tagged_lines import commands, only, params
from harness.world import OPERATOR, Client, World

RENAME = "draft/channel-rename"


def channel(caps: str, *, own: str = RENAME) -> tuple[World, Client, Client]:
    """Return alice, founder of #old with a topic, and bob, a member."""
    world = World()
    alice = world.join("alice", "#old", caps=own)
    alice.send("TOPIC #old :about")
    bob = world.join("bob", "#old", caps=caps)
    alice.take()
    return world, alice, bob


def test_it_is_told_with_the_reason() -> None:
    """Messages: `RENAME old new :reason`, to who renamed and to all others in the channel."""
    _, alice, bob = channel(RENAME)
    line = ":alice!~alice@host.test RENAME #old #new :Typo fix"
    assert alice.send("RENAME #old #new :Typo fix") == [line]
    assert bob.take() == [line]


def test_it_is_told_without_a_reason() -> None:
    """Messages: the server's command MUST have the third parameter, an empty one if there is no reason."""
    _, alice, bob = channel(RENAME)
    line = ":alice!~alice@host.test RENAME #old #new :"
    assert alice.send("RENAME #old #new") == bob.take() == [line]


def test_all_of_the_channel_is_kept() -> None:
    """Messages: a rename preserves all channel state: members, ranks, modes, lists, topic, history."""
    world, alice, bob = channel(RENAME)
    alice.send("MODE #old +mkb key *!*@evil", "MODE #old +h bob", "PRIVMSG #old :said", "RENAME #old #new")
    bob.take()
    assert only(bob.send("NAMES #new"), "353")[0].endswith(" #new :@alice %bob")
    assert params(alice.send("MODE #new")[0])[1:] == ("#new", "+mntk", "key")
    assert params(bob.send("MODE #new b")[0])[1:3] == ("#new", "*!*@evil")
    assert params(bob.send("TOPIC #new")[0])[1:] == ("#new", "about")
    assert params(only(alice.send("HISTORY #new"), "PRIVMSG")[0])[0] == "#new"
    assert commands(world.join("carol").send("JOIN #new wrong")) == ["475"]


def test_the_old_name_is_free() -> None:
    """Messages: the name of the channel is changed; under the old one there is none."""
    _, alice, bob = channel(RENAME)
    alice.send("RENAME #old #new")
    bob.take()
    assert commands(bob.send("PRIVMSG #old :x")) == ["403"]
    alice.send("PRIVMSG #new :x")
    assert bob.take() == [":alice!~alice@host.test PRIVMSG #new :x"]
    assert commands(bob.send("JOIN #old")) == ["JOIN", "353", "366"]


@pytest.mark.parametrize("caps", [RENAME, ""])
def test_only_the_case(caps: str) -> None:
    """Messages: renaming to another case MUST be allowed; Fallback: it SHOULD NOT be used then."""
    world, alice, bob = channel(caps)
    assert alice.send("RENAME #old #OLD") == [":alice!~alice@host.test RENAME #old #OLD :"]
    assert commands(bob.take()) == (["RENAME"] if caps else [])
    assert params(only(world.join("carol").send("JOIN #old"), "JOIN")[0]) == ("#OLD",)


# --- Fallback ----------------------------------------------------------------------------------


def test_the_fallback() -> None:
    """Fallback: MUST be PART with the reason, then JOIN and the usual messages of a JOIN."""
    _, alice, bob = channel("")
    alice.send("RENAME #old #new :Typo fix")
    assert bob.take() == [
        ":bob!~bob@host.test PART #old :Typo fix",
        ":bob!~bob@host.test JOIN #new",
        ":salon.test 332 bob #new :about",
        ":salon.test 333 bob #new alice!~alice@host.test 1800000000",
        ":salon.test 353 bob = #new :@alice bob",
        ":salon.test 366 bob #new :End of NAMES",
    ]


def test_the_fallback_without_a_reason() -> None:
    """Fallback: the part message is the reason, if given."""
    _, alice, bob = channel("extended-join")
    alice.send("RENAME #old #new")
    assert bob.take()[:2] == [":bob!~bob@host.test PART #old", ":bob!~bob@host.test JOIN #new * :bob Real"]


def test_the_fallback_for_oneself() -> None:
    """Fallback: a client without the capability may rename; it is told by the fallback."""
    _, alice, bob = channel(RENAME, own="")
    assert commands(alice.send("RENAME #old #new")) == ["PART", "JOIN", "332", "333", "353", "366"]
    assert commands(bob.take()) == ["RENAME"]


def test_of_others_nothing_is_simulated() -> None:
    """Fallback: each client is told of itself, not of the comings and goings of others."""
    world, alice, bob = channel("")
    carol = world.join("carol", "#old")
    bob.take()
    alice.send("RENAME #old #new")
    assert not any(line.startswith(":carol!") for line in bob.take())
    assert not any(line.startswith(":bob!") for line in carol.take())


def test_strangers_are_told_nothing() -> None:
    """Messages: clients that are in the channel are informed."""
    world, alice, _ = channel(RENAME)
    carol = world.join("carol", "#other", caps=RENAME)
    alice.send("RENAME #old #new")
    assert carol.take() == []


# --- Errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("caps", [RENAME, f"{RENAME} standard-replies", "standard-replies"])
@pytest.mark.parametrize("taken", ["#taken", "#TAKEN", "#old"])
def test_a_name_that_is_taken(caps: str, taken: str) -> None:
    """Errors: `FAIL RENAME CHANNEL_NAME_IN_USE old new`."""
    world, alice, bob = channel(RENAME, own=caps)
    world.join("carol", "#taken")
    (line,) = alice.send(f"RENAME #old {taken}")
    assert commands([line]) == ["FAIL"]
    assert params(line)[:-1] == ("RENAME", "CHANNEL_NAME_IN_USE", "#old", taken)
    assert bob.take() == []


@pytest.mark.parametrize("name", ["new", "&new", "#", "#a,b", "#" + "x" * 64, "0"])
def test_a_name_that_is_none(name: str) -> None:
    """Errors: `FAIL RENAME CANNOT_RENAME old new`, for a name that no channel can have."""
    _, alice, bob = channel(RENAME)
    (line,) = alice.send(f"RENAME #old {name}")
    assert commands([line]) == ["FAIL"]
    assert params(line)[:-1] == ("RENAME", "CANNOT_RENAME", "#old", name)
    assert bob.take() == []


@pytest.mark.parametrize("name", [":", ":x y", "::x"])
def test_a_name_that_cannot_stand_in_a_line(name: str) -> None:
    """standard-replies, Message Format: whatever was asked for, the reply keeps its form."""
    _, alice, _ = channel(RENAME)
    (line,) = alice.send(f"RENAME #old {name}")
    assert (commands([line]), len(params(line))) == (["FAIL"], 5)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("RENAME #old", "461"),
        ("RENAME", "461"),
        ("RENAME #nowhere #new", "403"),
        ("RENAME #other #new", "442"),
        ("RENAME #old #new", "482"),
    ],
)
def test_numerics_where_there_are_some(line: str, code: str) -> None:
    """Errors: if existing numerics are more appropriate they SHOULD be used."""
    world, _, bob = channel(RENAME)
    world.join("carol", "#other")
    assert commands(bob.send(line)) == [code]


def test_an_operator_of_the_server_may() -> None:
    """Security Considerations: renaming may be limited to the privileged; operators of the server are."""
    world, alice, _ = channel(RENAME)
    carol = world.join("carol", caps=RENAME)
    carol.send(f"OPER root {OPERATOR}")
    carol.send("RENAME #old #new")
    assert alice.take() == [":carol!~carol@host.test RENAME #old #new :"]
