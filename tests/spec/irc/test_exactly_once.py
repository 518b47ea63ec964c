"""Exactly once: a message that its sender gave an id is posted once, however often it is sent."""

from pathlib import Path

import pytest

from harness.tagged_lines import bares, commands, params, tags
from harness.world import Client, World
from salon.wire.irc.forms import ONCE_TAG

CAPS = "echo-message message-tags server-time batch labeled-response standard-replies"
ID = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32


def say(
    client: Client, target: str = "#c", identity: str = ID, text: str = "salut", more: str = ""
) -> list[str]:
    """Send a message under an id."""
    return client.send(f"@{ONCE_TAG}={identity}{more} PRIVMSG {target} :{text}")


def test_the_sender_is_told_the_id_and_nobody_else() -> None:
    """Neither those who hear it now nor those who read it later; other tags are passed on."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    (echo,) = say(alice, more=";+draft/reply=x")
    assert tags(echo)[ONCE_TAG] == ID
    assert list(tags(echo))[-2:] == [ONCE_TAG, "+draft/reply"]
    (heard,) = bob.take()
    assert ID not in heard
    assert tags(heard)["msgid"] == tags(echo)["msgid"]
    assert tags(heard)["+draft/reply"] == "x"
    later = world.join("carol", caps=CAPS)
    assert any("salut" in line for line in later.send("JOIN #c"))
    assert ID not in "".join([*later.send("HISTORY #c 5"), *alice.send("HISTORY #c 5")])


@pytest.mark.parametrize("target", ["#c", "bob", "@#c", "alice"])
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_a_second_time(target: str, command: str) -> None:
    """The sender gets the first's echo, time and msgid; nobody gets a second message, and none is kept."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    line = f"@{ONCE_TAG}={ID} {command} {target} :salut"
    first = alice.send(line)[-1]
    bob.take()
    world.pass_time(60)
    alice.take()
    for _ in range(2):
        assert alice.send(line) == [first]
    assert bob.take() == []
    assert len(world.kept_lines()) == 1


def test_it_is_answered_under_its_label() -> None:
    """As the first was."""
    world = World()
    alice = world.join("alice", "#c", caps=CAPS)
    (first,) = say(alice, more=";label=1")
    (second,) = say(alice, more=";label=2")
    assert tags(second) == {**tags(first), "label": "2"}


def test_without_an_echo() -> None:
    """A client that did not ask for echoes is told nothing, as of any message that was delivered."""
    world = World()
    alice = world.join("alice", "#c", caps="message-tags")
    assert say(alice) == say(alice) == []
    assert len(world.kept_lines()) == 1


def test_whoever_sends_it() -> None:
    """After an end without mercy a guest comes back as another person, perhaps under another nick."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    (first,) = say(alice)
    bob.take()
    alice.eof()
    again = world.join("alice_", "#c", caps=CAPS)
    (second,) = say(again)
    assert (tags(second)["msgid"], tags(second)["time"]) == (tags(first)["msgid"], tags(first)["time"])
    assert bares([second]) == [":alice_!~alice_@host.test PRIVMSG #c :salut"]
    assert not [line for line in bob.take() if "PRIVMSG" in line]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("PRIVMSG #c :salut", "PRIVMSG #c :bonsoir"),
        ("PRIVMSG #c :salut", "NOTICE #c :salut"),
        ("NOTICE @#c :salut", "NOTICE #c :salut"),
        ("PRIVMSG bob :salut", "PRIVMSG bob :bonsoir"),
    ],
)
@pytest.mark.parametrize("restarted", [False, True])
def test_other_words_under_the_same_id(tmp_path: Path, first: str, second: str, restarted: bool) -> None:
    """What the sender is shown is what the others have read: the first, in its words, and nothing else."""
    database = tmp_path / "salon.db"
    world = World(database=database)
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    echo = alice.send(f"@{ONCE_TAG}={ID} {first}")[-1]
    if restarted and "#c" in first:
        world.close()
        world = World(database=database)
        alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    bob.take()
    for _ in range(2):
        assert alice.send(f"@{ONCE_TAG}={ID} {second}") == [echo]
    assert bob.take() == []
    assert len(world.kept_lines()) == 1


def test_other_words_while_the_first_are_not_on_the_disk() -> None:
    """Nobody can say what they were: it is refused, and may come again."""
    world = World()
    alice = world.join("alice", "#c", caps=CAPS)
    world.hold_disk = True
    say(alice), say(alice, text="bonsoir")
    world.hold_disk = False
    while world.held:
        world.release_disk()
    world.settle()
    echo, refused = alice.take()
    assert params(refused)[:2] == ("PRIVMSG", "MESSAGE_NOT_CHECKED")
    assert say(alice, text="bonsoir") == [echo]


def test_other_targets_and_other_ids() -> None:
    """The same bits in another channel, or to a person, are another message; and so are other bits."""
    world = World()
    alice = world.join("alice", "#c", "#d", caps=CAPS)
    world.join("bob"), world.join("carol")
    said = [say(alice, target)[-1] for target in ("#c", "#d", "bob", "carol", "alice")]
    said.append(say(alice, "#c", OTHER)[0])
    assert len({tags(line)["msgid"] for line in said}) == 6
    (_, to_both) = alice.send(f"@{ONCE_TAG}={'a' * 32} PRIVMSG #c,#d :les deux")
    assert tags(to_both)[ONCE_TAG] == "a" * 32
    assert len(world.kept_lines()) == 8


@pytest.mark.parametrize(
    "identity",
    ["", "abc", ID[1:], ID + "0", ID.upper().replace("0", "A"), "g" * 32, ID[:-1] + "\\s", "é" * 16],
)
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_what_is_no_id(identity: str, command: str) -> None:
    """The message is refused: a client that errs here would send it twice one day."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    (refused,) = alice.send(f"@{ONCE_TAG}={identity} {command} #c :salut")
    assert commands([refused]) == ["FAIL"]
    assert params(refused)[:2] == (command, "INVALID_ID")
    assert bob.take() == []


