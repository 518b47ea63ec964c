"""away-notify, setname, chghost: what changes about a person is told to those who asked to hear of it."""

import pytest

from harness.tagged_lines import bares, commands, only, params, tags
from harness.world import OPERATOR, Client, World

HOST = "staff.salon.test"


def together(caps: str, *, own: str = "") -> tuple[World, Client, Client]:
    """Return alice with capabilities `own` and bob with `caps`, in one channel."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=own), world.join("bob", "#c", caps=caps)
    alice.take()
    return world, alice, bob


# --- away-notify, "Description" ----------------------------------------------------------------


def test_away_and_back_is_told() -> None:
    """away-notify, Description: AWAY when a user in a shared channel sets, changes, removes the state."""
    _, alice, bob = together("away-notify")
    alice.send("AWAY :gone", "AWAY :gone far", "AWAY")
    assert bob.take() == [
        ":alice!~alice@host.test AWAY :gone",
        ":alice!~alice@host.test AWAY :gone far",
        ":alice!~alice@host.test AWAY",
    ]


def test_coming_in_away_is_told() -> None:
    """away-notify, Description: AWAY as well when a user joins and has an away message set."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob", "#c", caps="away-notify extended-join server-time")
    alice.send("AWAY :gone", "JOIN #c")
    lines = bob.take()
    assert bares(lines) == [
        ":alice!~alice@host.test JOIN #c * :alice Real",
        ":alice!~alice@host.test AWAY :gone",
    ]
    assert len({tags(line)["time"] for line in lines}) == 1


