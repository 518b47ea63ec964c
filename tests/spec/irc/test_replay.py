"""What is kept of a channel and shown again: what people said to all of it, and nothing for the moment."""

import pytest

from harness.tagged_lines import bare, bares
from harness.world import Client, World

DELIMITER = "\x01"
CTCP = (
    "\x01VERSION\x01",
    "\x01PING 1473523796\x01",
    "\x01DCC SEND a 1 2 3\x01",
    "\x01no end",
)
MOMENTARY = (
    *(f"PRIVMSG #a :{text}" for text in CTCP),
    *(f"NOTICE #a :{text}" for text in CTCP),
    "@+typing=active TAGMSG #a",
    "@+draft/typing=done TAGMSG #a",
)
TO_RANKS = (
    "PRIVMSG @#a :to operators",
    "NOTICE +#a :to who has a voice",
    "@+react=x TAGMSG @#a",
)


def past(lines: list[str]) -> list[str]:
    """Return the messages among lines that show the past, from the command on."""
    bodies = [bare(line).split(" ", 1)[1] for line in lines]
    return [body for body in bodies if body.startswith(("PRIVMSG", "NOTICE", "TAGMSG"))]


@pytest.fixture
def world() -> World:
    """Return a world in which two people are in a channel."""
    return World()


@pytest.fixture
def alice(world: World) -> Client:
    """Return its founder, who is told of everything."""
    return world.join("alice", "#a", caps="message-tags batch server-time")


@pytest.fixture
def bob(world: World, alice: Client) -> Client:
    """Return who speaks."""
    bob = world.join("bob", "#a", caps="message-tags")
    alice.take()
    return bob


@pytest.mark.parametrize("line", MOMENTARY)
def test_what_is_for_the_moment_is_not_kept(world: World, bob: Client, line: str) -> None:
    """A CTCP other than ACTION, and that somebody is typing: who is here hears it, and no disk has it."""
    bob.send("PRIVMSG #a :before", line, "PRIVMSG #a :after")
    assert [kept.text for kept in world.kept_lines()] == ["before", "after"]


@pytest.mark.parametrize("line", MOMENTARY + TO_RANKS)
def test_what_is_not_for_all_times_and_all_people_is_not_shown_again(
    world: World, alice: Client, bob: Client, line: str
) -> None:
    """The founder hears it, and it is neither replayed at a JOIN nor shown by HISTORY."""
    bob.send("PRIVMSG #a :before", line, "PRIVMSG #a :after")
    (_, momentary, _) = bares(alice.take())
    assert momentary.split(" ", 1)[1] in line
    for lines in (alice.send("HISTORY #a 50"), world.join("carol", caps="message-tags").send("JOIN #a")):
        assert [words.rpartition(":")[2].split("] ")[-1] for words in past(lines)] == ["before", "after"]


@pytest.mark.parametrize("text", ["\x01ACTION waves\x01", "\x01ACTION\x01", "\x01ACTION has no end"])
def test_an_action_is_shown_again(world: World, alice: Client, bob: Client, text: str) -> None:
    """The one CTCP that is a way of speaking."""
    bob.send(f"PRIVMSG #a :{text}")
    assert past(alice.take()) == [f"PRIVMSG #a :{text}"]
    again = f"PRIVMSG #a :{text.removesuffix(DELIMITER)}{DELIMITER}"  # which it gets where it had none
    assert past(alice.send("HISTORY #a 50")) == [again]
    carol = world.join("carol", caps="message-tags batch server-time")
    assert past(carol.send("JOIN #a")) == [again]


def test_a_reconnect_after_a_restart_misses_nothing() -> None:
    """What the client had surely received is forgotten with the process: then it is shown once more."""
    first = World()
    alice, bob = first.join("alice", "#a"), first.join("bob", "#a")
    for number in range(3):
        alice.send(f"PRIVMSG #a :{number}")
    first.pass_time(first.state.rules.limits.ping_seconds)
    bob.send("PONG x")
    copy = first.database.with_name("restarted.db")
    bob.close()
    first.on_disk(f"VACUUM INTO '{copy}'")
    alice.send("PRIVMSG #a :while bob was away")
    again = first.join("bob", caps="server-time").send("JOIN #a")
    assert [line.rpartition(":")[2] for line in past(again)] == ["while bob was away"]
    first.close()
    second = World(database=copy)
    shown = second.join("bob", caps="server-time").send("JOIN #a")
    assert [line.rpartition(":")[2] for line in past(shown)][-3:] == ["0", "1", "2"]
    second.close()
    copy.unlink()
