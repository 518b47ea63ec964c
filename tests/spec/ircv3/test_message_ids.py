"""Message ids: each message has one, the same for everybody and for good."""

import pytest

from harness.tagged_lines import bares, commands, only, params, tags
from harness.world import World

TAGGED = "message-tags"


@pytest.mark.parametrize("deed", ["PRIVMSG #c :x", "NOTICE #c :x", "PRIVMSG bob :x", "NOTICE bob :x"])
def test_every_message_has_one(deed: str) -> None:
    """Tags: it SHOULD be attached to all PRIVMSG and NOTICE events."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps=TAGGED)
    alice.send(deed)
    assert tags(bob.take()[0])["msgid"]


def test_they_are_unique() -> None:
    """Tag value: no other message may share it; several targets are several messages."""
    world = World()
    alice, bob = world.join("alice", "#c", "#d", caps=TAGGED), world.join("bob", "#c", "#d", caps=TAGGED)
    for number in range(50):
        alice.send(f"PRIVMSG #c,#d,bob :{number}", f"NOTICE bob :{number}", f"@+a TAGMSG #c,bob,#d :{number}")
    alice.send("TOPIC #c :x", "TOPIC #d :x")
    ids = [tags(line)["msgid"] for line in bob.take()]
    assert len(ids) == len(set(ids)) == 352


def test_what_is_not_kept_takes_no_id_from_what_is() -> None:
    """Tag value: after a restart, which counts on from what was kept, no id may come again."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send("@+typing=active TAGMSG #c", "TAGMSG #c", "PRIVMSG #c :x")
    kept = {tags(line)["msgid"] for line in bob.take() if "msgid" in tags(line)}
    assert len(kept) == len(world.kept_lines())


def test_one_id_for_all_who_hear() -> None:
    """Relationships with other specifications: the sender learns the id that all receivers get."""
    world = World()
    alice = world.join("alice", "#c", caps="message-tags echo-message")
    bob, carol = (
        world.join("bob", "#c", caps=TAGGED),
        world.join("carol", "#c", caps="message-tags server-time"),
    )
    lines = [*alice.send("PRIVMSG #c :x"), *bob.take(), *carol.take()]
    assert len(lines) == 3
    assert len({tags(line)["msgid"] for line in lines}) == 1


def test_a_replay_keeps_them() -> None:
    """Tag value: if a message is sent again as it is, its id SHOULD be reused."""
    world = World()
    alice = world.join("alice", "#c", caps="message-tags echo-message")
    ids = [tags(line)["msgid"] for line in alice.send("PRIVMSG #c :x", "NOTICE #c :y")]
    bob = world.join("bob", caps=TAGGED)
    replayed = bob.send("JOIN #c")
    again = bob.send("HISTORY #c 2")
    for lines in (replayed, again):
        assert [tags(line)["msgid"] for line in only(lines, "PRIVMSG") + only(lines, "NOTICE")] == ids


def test_they_can_be_parameters() -> None:
    """Tag value: MUST NOT start with a colon, nor contain SPACE, CR or LF."""
    world = World()
    alice = world.join("alice", "#c", caps="message-tags echo-message")
    for _ in range(100):
        (line,) = alice.send("PRIVMSG #c :x")
        found = tags(line)["msgid"]
        assert not found.startswith(":")
        assert found.isprintable()
        assert " " not in found


def test_they_are_for_those_who_know_tags() -> None:
    """Dependencies: `message-tags` MUST be negotiated, and may be given back."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c", caps="server-time")
    alice.send("PRIVMSG #c :one")
    assert "msgid" not in tags(bob.take()[0])
    bob.send("CAP REQ message-tags")
    alice.send("PRIVMSG #c :two")
    assert "msgid" in tags(bob.take()[0])
    bob.send("CAP REQ -message-tags")
    alice.send("PRIVMSG #c :three")
    assert "msgid" not in tags(bob.take()[0])


def test_echo_is_offered_with_them() -> None:
    """Relationships with other specifications: servers with ids SHOULD provide `echo-message`."""
    (line,) = World().connect().send("CAP LS")
    assert "echo-message" in params(line)[-1].split()


def test_a_new_topic_has_one() -> None:
    """Tags: they may be attached to any event; a topic is a line of the history."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    own = alice.send("TOPIC #c :x")
    heard = bob.take()
    assert commands(own) == ["TOPIC"]
    assert bares(own) == bares(heard)
    assert tags(own[0])["msgid"] == tags(heard[0])["msgid"]
