"""MONITOR and extended-monitor: who comes and goes, and what changes about them."""

import pytest

from harness.tagged_lines import commands, only, params, tags
from harness.world import OPERATOR, World


def targets(lines: list[str]) -> list[str]:
    """Return the targets of all lines."""
    return [target for line in lines for target in params(line)[-1].split(",")]


# --- the command -------------------------------------------------------------------------------


def test_adding() -> None:
    """MONITOR +: RPL_MONONLINE for those who are here, RPL_MONOFFLINE for those who are not."""
    world = World()
    world.join("bob")
    world.join("carol")
    assert world.join("alice").send("MONITOR + bob,zoe,Carol,yan") == [
        ":salon.test 730 alice :bob!~bob@host.test,carol!~carol@host.test",
        ":salon.test 731 alice :zoe,yan",
    ]


def test_nobody_is_there_twice() -> None:
    """MONITOR +: targets already in the list MUST NOT be added again, in whatever spelling."""
    alice = World().join("alice")
    alice.send("MONITOR + bob,zoe,BOB", "MONITOR + Bob,zoe")
    assert targets(only(alice.send("MONITOR L"), "732")) == ["bob", "zoe"]


def test_adding_again_tells_again() -> None:
    """MONITOR +: of any of the targets that are online, or offline, the client is told."""
    world = World()
    world.join("bob")
    alice = world.join("alice")
    first = alice.send("MONITOR + bob,zoe")
    assert alice.send("MONITOR + bob,zoe") == first


def test_removing() -> None:
    """MONITOR -: no output; who is removed is not told of."""
    world = World()
    alice = world.join("alice")
    alice.send("MONITOR + bob,zoe")
    assert alice.send("MONITOR - BOB,nobody") == []
    world.join("bob")
    assert alice.take() == []
    assert targets(only(alice.send("MONITOR L"), "732")) == ["zoe"]


def test_clearing() -> None:
    """MONITOR C: the list is empty, without output."""
    world = World()
    alice = world.join("alice")
    alice.send("MONITOR + bob,zoe")
    assert alice.send("MONITOR C") == []
    assert commands(alice.send("MONITOR L")) == ["733"]
    world.join("bob")
    assert alice.take() == []


def test_listing() -> None:
    """MONITOR L: RPL_MONLIST, as it was asked for, and RPL_ENDOFMONLIST."""
    alice = World().join("alice")
    alice.send("MONITOR + Bob,zoe")
    assert alice.send("MONITOR L") == [
        ":salon.test 732 alice :Bob,zoe",
        ":salon.test 733 alice :End of MONITOR list",
    ]


def test_status() -> None:
    """MONITOR S: each target of the list by RPL_MONONLINE or RPL_MONOFFLINE."""
    world = World()
    alice = world.join("alice")
    alice.send("MONITOR + bob,zoe")
    world.join("bob")
    assert alice.send("MONITOR S") == [
        ":salon.test 730 alice :bob!~bob@host.test",
        ":salon.test 731 alice :zoe",
    ]


@pytest.mark.parametrize("word", ["l", "s", "c", "+"])
def test_modifiers_have_no_case(word: str) -> None:
    """`MONITOR` Command: a modifier that nobody knows is no reason for an error."""
    assert World().join("alice").send(f"MONITOR {word}") in (
        [],
        [":salon.test 733 alice :End of MONITOR list"],
    )


@pytest.mark.parametrize("target", ["a!b@c", "*", "", "#c", "x" * 33, "a.b"])
def test_targets_are_nicks(target: str) -> None:
    """`MONITOR` Command: a target MUST be a valid nick; hostmasks cannot be monitored."""
    alice = World().join("alice")
    alice.send(f"MONITOR + {target},bob")
    assert targets(only(alice.send("MONITOR L"), "732")) == ["bob"]


def test_the_token() -> None:
    """`MONITOR` Command: the MONITOR token of 005 gives the most targets that a client may have."""
    alice = World(rules={"monitor_entries": 3}).join("alice")
    tokens = [token for line in only(alice.send("ISUPPORT"), "005") for token in params(line)]
    assert "MONITOR=3" in tokens


def test_a_list_that_is_full() -> None:
    """734 - ERR_MONLISTFULL: the limit, and those that cannot be added as the client sent them."""
    world = World(rules={"monitor_entries": 3})
    alice = world.join("alice")
    assert alice.send("MONITOR + a,b,C,D,e")[-1] == ":salon.test 734 alice 3 D,e :Monitor list is full"
    assert targets(only(alice.send("MONITOR L"), "732")) == ["a", "b", "C"]
    assert commands(alice.send("MONITOR + a")) == ["731"]
    alice.send("MONITOR - a")
    assert commands(alice.send("MONITOR + e")) == ["731"]


