"""SILENCE, as networks have it (ircu, UnrealIRCd, InspIRCd): hear somebody in private no more."""

from pathlib import Path

import pytest

from harness.dialect_people import enter_relais
from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account, plain
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
    before = alice.link.wire.form_in(1), alice.link.wire.form
    alice.send("SILENCE +bob")
    assert (alice.link.wire.form_in(1), alice.link.wire.form) == before
    bob.send("PRIVMSG alice :x")
    assert alice.take() == []


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


def test_it_ends_with_a_guests_visit() -> None:
    """SILENCE: a guest who comes back hears everybody."""
    world, alice, bob = two()
    alice.send("SILENCE bob", "QUIT")
    alice = world.join("alice")
    bob.send("PRIVMSG alice :x")
    assert commands(alice.take()) == ["PRIVMSG"]


def test_it_is_the_accounts_on_all_its_connections_and_wires() -> None:
    """SILENCE: each is told; and it outlasts the visit."""
    world = World()
    alice = join_with_account(world, "alice")
    bob = join_with_account(world, "bob")
    other, carol = connect_to_account(world, "alice"), enter_relais(world, "carol")
    carol.send(f"/login alice {PASSWORD}")
    world.forget_output()
    assert told(alice.send("SILENCE bob")) == [":alice!~alice@host.test SILENCE +~a:bob"]
    assert told(other.take()) == [":alice!~alice@host.test SILENCE +~a:bob"]
    assert carol.take() == ["You no longer hear bob."]
    bob.send("NICK bobby", "PRIVMSG alice :x", "INVITE alice #new")
    assert alice.take() == other.take() == carol.take() == []
    for client in (alice, other):
        client.send("QUIT")
    carol.send("/exit")
    bob.send("PRIVMSG alice :y")
    again = connect_to_account(world, "alice")
    world.forget_output()
    bob.send("PRIVMSG alice :z")
    assert again.take() == []
    assert told(again.send("SILENCE"))[0] == "271 alice alice ~a:bob"
    assert told(again.send("SILENCE -bob")) == [":alice!~x@host.test SILENCE -~a:bob"]
    bob.send("PRIVMSG alice :z")
    assert commands(again.take()) == ["PRIVMSG"]


def test_what_the_blocked_say_is_not_missed() -> None:
    """SILENCE: an account that stays is shown what others said meanwhile, and nothing of them."""
    world = World()
    alice, bob, dan = (join_with_account(world, nick) for nick in ("alice", "bob", "dan"))
    alice.send("PERSISTENCE SET ON", "SILENCE bob", "QUIT")
    assert commands(bob.send("PRIVMSG alice :spam")) == ["301"]
    dan.send("PRIVMSG alice :news")
    again = world.connect()
    again.send("CAP REQ :sasl", "NICK alice", "USER x 0 * :X", "AUTHENTICATE PLAIN")
    lines = again.send(f"AUTHENTICATE {plain('alice')}", "CAP END")
    said = [line for line in lines if " PRIVMSG alice :" in line]
    assert [line.rpartition(" ")[2] for line in said] == ["news"]


def test_it_outlasts_the_server(tmp_path: Path) -> None:
    """SILENCE: the list of an account is kept."""
    world = World(database=tmp_path / "salon.db")
    alice = join_with_account(world, "alice")
    join_with_account(world, "bob")
    alice.send("SILENCE bob,*@x.y,zoe", "SILENCE -zoe")
    before = {owner: list(entries) for owner, entries in world.state.blocks.lists.items()}
    world.close()
    again = World(database=tmp_path / "salon.db")
    assert {owner: list(entries) for owner, entries in again.state.blocks.lists.items()} == before
    assert list(before) == [1]


def test_who_is_blocked_reads_what_they_said_and_nobody_else_does() -> None:
    """SILENCE: a page of the conversation tells the author nothing, and the other one has no such line."""
    world = World()
    alice, bob = join_with_account(world, "alice"), join_with_account(world, "bob")
    bob.send("CAP REQ :draft/chathistory", "PRIVMSG alice :before")
    alice.send("CAP REQ :draft/chathistory", "SILENCE bob", "PRIVMSG bob :go away")
    world.forget_output()
    bob.send("PRIVMSG alice :unheard")
    shown = {}
    for client, other in ((alice, "bob"), (bob, "alice")):
        lines = client.send(f"CHATHISTORY LATEST {other} * 10")
        shown[client.person.nick] = [line.rpartition(":")[2] for line in lines if " PRIVMSG " in line]
    assert shown == {"alice": ["before", "go away"], "bob": ["before", "go away", "unheard"]}
