"""Message tags: what is relayed to whom, TAGMSG, and how long tags may be."""

import pytest

from harness.tagged_lines import bare, bares, commands, tags
from harness.world import World

TAGGED = "message-tags"


def talk(caps: str = TAGGED, *, hearer: str = TAGGED) -> tuple[World, list[str]]:
    """Return a world in which alice, with `caps`, has said something with tags, and what bob heard."""
    world = World()
    alice = world.join("alice", "#c", caps=caps)
    bob = world.join("bob", "#c", caps=hearer)
    alice.send("@+a=1;plain=2;+example.org/b;label=x PRIVMSG #c :salut")
    return world, bob.take()


# --- Format ------------------------------------------------------------------------------------


def test_the_last_of_equal_keys_counts() -> None:
    """Format: a key MUST be there once; of several, all but the last SHOULD be disregarded."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send("@+a=1;+b=2;+a=3 PRIVMSG #c :salut")
    (line,) = bob.take()
    assert {key: value for key, value in tags(line).items() if key != "msgid"} == {"+a": "3", "+b": "2"}
    assert line.count("+a") == 1


@pytest.mark.parametrize("key", ["+a_b", "+é", "+a/b/c", "+", "+a.b", "+++", "+A"])
def test_keys_are_not_checked(key: str) -> None:
    """Format: a message MUST NOT be rejected for the name of a tag; names are opaque."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send(f"@{key}=1 PRIVMSG #c :salut")
    (line,) = bob.take()
    assert tags(line)[key] == "1"


def test_keys_have_a_case() -> None:
    """Format: key names are case-sensitive."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send("@+a=1;+A=2 PRIVMSG #c :salut")
    (line,) = bob.take()
    assert (tags(line)["+a"], tags(line)["+A"]) == ("1", "2")


def test_missing_values_stay_missing() -> None:
    """Format: a missing value MUST NOT be made an empty one."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send("@+a PRIVMSG #c :salut")
    assert ";+a " in bob.take()[0]


def test_values_are_relayed_as_they_are() -> None:
    """Client-only tags: servers MUST attach them as-is."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send(r"@+example=raw+:=,escaped\:\s\\é PRIVMSG #c :salut")
    assert r";+example=raw+:=,escaped\:\s\\é " in bob.take()[0]


# --- Capabilities and client-only tags ---------------------------------------------------------


def test_client_tags_are_relayed() -> None:
    """Client-only tags: MUST be relayed; every other tag of a client MUST be removed before."""
    _, (line,) = talk()
    assert list(tags(line)) == ["msgid", "+a", "+example.org/b"]


@pytest.mark.parametrize("command", ["PRIVMSG #c :x", "NOTICE #c :x", "PRIVMSG bob :x", "NOTICE bob :x"])
def test_on_every_kind_of_message(command: str) -> None:
    """Client-only tags: MUST be relayed on PRIVMSG, NOTICE and TAGMSG, to channels and to people."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send(f"@+a=1 {command}")
    assert [tags(line)["+a"] for line in bob.take()] == ["1"]


def test_none_without_the_capability() -> None:
    """The `message-tags` capability: who has not asked for tags gets none."""
    _, heard = talk(hearer="batch echo-message")
    assert heard == [":alice!~alice@host.test PRIVMSG #c :salut"]


@pytest.mark.parametrize(("hearer", "expected"), [("server-time", ["time"]), ("account-tag", [])])
def test_other_tag_capabilities_are_for_their_tag(hearer: str, expected: list[str]) -> None:
    """The `message-tags` capability: of one tag's own capability no support for others SHOULD be assumed."""
    _, (line,) = talk(hearer=hearer)
    assert list(tags(line)) == expected


def test_tags_of_one_who_has_not_negotiated_them() -> None:
    """The `message-tags` capability: it is what enables client-only tags."""
    _, (line,) = talk("batch")
    assert list(tags(line)) == ["msgid"]


def test_tags_of_the_server_come_first() -> None:
    """Client-only tags: tags of the server MUST be before the client's, in batches too."""
    world = World()
    alice = world.join("alice", "#c", caps=TAGGED)
    alice.send("MODE alice +B", "@+a=1;+b PRIVMSG #c :salut")
    bob = world.join("bob", caps=f"{TAGGED} server-time batch labeled-response echo-message")
    replayed = [line for line in bob.send("@label=1 JOIN #c") if "PRIVMSG" in line]
    echoed = bob.send("@+c;label=2 PRIVMSG #c :oui")
    for line in replayed + echoed:
        keys = list(tags(line))
        assert keys == sorted(keys, key=lambda key: key.startswith("+"))
        assert any(key.startswith("+") for key in keys)
    assert (len(replayed), len(echoed)) == (1, 1)


def test_no_tag_can_be_forged() -> None:
    """Security considerations: tags without the prefix MUST be removed, whatever they are called."""
    world = World()
    alice = world.join("alice", "#c", caps=f"{TAGGED} echo-message")
    bob = world.join("bob", "#c", caps=f"{TAGGED} server-time account-tag")
    (echo,) = alice.send("@msgid=evil;time=evil;account=evil;bot;batch=evil PRIVMSG #c :salut")
    (heard,) = bob.take()
    assert "evil" not in echo + heard
    assert list(tags(heard)) == ["time", "msgid"]


# --- TAGMSG ------------------------------------------------------------------------------------


