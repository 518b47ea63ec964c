"""What the commands about channels mean."""

import pytest

from harness.interpreting import answered, meant
from harness.world import Client, World
from salon.core.commands import (
    Command,
    Invite,
    JoinChannel,
    Kick,
    PartAllChannels,
    PartChannel,
    RenameChannel,
    SetTopic,
)
from salon.wire.irc.commands.channels import MOST_CONDITIONS
from salon.wire.irc.server import CHANNELS_PER_COMMAND


@pytest.fixture
def alice() -> Client:
    """Return somebody in a channel; two people may be named at once."""
    return World(rules={"targets": 2}).join("alice", "#a")


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("JOIN 0", [PartAllChannels()]),
        ("JOIN #b", [JoinChannel("#b")]),
        ("JOIN #b,#c k,", [JoinChannel("#b", "k"), JoinChannel("#c")]),
        ("JOIN #b,,#c k,x,y", [JoinChannel("#b", "k"), JoinChannel("#c", "y")]),
        ("JOIN #b,#B one,two", [JoinChannel("#b", "one")]),
        ("JOIN #b one,two,three", [JoinChannel("#b", "one")]),
        ("PART #b,#B,#c :too long", [PartChannel("#b", "too long"), PartChannel("#c", "too long")]),
        ("TOPIC #a :", [SetTopic("#a", "")]),
        ("TOPIC #a :x y", [SetTopic("#a", "x y")]),
        ("INVITE bob #a", [Invite("bob", "#a")]),
        ("KICK #a bob,eve :é é é", [Kick("#a", "bob", "é é é"), Kick("#a", "eve", "é é é")]),
        ("KICK #a,#b bob,eve", [Kick("#a", "bob"), Kick("#b", "eve")]),
        ("RENAME #a #b :why", [RenameChannel("#a", "#b", "why")]),
    ],
)
def test_what_is_the_cores_to_decide(alice: Client, line: str, commands: list[Command]) -> None:
    """Each channel once, each with its key; how long a reason may be, the core says."""
    assert meant(alice, line) == commands
    assert answered(alice) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("JOIN ,", "461 alice JOIN"),
        ("PART ,,", "461 alice PART"),
        ("INVITE bob", "461 alice INVITE"),
        ("KICK #a,#b bob", "461 alice KICK"),
        ("TOPIC #none", "403 alice #none"),
        ("TOPIC #a", "331 alice #a"),
        ("NAMES #none", "366 alice #none"),
        ("NAMES", "366 alice *"),
        ("INVITE", "337 alice"),
    ],
)
def test_what_the_wire_answers(alice: Client, line: str, code: str) -> None:
    """Nothing comes to the core."""
    assert meant(alice, line) == []
    assert answered(alice) == [f"{code} :..."]


def test_as_many_channels_as_one_line_may_name(alice: Client) -> None:
    """Those beyond are refused by name, and the others are done."""
    names = [f"#{number}" for number in range(CHANNELS_PER_COMMAND + 2)]
    assert len(meant(alice, f"JOIN {','.join(names)}")) == CHANNELS_PER_COMMAND
    assert [line.split()[:3] for line in answered(alice)] == [["407", "alice", its] for its in names[-2:]]


def test_as_many_people_as_one_line_may_name(alice: Client) -> None:
    """KICK has the limit of all messages to people."""
    assert [its.nick for its in meant(alice, "KICK #a b,c,d") if isinstance(its, Kick)] == ["b", "c"]
    assert [line.split()[:3] for line in answered(alice)] == [["407", "alice", "d"]]


def listed(client: Client, wish: str) -> list[str]:
    """Return the names that LIST shows."""
    assert meant(client, f"LIST {wish}") == []
    lines = answered(client)
    assert (lines[0][:3], lines[-1][:3]) == ("321", "323")
    return sorted(line.split()[2] for line in lines[1:-1])


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ("", ["#a", "#club", "#old"]),
        ("#A,#none", ["#a"]),
        (">1", ["#club"]),
        ("<2", ["#a", "#old"]),
        ("#*l*", ["#club", "#old"]),
        ("!#*l*", ["#a"]),
        ("*l*,<2", ["#old"]),
        ("*l* <2", ["#old"]),
        ("C>10", ["#old"]),
        ("C<10", ["#a", "#club"]),
        ("T<10", ["#club"]),
        ("T>10", []),
        (">x", []),
        (">²", []),
        ("C>", []),
    ],
)
def test_conditions_of_list(wish: str, names: list[str]) -> None:
    """ELIST of modern-irc: users, masks and their opposite, minutes since the foundation and the topic."""
    world = World()
    world.join("zoe", "#old")
    world.now += 3_600_000
    alice = world.join("alice", "#a", "#club")
    world.join("bob", "#club")
    alice.send("TOPIC #club :x")
    world.now += 60_000
    assert listed(alice, wish) == names


def test_list_asks_a_bounded_number_of_conditions(alice: Client) -> None:
    """Each is asked of every channel."""
    assert listed(alice, ",".join([">0"] * MOST_CONDITIONS + [">9"])) == ["#a"]
    assert listed(alice, ",".join([">0"] * (MOST_CONDITIONS - 1) + [">9"])) == []