def test_coming_in_present_is_not_told() -> None:
    """away-notify, Description: AWAY is not sent for joining users with no away message set."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob", "#c", caps="away-notify")
    alice.send("AWAY :gone", "AWAY", "JOIN #c")
    assert commands(bob.take()) == ["JOIN"]


def test_no_change_is_no_news() -> None:
    """away-notify, Description: AWAY is for changes; to say again what is so already changes nothing."""
    _, alice, bob = together("away-notify")
    assert commands(alice.send("AWAY", "AWAY :x", "AWAY :x", "AWAY", "AWAY :")) == [
        *("305", "306", "306", "305", "305"),
    ]
    assert commands(bob.take()) == ["AWAY", "AWAY"]


@pytest.mark.parametrize("caps", ["", "message-tags extended-join setname extended-monitor"])
def test_away_is_for_those_who_asked(caps: str) -> None:
    """away-notify, Description: when this capability is enabled, and only then."""
    world, alice, bob = together(caps)
    alice.send("AWAY :gone")
    assert bob.take() == []
    world.join("carol", "#c").send("PRIVMSG #c :x")
    alice.send("PART #c", "JOIN #c")
    assert "AWAY" not in commands(bob.take())


def test_one_hears_nothing_of_oneself() -> None:
    """away-notify, Description: clients SHOULD NOT be sent AWAY for their own state."""
    _, alice, _ = together("", own="away-notify")
    assert commands(alice.send("AWAY :gone", "PART #c", "JOIN #d", "AWAY")) == [
        *("306", "PART", "JOIN", "353", "366", "305"),
    ]


def test_away_once_for_several_channels() -> None:
    """away-notify, Description: a user sharing channels; the news is one, however many they are."""
    world = World()
    alice = world.join("alice", "#c", "#d")
    bob, carol = (
        world.join("bob", "#c", "#d", caps="away-notify"),
        world.join("carol", "#e", caps="away-notify"),
    )
    alice.send("AWAY :gone")
    assert commands(bob.take()) == ["AWAY"]
    assert carol.take() == []


# --- setname -----------------------------------------------------------------------------------


def test_setname_is_told() -> None:
    """setname, Description: SETNAME MUST go to all in common channels and to the one who sent it."""
    _, alice, bob = together("setname", own="setname")
    line = ":alice!~alice@host.test SETNAME :Bruce Wayne <bruce@wayne.example>"
    assert alice.send("SETNAME :Bruce Wayne <bruce@wayne.example>") == [line]
    assert bob.take() == [line]


def test_setname_of_one_word() -> None:
    """setname, Examples: the name need not be a trailing parameter when it is sent."""
    _, alice, bob = together("setname", own="setname")
    assert alice.send("SETNAME Batman") == bob.take() == [":alice!~alice@host.test SETNAME :Batman"]


def test_setname_is_for_those_who_asked() -> None:
    """setname, Description: MUST NOT be sent to clients without the capability."""
    _, alice, bob = together("message-tags away-notify", own="setname")
    alice.send("SETNAME :Alice")
    assert bob.take() == []


def test_setname_without_the_capability_is_silent() -> None:
    """setname, Description: the command MUST be supported without it, and SHOULD be handled silently."""
    _, alice, bob = together("setname")
    assert alice.send("SETNAME :Alice") == []
    assert commands(bob.take()) == ["SETNAME"]
    assert only(bob.send("WHOIS alice"), "311")[0].endswith(" * :Alice")


def test_setname_is_once_and_not_for_strangers() -> None:
    """setname, Description: to all clients in common channels, each once."""
    world = World()
    alice = world.join("alice", "#c", "#d", caps="setname")
    bob, carol = world.join("bob", "#c", "#d", caps="setname"), world.join("carol", "#e", caps="setname")
    assert commands(alice.send("SETNAME :Alice")) == ["SETNAME"]
    assert commands(bob.take()) == ["SETNAME"]
    assert carol.take() == []


def test_namelen() -> None:
    """setname, Description: servers MUST provide NAMELEN with the longest name that is accepted."""
    alice = World().join("alice", "#c", caps="setname")
    tokens = [token for line in only(alice.send("ISUPPORT"), "005") for token in params(line)]
    (longest,) = [int(token.partition("=")[2]) for token in tokens if token.startswith("NAMELEN=")]
    assert commands(alice.send(f"SETNAME :{'x' * longest}")) == ["SETNAME"]
    assert commands(alice.send(f"SETNAME :{'x' * (longest + 1)}")) == ["FAIL"]


@pytest.mark.parametrize("caps", ["setname", "setname standard-replies"])
@pytest.mark.parametrize("name", ["x" * 151, "", "é" * 76])
def test_setname_that_is_not_valid(name: str, caps: str) -> None:
    """setname, Errors: a name that is not valid MUST be answered with FAIL and INVALID_REALNAME."""
    _, alice, bob = together("setname", own=caps)
    (line,) = alice.send(f"SETNAME :{name}")
    assert (commands([line]), params(line)[:2]) == (["FAIL"], ("SETNAME", "INVALID_REALNAME"))
    assert len(params(line)) == 3
    assert bob.take() == []


def test_setname_with_nothing() -> None:
    """modern-irc, ERR_NEEDMOREPARAMS: the numeric that there is comes before a standard reply."""
    assert commands(World().join("alice", caps="setname").send("SETNAME")) == ["461"]


# --- chghost -----------------------------------------------------------------------------------


def test_chghost_is_told() -> None:
    """chghost, The `chghost` capability: MUST go to others in shared channels, SHOULD go to oneself."""
    _, alice, bob = together("chghost", own="chghost")
    line = f":alice!~alice@host.test CHGHOST ~alice {HOST}"
    assert only(alice.send(f"OPER alice {OPERATOR}"), "CHGHOST") == [line]
    assert bob.take() == [line]
    alice.send("PRIVMSG #c :x")
    assert bob.take() == [f":alice!~alice@{HOST} PRIVMSG #c :x"]


def test_chghost_is_once() -> None:
    """chghost, The `chghost` capability: clients who share channels are told once, others are not."""
    world = World()
    alice = world.join("alice", "#c", "#d")
    bob, carol = world.join("bob", "#c", "#d", caps="chghost"), world.join("carol", "#e", caps="chghost")
    alice.send(f"OPER alice {OPERATOR}")
    assert commands(bob.take()) == ["CHGHOST"]
    assert carol.take() == []


def test_no_change_no_chghost() -> None:
    """chghost, The `chghost` capability: when a host is changed."""
    _, alice, bob = together("chghost")
    alice.send(f"OPER root {OPERATOR}")
    assert bob.take() == []
    alice.send(f"OPER alice {OPERATOR}", f"OPER alice {OPERATOR}")
    assert commands(bob.take()) == ["CHGHOST"]


def test_chghost_fallback() -> None:
    """chghost, Fallback: to others QUIT, JOIN and MODE SHOULD simulate that the person came back."""
    _, alice, bob = together("")
    alice.send("MODE #c +v alice", f"OPER alice {OPERATOR}")
    assert bob.take()[1:] == [
        ":alice!~alice@host.test QUIT :Changing host",
        f":alice!~alice@{HOST} JOIN #c",
        ":salon.test MODE #c +ov alice alice",
    ]


def test_chghost_fallback_of_a_plain_member() -> None:
    """chghost, Fallback: MODE is to restore what the person had; who has no rank needs none."""
    world = World()
    bob, alice = world.join("bob", "#c"), world.join("alice", "#c")
    bob.take()
    alice.send(f"OPER alice {OPERATOR}")
    assert commands(bob.take()) == ["QUIT", "JOIN"]


def test_chghost_fallback_in_shared_channels() -> None:
    """chghost, Fallback: JOIN and MODE are for shared channels, QUIT comes once."""
    world = World()
    alice = world.join("alice", "#c", "#d", "#mine")
    bob = world.join("bob", "#c", "#d", "#his")
    alice.take()
    alice.send(f"OPER alice {OPERATOR}")
    assert bob.take() == [
        ":alice!~alice@host.test QUIT :Changing host",
        f":alice!~alice@{HOST} JOIN #c",
        ":salon.test MODE #c +o alice",
        f":alice!~alice@{HOST} JOIN #d",
        ":salon.test MODE #d +o alice",
    ]


def test_chghost_fallback_is_for_others() -> None:
    """chghost, Fallback: it is for other clients; oneself is told by a numeric alone."""
    _, alice, _ = together("", own="batch")
    assert commands(alice.send(f"OPER alice {OPERATOR}")) == ["MODE", "381", "396"]


def test_chghost_fallback_keeps_what_other_capabilities_tell() -> None:
    """chghost, Fallback: clients keep their state up to date, so what a JOIN tells is told again."""
    _, alice, bob = together("extended-join away-notify server-time")
    alice.send("AWAY :gone")
    bob.take()
    alice.send(f"OPER alice {OPERATOR}")
    lines = bob.take()
    assert bares(lines) == [
        ":alice!~alice@host.test QUIT :Changing host",
        f":alice!~alice@{HOST} JOIN #c * :alice Real",
        f":alice!~alice@{HOST} AWAY :gone",
        ":salon.test MODE #c +o alice",
    ]
    assert {tags(line)["time"] for line in lines[:3]} == {"2027-01-15T08:00:00.000Z"}


def test_chghost_is_in_names() -> None:
    """chghost, The `CHGHOST` message: the tilde of a user name that was not confirmed is part of it."""
    _, alice, bob = together("chghost userhost-in-names")
    alice.send(f"OPER alice {OPERATOR}")
    assert params(bob.take()[0]) == ("~alice", HOST)
    assert f"@alice!~alice@{HOST}" in params(only(bob.send("NAMES #c"), "353")[0])[-1].split()
