"""utf8-only: nothing but UTF-8 is taken, and nothing but UTF-8 is sent."""

import pytest

from harness.tagged_lines import commands, only, params
from harness.world import Client, World

BAD = b"caf\xe9 \xff\xc0\xaf \xed\xa0\x80"


def send(client: Client, line: bytes) -> list[str]:
    """Send one line of bytes."""
    return client.send_bytes(line + b"\r\n")


def test_the_token() -> None:
    """The `UTF8ONLY` token: servers that take only UTF-8 publish it."""
    lines = World().join("alice").send("ISUPPORT")
    assert "UTF8ONLY" in [token for line in only(lines, "005") for token in params(line)]


@pytest.mark.parametrize(
    "deed",
    [
        b"PRIVMSG #c :" + BAD,
        b"NOTICE bob :" + BAD,
        b"TOPIC #c :" + BAD,
        b"SETNAME :" + BAD,
        b"AWAY :" + BAD,
        b"PART #c :" + BAD,
        b"QUIT :" + BAD,
        b"NICK " + BAD,
        b"KICK #c bob :" + BAD,
        b"MODE #c +b " + BAD,
        b"@+a=" + BAD.replace(b" ", b"") + b" PRIVMSG #c :x",
        b"@+" + BAD.replace(b" ", b"") + b" TAGMSG #c",
    ],
)
def test_nothing_else_is_relayed(deed: bytes) -> None:
    """The `UTF8ONLY` token: MUST NOT relay what is not UTF-8: messages, topics, names, tags, reasons."""
    world = World()
    alice = world.join("alice", "#c", caps="standard-replies message-tags setname")
    bob = world.join("bob", "#c", caps="message-tags setname away-notify")
    (line,) = send(alice, deed)
    assert (commands([line]), params(line)[1]) == (["FAIL"], "INVALID_UTF8")
    assert bob.take() == []
    assert commands(send(alice, b"PING x")) == ["PONG"]


def test_the_code() -> None:
    """The `INVALID_UTF8` standard replies code: FAIL says that the message was rejected."""
    (line,) = send(World().join("alice", caps="standard-replies"), b"PRIVMSG #c :" + BAD)
    assert line.startswith(":salon.test FAIL ")
    assert (params(line)[1], len(params(line))) == ("INVALID_UTF8", 3)


def test_the_code_for_others() -> None:
    """The `INVALID_UTF8` standard replies code: a client that has not asked for such replies gets it, too."""
    (line,) = send(World().join("alice"), b"PRIVMSG #c :" + BAD)
    assert line.startswith(":salon.test FAIL PRIVMSG INVALID_UTF8 :")


def test_a_real_name_at_the_door() -> None:
    """The `UTF8ONLY` token: real names as well; the client is not in, and may say it again."""
    client = World().connect()
    assert "INVALID_UTF8" in send(client, b"USER a 0 * :" + BAD)[0]
    assert commands(client.send("NICK alice")) == []
    assert commands(client.send("USER a 0 * :Amélie"))[0] == "001"


@pytest.mark.parametrize("text", ["é" * 300, "a" + "é" * 300, "😀" * 120, "a😀" * 100, "€" * 165])
def test_what_is_cut_is_utf8(text: str) -> None:
    """Implementation considerations: messages MUST NOT be cut in the middle of a codepoint."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c")
    room = 510 - len(b"PRIVMSG #c :")
    said = text.encode()[:room].decode(errors="ignore")
    alice.send(f"PRIVMSG #c :{said}", f"TOPIC #c :{said}", f"AWAY :{said}", f"PART #c :{said}")
    lines = bob.take()  # which decodes them
    assert commands(lines)[:5] == ["PRIVMSG", "PRIVMSG", "TOPIC", "PART", "MODE"]
    assert max(len(line.encode()) for line in lines) <= 510
