"""A connection is lost while what it asked for waits: what it had said is done all the same, in its order."""

from harness.world import Client, World
from salon.delivery.lingering import LOST_SECONDS
from salon.delivery.session import State, Throttle


def say_and_vanish(client: Client, *lines: str) -> None:
    """Enter #c, say more in the same breath, and be gone before the channel's history has been read."""
    hub = client.world.hub
    hub.receive(client.link, "".join(f"{line}\r\n" for line in ("JOIN #c", *lines)).encode())
    assert client.link.state is State.WAITING
    hub.lost(client.link, "Connection lost")


def channel_with_history(nick: str) -> tuple[World, Client]:
    """Return a world with somebody who has said something in #c."""
    world = World()
    client = world.join(nick, "#c")
    client.send("PRIVMSG #c :earlier")
    return world, client


def heard(client: Client) -> list[str]:
    """Return what somebody has heard since, without who said it."""
    client.world.settle()
    return [line.partition(" ")[2] for line in client.take()]


def is_forgotten(client: Client) -> bool:
    """Tell whether nothing is left of a session."""
    world, session = client.world, client.link.core.id
    return session not in world.hub.sessions and session not in world.state.sessions


def test_what_was_said_before_is_done() -> None:
    """After a JOIN that waits for its history, the messages behind it are still heard, and the goodbye."""
    world, bob = channel_with_history("bob")
    alice = world.join("alice")
    say_and_vanish(alice, "PRIVMSG #c :one", "PRIVMSG #c :two", "QUIT :bye", "PRIVMSG #c :three")
    assert heard(bob) == ["JOIN #c", "PRIVMSG #c :one", "PRIVMSG #c :two", "QUIT :Quit: bye"]
    assert is_forgotten(alice)


def test_who_says_no_goodbye_is_gone_too() -> None:
    """Without a QUIT the reason is that of the connection, once nothing waits any more."""
    world, bob = channel_with_history("bob")
    alice = world.join("alice")
    say_and_vanish(alice, "PRIVMSG #c :one", "JOIN #d", "PRIVMSG #c :two")
    assert heard(bob) == ["JOIN #c", "PRIVMSG #c :one", "PRIVMSG #c :two", "QUIT :Connection lost"]
    assert is_forgotten(alice)


def test_a_flood_ends_with_its_connection() -> None:
    """What waits its turn by the rate limit is done for a while, as it would have been; the rest never."""
    world, bob = channel_with_history("bob")
    world.hub.intake.throttle = Throttle(1, 4, 16_384)
    alice = world.join("alice")
    world.pass_time(10)
    say_and_vanish(alice, *("PRIVMSG #c :flood",) * 20)
    at_once = heard(bob)
    assert 0 < len(at_once[1:]) < 5
    world.pass_time(LOST_SECONDS)
    shown = at_once[1:] + heard(bob)
    assert shown[:-1] == ["PRIVMSG #c :flood"] * len(shown[:-1])
    assert LOST_SECONDS <= len(shown[:-1]) <= LOST_SECONDS + 4
    assert shown[-1] == "QUIT :Connection lost"
    world.pass_time(60)
    assert heard(bob) == []
    assert is_forgotten(alice)


def test_who_is_killed_meanwhile_is_forgotten() -> None:
    """A session that an operator ends while it waits, its connection lost, leaves nothing behind."""
    world, root = channel_with_history("root")
    alice = world.join("alice")
    root.send("OPER root letmein")
    say_and_vanish(alice, "PRIVMSG #c :one")
    world.hub.receive(root.link, b"KILL alice :away\r\n")
    assert heard(root) == ["JOIN #c", "QUIT :Killed (root (away))"]
    assert is_forgotten(alice)
