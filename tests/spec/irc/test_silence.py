"""SILENCE, as networks have it (ircu, UnrealIRCd, InspIRCd): hear somebody in private no more."""

import pytest

from harness.replies import told
from harness.tagged_lines import commands
from harness.world import Client, World

FULL = "message-tags echo-message invite-notify"


def two(caps: str = "") -> tuple[World, Client, Client]:
    """Return a world with alice, and bob, who is to be silenced, in one channel."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=caps), world.join("bob", "#c", caps="message-tags")
    world.forget_output()
    return world, alice, bob


@pytest.mark.parametrize("mask", ["bob", "+bob", "BOB!*@*", "+*!~bob@*", "*@host.test", "+b?b!*@*.test"])
def test_private_words_are_not_heard(mask: str) -> None:
    """SILENCE +mask: messages, notices and tags alone; their sender is not told."""
    _, alice, bob = two("message-tags")
    assert len(alice.send(f"SILENCE {mask}")) == 1
    assert bob.send("PRIVMSG alice :x", "NOTICE alice :x", "@+a=b TAGMSG alice") == []
    assert alice.take() == []


def test_others_are_heard() -> None:
    """SILENCE +mask: whoever does not match it; and nobody else hears less for it."""
    world, alice, bob = two()
    carol = world.join("carol")
    alice.send("SILENCE +bob")
    carol.send("PRIVMSG alice :x")
    bob.send("PRIVMSG carol :x")
    assert commands(alice.take()) == commands(carol.take()) == ["PRIVMSG"]


def test_channels_are_heard() -> None:
    """SILENCE +mask: it is for private words; the messages of a channel come to all its members."""
    world, alice, bob = two()
    world.join("carol", "#c")
    alice.send("SILENCE +bob")
    world.forget_output()
    bob.send("PRIVMSG #c :one", "NOTICE #c :two", "NICK bobby", "PRIVMSG #c :three", "QUIT")
    assert commands(alice.take()) == ["PRIVMSG", "NOTICE", "NICK", "PRIVMSG", "QUIT"]


def test_the_form_of_channels_stays_the_shared_one() -> None:
    """SILENCE +mask: what is said in a channel is made for all at once, whoever is silenced."""
    _, alice, bob = two()
    before = alice.link.wire.form_in(1)
    alice.send("SILENCE +bob")
    assert alice.link.wire.form_in(1) is before
    assert alice.link.wire.form is not before
    alice.send("SILENCE -bob")
    assert alice.link.wire.form is before
    bob.send("PRIVMSG alice :x")
    assert commands(alice.take()) == ["PRIVMSG"]


def test_invitations_are_not_heard() -> None:
    """SILENCE +mask: an invitation is a private word; who invites is told that it was sent."""
    _, alice, bob = two(FULL)
    alice.send("SILENCE bob")
    bob.send("JOIN #new")
    assert commands(bob.send("INVITE alice #new")) == ["341"]
    assert alice.take() == []


def test_oneself_is_heard() -> None:
    """SILENCE +mask: a mask for everybody is for everybody else."""
    _, alice, bob = two("echo-message")
    alice.send("SILENCE *!*@*")
    assert commands(alice.send("PRIVMSG alice :me")) == ["PRIVMSG", "PRIVMSG"]
    assert commands(alice.send("PRIVMSG bob :you")) == ["PRIVMSG"]
    bob.take()
    bob.send("PRIVMSG alice :x")
    assert alice.take() == []


def test_it_follows_the_mask_and_outlasts_capabilities() -> None:
    """SILENCE +mask: who takes a nick that matches is silenced then; CAP changes nothing of it."""
    _, alice, bob = two()
    alice.send("SILENCE evil*", "CAP REQ :server-time")
    bob.send("PRIVMSG alice :one", "NICK evilbob", "PRIVMSG alice :two", "NICK bob", "PRIVMSG alice :three")
    assert [line.rpartition(":")[2] for line in alice.take() if "PRIVMSG" in line] == ["one", "three"]


def test_what_was_changed_is_told() -> None:
    """SILENCE: each change comes back in one's own name; what changes nothing is not."""
    _, alice, _ = two()
    prefix = ":alice!~alice@host.test SILENCE"
    assert alice.send("SILENCE bob,+*@x.y", "SILENCE +BOB!*@*", "SILENCE -zoe") == [
        f"{prefix} +bob!*@*",
        f"{prefix} +*!*@x.y",
    ]
    assert alice.send("SILENCE -Bob,+zoe") == [f"{prefix} -bob!*@*", f"{prefix} +zoe!*@*"]


@pytest.mark.parametrize("question", ["SILENCE", "SILENCE alice", "SILENCE :"])
def test_the_list_is_shown(question: str) -> None:
    """271 RPL_SILELIST for each mask, 272 RPL_ENDOFSILELIST: one's own alone."""
    _, alice, bob = two()
    assert told(alice.send(question)) == ["272 alice alice :..."]
    alice.send("SILENCE bob,*@x.y")
    assert told(alice.send(question)) == [
        "271 alice alice bob!*@*",
        "271 alice alice *!*@x.y",
        "272 alice alice :...",
    ]
    assert told(bob.send("SILENCE")) == ["272 bob bob :..."]


def test_the_list_has_an_end() -> None:
    """511 ERR_SILELISTFULL: past what ISUPPORT says; what is on the list may still go."""
    world = World(rules={"list_entries": 2})
    alice = world.join("alice")
    assert any(" SILENCE=2 " in line for line in alice.send("VERSION"))
    alice.send("SILENCE a,b")
    assert told(alice.send("SILENCE c")) == ["511 alice c!*@* :..."]
    assert len(alice.send("SILENCE -a,c")) == 2


@pytest.mark.parametrize("mask", ["+", "-", "~z:x", "a\x02", "x" * 300])
def test_what_is_no_mask(mask: str) -> None:
    """SILENCE: it is refused, and what to write is told."""
    _, alice, _ = two()
    (refused,) = alice.send(f"SILENCE {mask}")
    assert "INVALID_MASK" in refused
    assert told(alice.send("SILENCE")) == ["272 alice alice :..."]


def test_it_ends_with_the_visit() -> None:
    """SILENCE: whoever comes back hears everybody."""
    world, alice, bob = two()
    alice.send("SILENCE bob", "QUIT")
    alice = world.join("alice")
    bob.send("PRIVMSG alice :x")
    assert commands(alice.take()) == ["PRIVMSG"]
