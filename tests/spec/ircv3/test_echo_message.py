"""echo-message: what one said comes back as it was delivered."""

import pytest

from harness.tagged_lines import bares, commands, tags
from harness.world import World

ECHO = "echo-message"


@pytest.mark.parametrize("deed", ["PRIVMSG #c", "NOTICE #c", "PRIVMSG bob", "NOTICE bob", "PRIVMSG @#c"])
def test_messages_come_back(deed: str) -> None:
    """Description: servers MUST send PRIVMSG and NOTICE back to the client that sent them."""
    world = World()
    alice = world.join("alice", "#c", caps=ECHO)
    world.join("bob", "#c")
    assert alice.send(f"{deed} :hi") == [f":alice!~alice@host.test {deed} :hi"]


def test_not_without_the_capability() -> None:
    """Description: only if enabled."""
    world = World()
    alice = world.join("alice", "#c", caps="message-tags batch labeled-response")
    assert alice.send("PRIVMSG #c :hi") == []


def test_to_nobody_else() -> None:
    """Description: to the client that sent them; others get each message once."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=ECHO), world.join("bob", "#c", caps=ECHO)
    alice.send("PRIVMSG #c :hi", "PRIVMSG bob :hi")
    assert commands(bob.take()) == ["PRIVMSG", "PRIVMSG"]


def test_the_final_version() -> None:
    """Description: if the server modifies a message, the final version MUST be sent back."""
    world = World()
    alice, bob = world.join("alice", "#Café", caps=ECHO), world.join("bob", "#Café")
    text = "é" * ((510 - len("PRIVMSG #café :".encode())) // 2)
    echo = alice.send(f"PRIVMSG #café :{text}")
    assert echo == bob.take()
    assert echo[0].startswith(":alice!~alice@host.test PRIVMSG #Café :é")
    assert len(echo[0].encode()) <= 510
    assert not echo[0].endswith(text)


def test_what_is_refused_does_not_come_back() -> None:
    """Description: the echo is an acknowledgement of delivery."""
    world = World()
    alice = world.join("alice", "#c", caps=ECHO)
    world.join("bob", "#d")
    answer = alice.send("PRIVMSG #d :hi", "PRIVMSG nobody :hi", "PRIVMSG #nowhere :hi", "NOTICE #d :hi")
    assert set(commands(answer)) <= {"401", "403", "404"}


def test_each_target_comes_back() -> None:
    """Description: several targets are several messages."""
    world = World()
    alice = world.join("alice", "#c", caps=ECHO)
    world.join("bob", "#c")
    assert alice.send("PRIVMSG #c,bob,#c :hi") == [
        ":alice!~alice@host.test PRIVMSG #c :hi",
        ":alice!~alice@host.test PRIVMSG bob :hi",
    ]


def test_to_oneself_it_comes_twice() -> None:
    """Limitations: a message to oneself is delivered and echoed."""
    alice = World().join("alice", caps=ECHO)
    assert alice.send("PRIVMSG alice :me") == [":alice!~alice@host.test PRIVMSG alice :me"] * 2
    bob = World().join("bob")
    assert bob.send("PRIVMSG bob :me") == [":bob!~bob@host.test PRIVMSG bob :me"]


def test_tags_alone_with_message_tags_only() -> None:
    """Description: when `message-tags` is enabled the same rules apply to TAGMSG."""
    alice = World().join("alice", "#c", caps="echo-message message-tags")
    assert bares(alice.send("@+a TAGMSG #c")) == [":alice!~alice@host.test TAGMSG #c"]
    alice.send("CAP REQ -message-tags")
    assert commands(alice.send("@+a TAGMSG #c")) == ["421"]


def test_the_echo_has_the_tags_of_what_was_delivered() -> None:
    """Description: the final version is the whole message, its tags included."""
    world = World()
    alice = world.join("alice", "#c", caps="echo-message message-tags server-time")
    bob = world.join("bob", "#c", caps="message-tags server-time")
    assert alice.send("@+a=1;b=2 PRIVMSG #c :hi") == bob.take()


def test_the_echo_stands_where_the_message_does() -> None:
    """Use cases: all see the messages of a channel in one order, the sender too."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=ECHO), world.join("bob", "#c", caps=ECHO)
    carol = world.join("carol", "#c")
    seen: list[str] = []
    for number in range(5):
        seen += alice.send(f"PRIVMSG #c :a{number}", f"PRIVMSG #c :A{number}")
        bob.send(f"PRIVMSG #c :b{number}")
        seen += alice.take()
    assert seen == carol.take()


def test_the_echo_comes_after_the_commit() -> None:
    """Use cases: it acknowledges that the message has been delivered, so it waits with it."""
    world = World()
    alice = world.join("alice", "#c", caps="echo-message batch labeled-response")
    world.hold_disk = True
    assert alice.send("PRIVMSG #c :hi", "@label=1 PRIVMSG #c :hi") == []
    world.release_disk()
    assert [tags(line).get("label") for line in alice.take()] == [None, "1"]
