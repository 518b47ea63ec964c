"""server-time: when it happened, as a tag."""

import re

import pytest

from harness.stand_ins import START
from harness.tagged_lines import commands, params, tags
from harness.world import World

TIME = "server-time"
NOW = "2027-01-15T08:00:00.000Z"


@pytest.mark.parametrize(
    ("deed", "command"),
    [
        ("PRIVMSG #c :x", "PRIVMSG"),
        ("NOTICE bob :x", "NOTICE"),
        ("PART #c :x", "PART"),
        ("TOPIC #c :x", "TOPIC"),
        ("MODE #c +m", "MODE"),
        ("KICK #c bob", "KICK"),
        ("NICK ann", "NICK"),
        ("QUIT", "QUIT"),
        ("INVITE bob #d", "INVITE"),
    ],
)
def test_what_people_do_has_a_time(deed: str, command: str) -> None:
    """Description: the tag may be in every message from server to client; it is in whatever people do."""
    world = World()
    alice, bob = world.join("alice", "#c", "#d"), world.join("bob", "#c", caps=TIME)
    alice.send(deed)
    line = bob.take()[0]
    assert (commands([line]), tags(line)["time"]) == ([command], NOW)


def test_the_form_of_a_time() -> None:
    """Description: the value MUST be YYYY-MM-DDThh:mm:ss.sssZ, in UTC, to the millisecond."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps=TIME)
    times = []
    for moment in (START, START + 7, START + 59_999, 951_826_332_045):
        world.now = moment
        alice.send("PRIVMSG #c :x")
        times.append(tags(bob.take()[0])["time"])
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time) for time in times)
    assert times == [NOW, NOW[:-2] + "7Z", "2027-01-15T08:00:59.999Z", "2000-02-29T12:12:12.045Z"]


def test_none_before_it_is_acknowledged() -> None:
    """Description: servers MUST NOT send the time before acknowledging the capability."""
    world = World()
    alice = world.join("alice", "#c")
    lines = alice.send("CAP REQ :server-time", "PRIVMSG alice :me", "JOIN #d")
    first = next(number for number, line in enumerate(lines) if "time" in tags(line))
    assert commands(lines[:first]) == ["CAP"]
    assert params(lines[0])[1:] == ("ACK", "server-time")


def test_none_after_it_is_disabled() -> None:
    """Description: the tag is for clients that have the capability."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="server-time message-tags")
    bob.send("CAP REQ :-server-time")
    alice.send("PRIVMSG #c :x")
    assert list(tags(bob.take()[0])) == ["msgid"]


def test_what_is_past_has_the_time_of_then() -> None:
    """Description: clients treat a message as having occurred at the given time, so a replay keeps it."""
    world = World()
    world.join("alice", "#c").send("PRIVMSG #c :x")
    bob = world.join("bob", caps="server-time batch")
    world.pass_time(60)
    replayed = [line for line in bob.send("JOIN #c") if commands([line]) == ["PRIVMSG"]]
    assert [tags(line)["time"] for line in replayed] == [NOW]


def test_one_time_for_all() -> None:
    """Description: sender and receivers are told the same time of one message."""
    world = World()
    alice = world.join("alice", "#c", caps="server-time echo-message")
    bob, carol = (
        world.join("bob", "#c", caps=TIME),
        world.join("carol", "#c", caps="server-time message-tags"),
    )
    world.now += 123
    lines = [*alice.send("PRIVMSG #c :x"), *bob.take(), *carol.take()]
    assert [tags(line)["time"] for line in lines] == ["2027-01-15T08:00:00.123Z"] * 3


def test_echo_is_offered_with_it() -> None:
    """Description: servers that offer it for all messages SHOULD also offer `echo-message`."""
    (line,) = World().connect().send("CAP LS")
    assert {"server-time", "echo-message"} <= set(params(line)[-1].split())
