"""`history.enabled = false`: what is said is heard, and kept nowhere."""

import pytest

from harness.chaines_people import enter
from harness.dialect_people import enter_public, enter_relais, world_with_room
from harness.world import World

OFF = "(history.enabled)"
"""What each answer names: the setting that its owner can change."""


def test_nothing_that_was_said_is_on_the_disk() -> None:
    """Nor has it an id by which to ask for it; the channel stays while it is an account's."""
    world = World(rules={"keeps_history": False})
    ann = world.join("ann", "#a", caps="message-tags echo-message batch")
    bob = world.join("bob", "#a", caps="message-tags")
    echo = ann.send("PRIVMSG #a :bonjour", "PRIVMSG bob :psst")
    assert [line.partition(" :")[2] for line in bob.take()] == ["bonjour", "psst"]
    assert not any("msgid=" in line for line in echo)
    assert world.on_disk("SELECT count(*) FROM message") == [(0,)]
    assert not any("PRIVMSG" in line for line in ann.send("HISTORY #a"))


def test_what_is_about_kept_messages_is_not_offered() -> None:
    """So no client waits for a past, or offers to edit what nobody finds again."""
    offered = {
        keeps: " ".join(World(rules={"keeps_history": keeps}).connect().send("CAP LS 302"))
        for keeps in (True, False)
    }
    for name in ("chathistory", "event-playback", "message-redaction", "salon.dev/edit", "soju.im/search"):
        assert name in offered[True]
        assert name not in offered[False]


def test_whoever_is_away_is_told_later() -> None:
    """An account that stays is kept its private messages, until it is back."""
    world = World(rules={"keeps_history": False})
    ann = world.join("ann")
    ann.send("NS REGISTER secret-secret", "PERSISTENCE SET ON")
    bob = world.join("bob", "#a")
    ann.close()
    world.settle()
    bob.send("PRIVMSG ann :for later", "PRIVMSG #a :now")
    assert world.on_disk("SELECT text FROM message") == [("for later",)]


def test_nothing_is_promised() -> None:
    """No capability and no token of RPL_ISUPPORT that would mean nothing; the others stay."""
    world = World(rules={"keeps_history": False})
    (offered,) = [" ".join(world.connect().send("CAP LS 302"))]
    for name in ("chathistory", "event-playback", "search", "message-redaction", "dev/edit"):
        assert name not in offered
    assert "draft/read-marker" in offered
    client = world.connect()
    assert " NAK " in client.send("CAP REQ draft/chathistory")[-1]
    tokens = " ".join(world.join("ann").send("VERSION")).split()
    assert not any(token.startswith(("CHATHISTORY", "MSGREFTYPES")) for token in tokens)
    assert {"salon.dev/EDIT=0", "salon.dev/REDACT=0"} <= set(tokens)


@pytest.mark.parametrize("line", ["HISTORY #a", "SEARCH bonjour"])
def test_each_command_says_what_to_change(line: str) -> None:
    """With the code DISABLED, and nothing else."""
    ann = World(rules={"keeps_history": False}).join("ann", "#a", caps="standard-replies")
    (answer,) = ann.send(line)
    assert answer.startswith(f":salon.test FAIL {line.split(maxsplit=1)[0]} DISABLED :")
    assert OFF in answer


def test_a_client_of_before_is_answered() -> None:
    """A capability that it has from before the setting was changed works no more, and says so."""
    caps = "draft/chathistory draft/message-redaction salon.dev/edit soju.im/search message-tags"
    world = World()
    ann = world.join("ann", "#a", caps=f"{caps} echo-message standard-replies")
    (echo,) = ann.send("PRIVMSG #a :bonjour")
    msgid = echo.partition("msgid=")[2].partition(" ")[0].partition(";")[0]
    world.state.rules = World(rules={"keeps_history": False}).state.rules
    for line in (
        *("CHATHISTORY LATEST #a * 5", "CHATHISTORY LATEST ann * 5", "SEARCH text=x"),
        *(f"REDACT #a {msgid}", f"EDIT #a {msgid} :y", f"@+draft/reply={msgid};+draft/react=x TAGMSG #a"),
    ):
        (answer,) = ann.send(line)
        command = next(word for word in line.split() if not word.startswith("@"))
        assert f"FAIL {command} DISABLED" in answer, answer


@pytest.mark.parametrize(
    "line",
    [
        "/history",
        "/edit 1 x",
        "/delete 1",
        "/reply 1 x",
        "/react 1 x",
        "/unreact 1 x",
        "/search x",
        "/unread",
    ],
)
def test_the_dialects(line: str) -> None:
    """One line says it."""
    world = world_with_room(keeps_history=False)
    for client in (enter(world, "cid", "jardin"), enter_public(world, "pam")):
        (answer,) = client.send(line)
        assert OFF in answer
    if line == "/search x":
        (answer,) = enter_relais(world, "ron").send(line)
        assert OFF in answer
