"""Long answers and the past: made piece by piece, while everybody else has a turn."""

from harness.world import Client, World
from salon.delivery.answers import PIECE_STEPS

MANY = 3 * PIECE_STEPS


def people(world: World, count: int = MANY) -> list[Client]:
    """Let so many into #a."""
    return [world.join(f"n{number}", "#a") for number in range(count)]


def ends(lines: list[str]) -> list[str]:
    """Return the numerics among some lines."""
    return [line.split(" ")[1] for line in lines]


def test_only_the_askers_own_requests_wait() -> None:
    """What others say goes on to them meanwhile; their own next request is answered behind."""
    world = World()
    ann, ben = world.join("ann"), people(world)[0]
    ann.send("JOIN #b")
    ben.send("JOIN #b")
    world.forget_output()
    ann.waiting, ann.link.outbox.congested = 1, True
    shown = ann.send("WHO #a", "PING after")
    assert ends(shown) == ["352"] * (len(shown))
    assert 0 < len(shown) < MANY
    ben.send("PRIVMSG #b :meanwhile")
    assert ends(ann.take()) == ["PRIVMSG"]
    ann.waiting, ann.link.outbox.congested = 0, False
    world.hub.drained(ann.link)
    world.settle()
    rest = ends(ann.take())
    assert rest == ["352"] * (MANY - len(shown)) + ["315", "PONG"]


def test_a_peer_that_goes_has_nothing_more_made() -> None:
    """The answer is dropped, and with it all that it held."""
    world = World()
    people(world)
    ann = world.join("ann")
    ann.waiting, ann.link.outbox.congested = 1, True
    ann.send("WHO #a")
    assert ann.link.awaits_reading
    assert ann.link.wire.later
    ann.close()
    world.settle()
    assert not ann.link.awaits_reading
    assert not ann.link.wire.later


def test_the_past_is_read_when_all_that_was_said_is_committed() -> None:
    """Whoever comes in sees the message whose commit is under way, once, before what is said after."""
    world = World()
    ann = world.join("ann", "#a")
    world.hold_disk = True
    ann.send("PRIVMSG #a :just now")
    world.hub.receive(world.connect().link, b"NICK ben\r\nUSER b 0 * b\r\nJOIN #a\r\n")
    ann.send("PRIVMSG #a :after")
    world.hold_disk = False
    world.release_disk()
    (ben,) = (
        its.sink for its in world.hub.sessions.values() if its.core.person and its.core.person.nick == "ben"
    )
    assert isinstance(ben, Client)
    said = [line.partition(" :")[2] for line in ben.take() if " PRIVMSG " in line]
    assert [text.rpartition("] ")[2] for text in said] == ["just now", "after"]


def test_a_past_that_cannot_be_read_is_said_so() -> None:
    """And the session goes on."""
    world = World()
    ann = world.join("ann", "#a")
    ann.send("PRIVMSG #a :kept")
    world.reads.is_held = True
    ben = world.join("ben")
    ben.send("JOIN #a", "PING after")
    assert not [line for line in ben.take() if " PONG " in line]
    world.reads.is_held = False
    world.release_read()
    assert [line for line in ben.take() if " PONG " in line]


def test_the_answer_ends_before_what_was_held_back() -> None:
    """What others say while the past is read is no part of what was asked for."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", caps="batch labeled-response server-time")
    ann.send("PRIVMSG #a :before")
    world.reads.is_held = True
    assert not [line for line in ben.send("@label=x JOIN #a") if " PRIVMSG " in line]
    ann.send("PRIVMSG #a :meanwhile")
    world.reads.is_held = False
    world.release_read()
    *past, ended, said = ben.take()
    assert any(line.endswith(":before") for line in past)
    assert " BATCH -" in f" {ended}"
    assert said.endswith(":meanwhile")