def test_no_line_is_too_long() -> None:
    """`MONITOR` Command: the list of targets is limited only by the size of a message, in every reply."""
    world = World(rules={"monitor_entries": 60})
    alice = world.join("a" * 32)
    names = [f"{'n' * 28}{number:03}" for number in range(75)]
    for name in names[:20]:
        world.join(name)
    answers = [
        line for n in range(0, 75, 15) for line in alice.send(f"MONITOR + {','.join(names[n : n + 15])}")
    ]
    answers += alice.send("MONITOR L") + alice.send("MONITOR S")
    assert max(len(line) for line in answers) <= 510
    assert targets(only(answers, "732")) == names[:60]
    assert [target.partition("!")[0] for target in targets(only(answers, "730"))] == names[:20] * 2
    assert targets(only(answers, "731")) == names[20:60] * 2
    refused = only(answers, "734")
    assert [target for line in refused for target in params(line)[2].split(",")] == names[60:]


# --- coming and going --------------------------------------------------------------------------


def test_coming_and_going() -> None:
    """730, 731: a target has just become online; a target has just left."""
    world = World()
    alice = world.join("alice")
    alice.send("MONITOR + Bob")
    bob = world.connect()
    bob.send("NICK bob")
    assert alice.take() == []
    bob.send("USER bob 0 * :B")
    assert alice.take() == [":salon.test 730 alice :bob!~bob@host.test"]
    bob.send("QUIT")
    assert alice.take() == [":salon.test 731 alice :bob"]


def test_taking_and_leaving_a_nick() -> None:
    """730, 731: a nick that is given up is offline, one that is taken is online."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob")
    alice.send("MONITOR + bob,zoe")
    bob.send("NICK zoe")
    assert alice.take() == [":salon.test 731 alice :bob", ":salon.test 730 alice :zoe!~bob@host.test"]
    bob.send("NICK ZOE")
    assert alice.take() == []


def test_in_a_shared_channel_as_well() -> None:
    """730, 731: whoever sees them come and go is told nevertheless."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c")
    alice.send("MONITOR + bob")
    bob.send("QUIT :bye")
    assert sorted(commands(alice.take())) == ["731", "QUIT"]


def test_ones_own_nick() -> None:
    """730, 731: a target is online whoever it is."""
    alice = World().join("alice")
    alice.send("MONITOR + alice,ann")
    lines = alice.send("NICK ann")
    assert sorted(commands(lines)) == ["730", "731", "NICK"]
    assert targets(only(lines, "730")) == ["ann!~alice@host.test"]
    assert targets(only(lines, "731")) == ["alice"]


def test_who_is_gone_is_told_nothing() -> None:
    """MONITOR +: the list is one connection's, and ends with it."""
    world = World()
    alice = world.join("alice")
    alice.send("MONITOR + bob", "QUIT")
    world.join("bob").send("QUIT")
    assert alice.take() == []
    assert (world.state.monitors, world.state.monitored_by) == ({}, {})


# --- extended-monitor --------------------------------------------------------------------------

CHANGES = {
    "away-notify": ("AWAY :gone", ":bob!~bob@host.test AWAY :gone"),
    "setname": ("SETNAME :Robert", ":bob!~bob@host.test SETNAME :Robert"),
    "chghost": (f"OPER alice {OPERATOR}", ":bob!~bob@host.test CHGHOST ~bob staff.salon.test"),
}


@pytest.mark.parametrize("cap", CHANGES)
def test_changes_are_told(cap: str) -> None:
    """extended-monitor, Description: with the capability of each, AWAY, SETNAME, CHGHOST of targets come."""
    world = World()
    alice, bob = world.join("alice", caps=f"extended-monitor {cap}"), world.join("bob")
    alice.send("MONITOR + bob")
    for deed, _ in CHANGES.values():
        bob.send(deed)
    assert alice.take() == [CHANGES[cap][1]]


@pytest.mark.parametrize("caps", ["extended-monitor", " ".join(CHANGES)])
def test_both_capabilities_are_needed(caps: str) -> None:
    """extended-monitor, Description: when both are enabled."""
    world = World()
    alice, bob = world.join("alice", caps=caps), world.join("bob")
    alice.send("MONITOR + bob")
    for deed, _ in CHANGES.values():
        bob.send(deed)
    assert alice.take() == []


def test_changes_are_told_once() -> None:
    """extended-monitor, Description: in a shared channel the change is told already."""
    world = World()
    alice = world.join("alice", "#c", caps="extended-monitor away-notify")
    bob = world.join("bob", "#c")
    alice.send("MONITOR + bob")
    bob.send("AWAY :gone")
    assert commands(alice.take()) == ["AWAY"]


def test_of_others_no_changes_are_told() -> None:
    """extended-monitor, Description: for monitored nicks; it ends when that does."""
    world = World()
    alice, bob = world.join("alice", caps="extended-monitor away-notify"), world.join("bob")
    alice.send("MONITOR + bob", "MONITOR - bob")
    bob.send("AWAY :gone")
    alice.send("MONITOR + alice")
    assert commands(alice.send("AWAY :gone")) == ["306"]
    assert alice.take() == []


def test_changes_have_their_tags() -> None:
    """extended-monitor, Description: they are the notifications that members of a channel get."""
    world = World()
    alice, bob = world.join("alice", caps="extended-monitor away-notify server-time"), world.join("bob")
    alice.send("MONITOR + bob")
    bob.send("AWAY :gone")
    assert list(tags(alice.take()[0])) == ["time"]
