"""The promises about order: of one client's commands, of a PING's answer, and of a channel's messages."""

import random

import pytest

from replies import codes, heard, mask, told
from salon.core.events import MessagePosted, TopicChanged
from world import Client, World

CAPS = ("", "server-time message-tags", "echo-message", "account-tag batch labeled-response", "multi-prefix")


def texts(lines: list[str]) -> list[str]:
    """Return the texts of the messages among lines, in their order."""
    return [line.rpartition(" :")[2] for line in lines if " PRIVMSG " in line]


# --- one client's commands ---------------------------------------------------------------------


def test_commands_take_effect_in_order() -> None:
    """Order: one client's commands take effect in the order sent, and are answered in it."""
    world = World()
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    bob.take()
    lines = alice.send(
        "PRIVMSG #a :1", "NICK alicia", "PRIVMSG #a :2", "TOPIC #none", "PART #a", "PRIVMSG #a :3", "PING x"
    )
    assert told(lines) == [
        f":{mask('alice')} NICK :alicia",
        "403 alicia #none :...",
        ":alicia!~alice@host.test PART #a",
        "404 alicia #a :...",
        "PONG salon.test :x",
    ]
    assert bob.take() == [
        f":{mask('alice')} PRIVMSG #a :1",
        f":{mask('alice')} NICK :alicia",
        ":alicia!~alice@host.test PRIVMSG #a :2",
        ":alicia!~alice@host.test PART #a",
    ]


@pytest.mark.parametrize("slow", ["OPER root letmein", "OPER root wrong", "JOIN #kept", "HISTORY #kept 5"])
def test_a_command_that_waits_holds_up_those_behind_it(slow: str) -> None:
    """Order: what a command needs from elsewhere is waited for; what was sent after it comes after it."""
    world = World()
    world.join("carol", "#kept").send("PRIVMSG #kept :before")
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a", *(["#kept"] if "HISTORY" in slow else []))
    bob.take()
    lines = alice.send(slow, "PRIVMSG #a :after", "PING x")
    assert codes(lines)[0] != "PONG"
    assert codes(lines)[-1] == "PONG"
    assert texts(bob.take()) == ["after"]


def test_nobody_else_waits() -> None:
    """Order: while one client's command waits, those of others go on."""
    world = World()
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    bob.take()
    world.hub.receive(alice.link, b"OPER root letmein\r\nPRIVMSG #a :from alice\r\n")
    world.hub.receive(bob.link, b"PRIVMSG #a :from bob\r\nPING x\r\n")
    world.settle()
    assert texts(alice.take()) == ["from bob"]
    assert [line.rpartition(" :")[2] for line in bob.take()] == ["x", "from alice"]


def test_slowed_commands_keep_their_order() -> None:
    """Order: who is slowed for flooding has the commands done in order all the same."""
    world = World(rate=2, burst=3)
    bob, alice = world.join("bob", "#a"), world.join("alice", "#a")
    world.pass_time(60)
    heard([alice, bob])
    assert alice.send(*(f"PRIVMSG #a :{number}" for number in range(8)), "PING x", "PRIVMSG #a :8") == []
    world.pass_time(2)
    assert alice.take() == []
    world.pass_time(1)
    assert told(alice.take()) == ["PONG salon.test :x"]
    world.pass_time(1)
    assert texts(bob.take()) == [str(number) for number in range(9)]


# --- the answer to a PING ----------------------------------------------------------------------


def test_a_ping_is_answered_after_what_came_before_it() -> None:
    """Order: when a PING is answered, all that its earlier commands do has been queued for everybody."""
    world = World()
    alice = world.join("alice", "#a", "#b")
    others = [world.join(f"n{number}", "#a", "#b") for number in range(5)]
    heard([alice, *others])
    alice.send("PRIVMSG #a :1", "MODE #a +m", "TOPIC #b :t", "KICK #b n0", "NICK alicia", "PING x")
    expected = ["PRIVMSG", "MODE", "TOPIC", "KICK", "NICK"]
    assert [codes(other.take()) for other in others] == [expected] * 5


