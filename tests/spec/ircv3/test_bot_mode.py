"""bot-mode: who is a bot says so, and others are told."""

import pytest

from harness.tagged_lines import bare, commands, only, params, tags
from harness.world import OPERATOR, Client, World


def bot(caps: str = "", *, hearer: str = "message-tags") -> tuple[World, Client, Client]:
    """Return robo, a bot, and bob, in one channel."""
    world = World()
    robo, bob = world.join("robo", "#c", caps=caps), world.join("bob", "#c", caps=hearer)
    robo.send("MODE robo +B")
    bob.take()
    return world, robo, bob


def test_the_token_is_the_mode() -> None:
    """The `BOT` token: its value is the mode that is set, by which one becomes a bot and none again."""
    alice = World().join("alice")
    tokens = [token for line in only(alice.send("ISUPPORT"), "005") for token in params(line)]
    assert "BOT=B" in tokens
    assert alice.send("MODE alice +B") == [":alice!~alice@host.test MODE alice +B"]
    assert params(alice.send("MODE alice")[0])[1] == "+B"
    assert alice.send("MODE alice -B") == [":alice!~alice@host.test MODE alice -B"]


def test_whois() -> None:
    """The `RPL_WHOISBOT` numeric: `335 nick target :message`, of a bot and of nobody else."""
    _, robo, bob = bot()
    assert only(bob.send("WHOIS robo"), "335") == [":salon.test 335 bob robo :is a bot"]
    assert only(robo.send("WHOIS robo"), "335") == [":salon.test 335 robo robo :is a bot"]
    assert only(robo.send("WHOIS bob"), "335") == []
    robo.send("MODE robo -B")
    assert only(bob.send("WHOIS robo"), "335") == []


def test_who() -> None:
    """The `WHO` bot flag: the value of the token stands among the flags, alongside H or G."""
    _, robo, bob = bot()
    robo.send("AWAY :x")
    flags = {params(line)[5]: params(line)[6] for line in only(bob.send("WHO #c"), "352")}
    assert flags == {"robo": "G@B", "bob": "H"}
    assert params(only(bob.send("WHO robo %f"), "354")[0])[1] == "G@B"


@pytest.mark.parametrize(
    ("deed", "command"),
    [
        ("PRIVMSG #c :x", "PRIVMSG"),
        ("NOTICE bob :x", "NOTICE"),
        ("TAGMSG #c", "TAGMSG"),
        ("TOPIC #c :x", "TOPIC"),
        ("MODE #c +m", "MODE"),
        ("KICK #c bob", "KICK"),
        ("NICK robot", "NICK"),
        ("AWAY :x", "AWAY"),
        ("SETNAME :x", "SETNAME"),
        ("PART #c", "PART"),
        ("JOIN #d", "JOIN"),
        ("INVITE bob #e", "INVITE"),
        (f"OPER alice {OPERATOR}", "CHGHOST"),
        ("QUIT", "QUIT"),
    ],
)
def test_all_commands_are_tagged(deed: str, command: str) -> None:
    """The `bot` tag: SHOULD be added to all commands sent by a bot; it MUST NOT have a value."""
    _, robo, bob = bot("message-tags", hearer="message-tags away-notify setname chghost")
    robo.send("JOIN #e")
    bob.send("JOIN #d")
    bob.take()
    robo.send(deed)
    (line,) = only(bob.take(), command)
    assert tags(line)["bot"] == ""
    assert "bot=" not in line


def test_the_tag_is_for_those_who_know_tags() -> None:
    """The `bot` tag: MUST only be sent to users who have requested `message-tags`."""
    _, robo, bob = bot(hearer="server-time account-tag batch")
    robo.send("PRIVMSG #c :x", "NOTICE bob :x")
    assert [list(tags(line)) for line in bob.take()] == [["time"], ["time"]]


def test_who_is_no_bot_has_no_tag() -> None:
    """The `bot` tag: it indicates that the given user is a bot; it ends with the mode."""
    world, robo, bob = bot()
    carol = world.join("carol", "#c")
    carol.send("PRIVMSG #c :x")
    robo.send("MODE robo -B", "PRIVMSG #c :x")
    assert [list(tags(line)) for line in bob.take()] == [["msgid"], ["msgid"]]


def test_the_past_is_tagged_as_it_was() -> None:
    """The `bot` tag: a message that a bot sent stays one."""
    world, robo, _ = bot()
    robo.send("PRIVMSG #c :x", "MODE robo -B", "PRIVMSG #c :y")
    replayed = only(world.join("carol", caps="message-tags").send("JOIN #c"), "PRIVMSG")
    assert ["bot" in tags(line) for line in replayed] == [True, False]


def test_the_bot_itself_sees_its_tag() -> None:
    """The `bot` tag: all commands, its own echo among them."""
    _, robo, _ = bot("message-tags echo-message")
    (line,) = robo.send("PRIVMSG #c :x")
    assert "bot" in tags(line)
    (line,) = robo.send("MODE robo +i")
    assert ("bot" in tags(line), bare(line)) == (True, ":robo!~robo@host.test MODE robo +i")


def test_a_ready_made_bot_has_no_other_door() -> None:
    """The `BOT` token: a mode of one's own; nobody makes a bot of somebody else."""
    _, _, bob = bot()
    assert commands(bob.send("MODE robo -B")) == ["502"]