def test_tags_alone() -> None:
    """The `TAGMSG` tag-only message: it is delivered with its tags and no text."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    assert alice.send("@+a=1 TAGMSG #c", "@+a=2 TAGMSG bob") == []
    lines = bob.take()
    assert bares(lines) == [":alice!~alice@host.test TAGMSG #c", ":alice!~alice@host.test TAGMSG bob"]
    assert [tags(line)["+a"] for line in lines] == ["1", "2"]


def test_tags_alone_are_for_those_who_know_tags() -> None:
    """The `TAGMSG` tag-only message: MUST NOT be delivered without the capability, not in a replay either."""
    world = World()
    alice = world.join("alice", "#c", caps=TAGGED)
    bob = world.join("bob", "#c", caps="server-time account-tag batch")
    alice.send("@+a=1 TAGMSG #c", "@+a=1 TAGMSG bob", "PRIVMSG #c :salut")
    assert commands(bob.take()) == ["PRIVMSG"]
    carol = world.join("carol", caps="server-time batch")
    assert "TAGMSG" not in commands(carol.send("JOIN #c"))


def test_echo_of_tags_alone() -> None:
    """The `TAGMSG` tag-only message: `echo-message` is honoured."""
    alice = World().join("alice", "#c", caps=f"{TAGGED} echo-message")
    assert bares(alice.send("@+a=1 TAGMSG #c")) == [":alice!~alice@host.test TAGMSG #c"]


def test_tags_alone_to_a_rank() -> None:
    """The `TAGMSG` tag-only message: prefixes of STATUSMSG are honoured."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    carol = world.join("carol", "#c", caps=TAGGED)
    bob.send("@+a=1 TAGMSG @#c")
    (line,) = alice.take()
    assert (bare(line), tags(line)["+a"]) == (":bob!~bob@host.test TAGMSG @#c", "1")
    assert carol.take() == []


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("@+a=1 TAGMSG", ["411"]),
        ("@+a=1 TAGMSG nobody", ["401"]),
        ("@+a=1 TAGMSG #nowhere", ["403"]),
        ("@+a=1 TAGMSG #closed", ["404"]),
        ("TAGMSG #closed", ["404"]),
    ],
)
def test_tags_alone_may_be_refused(line: str, codes: list[str]) -> None:
    """The `TAGMSG` tag-only message: membership and modes are honoured, with the replies of PRIVMSG."""
    world = World()
    world.join("bob", "#closed")
    assert commands(world.join("alice", caps=TAGGED).send(line)) == codes


def test_nothing_but_a_message() -> None:
    """Examples: an un-prefixed tag is removed, and the message without it relayed."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    alice.send("@unknown-tag TAGMSG #c")
    assert bares(bob.take()) == [":alice!~alice@host.test TAGMSG #c"]


def test_tags_alone_need_the_capability() -> None:
    """The `message-tags` capability: it enables the TAGMSG command."""
    world = World()
    bob = world.join("bob", "#c", caps=TAGGED)
    assert commands(world.join("alice", "#c").send("@+a=1 TAGMSG #c")) == ["421"]
    assert bob.take() == []


# --- Size limit --------------------------------------------------------------------------------


def data(size: int) -> str:
    """Return client-only tags of so many bytes."""
    return "+a=" + "x" * (size - 3)


def test_the_longest_tags() -> None:
    """Size limit: 4094 bytes of tags are taken, and come out whole beside the server's."""
    world = World()
    alice = world.join("alice", "#c", caps=TAGGED)
    bob = world.join("bob", "#c", caps=f"{TAGGED} server-time")
    text = "y" * (510 - len("PRIVMSG #c :"))
    assert alice.send(f"@{data(4094)} PRIVMSG #c :{text}") == []
    line, more = bob.take()
    assert "y=" not in more.partition(" ")[0]
    assert data(4094) in line
    section = line.partition(" ")[0]
    assert len(section) + 1 <= 8191
    assert len(section.removeprefix("@").partition("+")[0]) <= 4094


@pytest.mark.parametrize("section", [data(4095), "x=" + "y" * 4093, "+é=" + "é" * 2048])
def test_tags_that_are_too_long(section: str) -> None:
    """Size limit: more than 4094 bytes MUST be answered with 417 and always rejected, never cut."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c", caps=TAGGED)
    assert alice.send(f"@{section} PRIVMSG #c :salut") == [":salon.test 417 alice :Input line was too long"]
    assert bob.take() == []


def test_tags_that_are_much_too_long() -> None:
    """Size limit: whatever their length, one answer, and the next line is a line again."""
    world = World()
    alice = world.join("alice", "#c", caps=TAGGED)
    answer = alice.send(f"@{data(100_000)} PRIVMSG #c :salut", "PING here")
    assert commands(answer) == ["417", "PONG"]


def test_the_limit_holds_before_registration() -> None:
    """Size limit: whoever the client is."""
    assert commands(World().connect().send(f"@{data(4095)} NICK dan")) == ["417"]


def test_the_rest_has_a_limit_of_its_own() -> None:
    """Size limit: the rest of the message is limited to 512 bytes, tags or none."""
    alice = World().join("alice", "#c", caps=TAGGED)
    text = "y" * (511 - len("PRIVMSG #c :"))
    assert commands(alice.send(f"PRIVMSG #c :{text}", f"@+a=1 PRIVMSG #c :{text}")) == ["417", "417"]
    assert commands(alice.send(f"PRIVMSG #c :{text[1:]}", f"@+a=1 PRIVMSG #c :{text[1:]}")) == []


def test_tags_take_nothing_from_the_text() -> None:
    """Size limit: what others get is 512 bytes besides the tags, with the sender's mask in it."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=TAGGED), world.join("bob", "#c")
    carol = world.join("carol", "#c", caps=f"{TAGGED} server-time")
    text = "y" * (510 - len("PRIVMSG #c :"))
    alice.send(f"@{data(4000)} PRIVMSG #c :{text}")
    plain, tagged = bob.take(), bares(carol.take())
    assert plain == tagged
    assert len(plain[0]) == 510
    assert "".join(line.partition(" :")[2] for line in plain) == text
