"""The promises about order: of one client's commands, of a PING's answer, and of a channel's messages."""

import random

import pytest

from harness.replies import codes, heard, mask, told
from harness.world import Client, World

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


# --- what was said before, and what meanwhile ----------------------------------------------------


@pytest.fixture
def library() -> World:
    """Return a world in which a history is read when the test says so."""
    world = World()
    world.reads.is_held = True
    return world


@pytest.mark.parametrize("caps", ["server-time", "server-time batch labeled-response echo-message"])
@pytest.mark.parametrize("ask", ["JOIN #kept", "HISTORY #kept"])
def test_what_is_said_while_the_past_is_read_comes_after_it(library: World, ask: str, caps: str) -> None:
    """Order: of a channel, in the order said; the answer to what was asked before is not late for that."""
    carol = library.join("carol", "#kept", "#else")
    carol.send("PRIVMSG #kept :before")
    bob = library.join("bob", "#else", *(["#kept"] if "HISTORY" in ask else []), caps=caps)
    if library.reads.held:
        library.release_read()
    bob.take()
    at_once = bob.send(f"@label=x {ask}" if "label" in caps else ask)
    assert ("366" in codes(at_once)) is ("JOIN" in ask and "label" not in caps)
    carol.send("PRIVMSG #kept :1", "PRIVMSG #else :2", "PRIVMSG bob :3", "TOPIC #kept :t")
    # Only what is said in a channel that one has just joined waits for its past.
    meanwhile, later = (["2", "3"], ["before", "1"]) if "JOIN" in ask else (["1", "2", "3"], ["before"])
    assert texts(bob.take()) == meanwhile
    library.release_read()
    lines = bob.take()
    assert texts(lines) == later
    assert any(" TOPIC #kept " in line for line in lines) is ("JOIN" in ask)
    assert texts(carol.send("PRIVMSG #kept :4") + bob.take()) == ["4"]


def test_several_pasts_are_read_one_after_the_other(library: World) -> None:
    """Order: a channel's messages are in the order said, in each of those that are entered at once."""
    carol = library.join("carol", "#a", "#b")
    carol.send("PRIVMSG #a :a1", "PRIVMSG #b :b1")
    bob = library.join("bob")
    bob.send("JOIN #a,#b")
    carol.send("PRIVMSG #a :a2", "PRIVMSG #b :b2")
    library.release_read()
    carol.send("PRIVMSG #a :a3", "PRIVMSG #b :b3")
    assert [text[-2:] for text in texts(bob.take())] == ["a1"]
    library.release_read()
    assert [text[-2:] for text in texts(bob.take())] == ["b1", "a2", "a3", "b2", "b3"]


@pytest.mark.parametrize("way", ["KILL bob :out", "KICK #kept bob :out"])
def test_who_goes_while_the_past_is_read_is_told(library: World, way: str) -> None:
    """Order: what was held back is not lost, and the past is for those who are in."""
    carol = library.join("carol", "#kept")
    carol.send("OPER root letmein", "PRIVMSG #kept :before")
    bob = library.join("bob")
    bob.send("JOIN #kept")
    carol.send("PRIVMSG #kept :1", way)
    assert bob.closed is ("KILL" in way)
    library.release_read()
    lines = bob.take()
    assert texts(lines) == ["1"]
    assert ("ERROR " if "KILL" in way else " KICK #kept ") in lines[-1]


def test_others_wait_for_nobodys_past(library: World) -> None:
    """Order: while one client's past is read, everybody else is told as ever."""
    carol, dave = library.join("carol", "#kept"), library.join("dave", "#kept")
    carol.send("PRIVMSG #kept :before")
    dave.take()
    library.join("bob").send("JOIN #kept")
    carol.send("PRIVMSG #kept :1")
    assert texts(dave.take()) == ["1"]


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
    assert [line.text for line in world.kept_lines()] == [
        text for number in range(6) for text in (str(number), f"b{number}")
    ]


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
    history = world.kept_lines()
    for place in range(len(clients)):
        own = f"n{place}"
        echoed = "echo-message" in (CAPS * 2)[place]
        expected = [line.text for line in history if echoed or line.kind == "topic" or line.nick != own]
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