def test_a_ping_is_not_answered_before_the_disk() -> None:
    """Order: no answer overtakes or reveals what is not committed yet, one's own or anybody else's."""
    world = World()
    alice, bob, carol = (world.join(nick, "#a") for nick in ("alice", "bob", "carol"))
    heard([alice, bob, carol])
    world.hold_disk = True
    assert alice.send("PRIVMSG #a :1", "PING x") == []
    assert carol.send("PING y", "LIST", "NAMES #a") == []
    assert heard([alice, bob, carol]) == [[], [], []]
    world.release_disk()
    assert told(alice.take()) == ["PONG salon.test :x"]
    lines = carol.take()
    assert codes(lines)[:2] == ["PRIVMSG", "PONG"]
    assert bob.take() == [f":{mask('alice')} PRIVMSG #a :1"]


def test_what_lasts_is_committed_in_order() -> None:
    """Order: batches are released strictly in order, whatever grew while one was at the disk."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    heard([alice, bob])
    world.hold_disk = True
    for number in range(6):
        alice.send(f"PRIVMSG #a :{number}")
        bob.send(f"PRIVMSG #a :b{number}")
    assert heard([alice, bob]) == [[], []]
    while world.held:
        world.release_disk()
    assert texts(alice.take()) == [f"b{number}" for number in range(6)]
    assert texts(bob.take()) == [str(number) for number in range(6)]
    said = [event.text for event in world.disk if isinstance(event, MessagePosted)]
    assert said == [text for number in range(6) for text in (str(number), f"b{number}")]


# --- a channel's messages ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_a_channel_has_one_order(seed: int) -> None:
    """Order: a channel's messages reach all its members in one order, which is that of its history."""
    chance = random.Random(seed)  # noqa: S311 - a game of chance, not a secret
    world = World()
    clients: list[Client] = [
        world.join(f"n{number}", "#a", caps=caps) for number, caps in enumerate(CAPS * 2)
    ]
    seen: list[list[str]] = [[] for _ in clients]
    heard_all: list[list[str]] = [[] for _ in clients]
    world.hold_disk = True
    for number in range(60):
        client = chance.choice(clients)
        line = chance.choice(("PRIVMSG #a :{}", "PRIVMSG #a :{}", "TOPIC #a :{}", "PING {}"))
        world.hub.receive(client.link, f"{line.format(number)}\r\n".encode())
        if chance.random() < 0.5:
            world.settle()
        if world.held and chance.random() < 0.3:
            world.release_disk()
    world.settle()
    while world.held:
        world.release_disk()
    for place, client in enumerate(clients):
        lines = client.take()
        seen[place] = texts(lines)
        heard_all[place] = [
            line.rpartition(" :")[2] for line in lines if " PRIVMSG " in line or " TOPIC " in line
        ]
    history = [event for event in world.disk if isinstance(event, MessagePosted | TopicChanged)]
    assert [event.sequence for event in history] == sorted(event.sequence for event in history)
    for place in range(len(clients)):
        own = f"n{place}"
        echoed = "echo-message" in (CAPS * 2)[place]
        expected = [
            event.text
            for event in history
            if echoed or isinstance(event, TopicChanged) or event.source.nick != own
        ]
        assert heard_all[place] == expected
        assert seen[place] == [text for text in expected if text in seen[place]]
    assert len(history) > 20


def test_what_was_said_before_and_after_a_join_comes_once() -> None:
    """Order: who joins hears what is said from then on, and what was said before as history, each once."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob")
    alice.send("PRIVMSG #a :1", "PRIVMSG #a :2")
    world.hub.receive(bob.link, b"JOIN #a\r\n")
    world.hub.receive(alice.link, b"PRIVMSG #a :3\r\nPRIVMSG #a :4\r\n")
    world.settle()
    lines = bob.take()
    assert codes(lines)[0] == "JOIN"
    assert sorted(text[-1] for text in texts(lines)) == ["1", "2", "3", "4"]
    assert codes(alice.take()) == ["JOIN"]