def test_where_it_means_nothing() -> None:
    """In a TAGMSG, in a tag whose name only begins so, and to clients without tags."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    for _ in range(2):
        alice.send(f"@{ONCE_TAG}={ID};+x=y TAGMSG #c")
        (heard,) = bob.take()
        assert ID not in heard
        assert tags(heard)["+x"] == "y"
        alice.send(f"@{ONCE_TAG}2={ID} PRIVMSG #c :salut")
        (heard,) = bob.take()
        assert tags(heard)[f"{ONCE_TAG}2"] == ID
    plain = world.join("plain", "#c")
    bob.take()
    for _ in range(2):
        plain.send(f"@{ONCE_TAG}={ID} PRIVMSG #c :salut")
        assert commands(bob.take()) == ["PRIVMSG"]


def test_who_may_not_speak_any_more_is_told_that_it_was_said() -> None:
    """But nothing that was not."""
    world = World()
    op, alice = world.join("op", "#c"), world.join("alice", "#c", caps=CAPS)
    (first,) = say(alice)
    op.send("MODE #c +m")
    alice.take()
    assert say(alice) == [first]
    assert commands(say(alice, identity=OTHER)) == ["404"]
    op.send("MODE #c -m")
    alice.take()
    # Its id is not used up.
    assert commands(say(alice, identity=OTHER)) == ["PRIVMSG"]


def test_a_target_that_is_not_there() -> None:
    """It is refused as any message is."""
    world = World()
    alice = world.join("alice", caps=CAPS)
    assert commands([*say(alice, "#none"), *say(alice, "nobody")]) == ["403", "401"]


def test_after_a_restart(tmp_path: Path) -> None:
    """The database knows the message of a channel; a guest is another person now, who has not heard it."""
    database = tmp_path / "salon.db"
    world = World(database=database)
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    (first,) = say(alice)
    say(alice, "bob")
    world.close()
    del bob
    world = World(database=database)
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    assert say(alice) == [first]
    assert bob.take() == []
    say(alice, "bob")
    assert commands(bob.take()) == ["PRIVMSG"]


def test_two_at_the_same_time() -> None:
    """Both are looked for before either is posted; the second finds the first, which is on no disk yet."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    carol = world.join("carol", "#c", caps=CAPS)
    world.forget_output()
    world.reads.is_held = True
    say(alice), say(bob)
    world.hold_disk = True
    world.reads.is_held = False
    while world.reads.held:
        world.release_read()
    assert carol.take() == []
    world.hold_disk = False
    while world.held:
        world.release_disk()
    world.settle()
    assert commands(carol.take()) == ["PRIVMSG"]
    # Each has an echo, and one hears the other.
    echoes = [line for line in [*alice.take(), *bob.take()] if ONCE_TAG in line]
    assert {params(line)[0] for line in echoes} == {"#c"}
    assert len(echoes) == 2
    assert len({tags(line)["msgid"] for line in echoes}) == 1
    assert len(world.kept_lines()) == 1
    assert world.failures == []


def test_one_line_after_the_other() -> None:
    """What a client says behind it waits for it: the order is that of its lines."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=CAPS), world.join("bob", "#c", caps=CAPS)
    alice.send(f"@{ONCE_TAG}={ID} PRIVMSG #c :1", "PRIVMSG #c :2", f"@{ONCE_TAG}={OTHER} PRIVMSG #c :3")
    assert [params(line)[1] for line in bob.take()] == ["1", "2", "3"]


def test_a_disk_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say whether it was said: it is refused, and may come again."""
    world = World()
    alice = world.join("alice", "#c", caps=CAPS)

    def fail(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("salon.storage.messages.SqliteReader.find", fail)
        assert params(say(alice)[0])[:2] == ("PRIVMSG", "MESSAGE_NOT_CHECKED")
    assert commands(say(alice)) == ["PRIVMSG"]
