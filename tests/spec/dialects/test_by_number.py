"""What people do with messages on wires without ids: /REPLY, /REACT, /UNREACT, /EDIT, /DELETE."""

import pytest

from harness.chaines_people import enter
from harness.dialect_people import enter_public
from harness.tagged_lines import bares, commands, tags
from harness.world import Client, World
from salon.wire.dialects.chaines.session import ChainesSession

CAPS = "message-tags echo-message draft/message-redaction salon.dev/edit"


class Room:
    """Alice and bob by a dialect, and ira by IRC, in one channel; ira has said something."""

    def __init__(self, wire: str) -> None:
        self.world = World()
        self.channel = "#jardin" if wire == "chaines" else "#public"
        come_in = (lambda nick: enter(self.world, nick, "jardin")) if wire == "chaines" else self.public
        self.alice, self.bob = come_in("alice"), come_in("bob")
        self.ira = self.world.join("ira", self.channel, caps=CAPS)
        self.ira.send(f"PRIVMSG {self.channel} :du thé ?")
        self.forget()

    def public(self, nick: str) -> Client:
        """Let somebody into the room."""
        return enter_public(self.world, nick)

    def forget(self) -> None:
        """Take what everybody was told."""
        for client in (self.alice, self.bob, self.ira):
            client.take()

    def texts(self) -> list[str]:
        """Return what the history shows, without numbers and times."""
        self.alice.take()
        return [line.partition("] ")[2] for line in self.alice.send("/history")]


@pytest.fixture(params=["chaines", "public"])
def room(request: pytest.FixtureRequest) -> Room:
    """Return a room of each wire."""
    return Room(request.param)


def test_a_reply(room: Room) -> None:
    """On IRC it has both tags, here the name in front."""
    room.alice.send("/history", "/reply 1 volontiers")
    (line,) = room.ira.take()
    assert (tags(line)["+reply"], tags(line)["+draft/reply"]) == ("test-1", "test-1")
    assert line.endswith(":volontiers")
    assert room.bob.take() == ["alice: ira: volontiers"]
    assert room.texts()[-1] == "alice: ira: volontiers"


def test_a_reply_to_what_is_gone(room: Room) -> None:
    """It is not said, for it would stand there without what it answers."""
    room.alice.send("oui", "/history", "/delete 2")
    room.forget()
    (refused,) = room.alice.send("/reply 2 non")
    assert refused.startswith("There is no such message in")
    assert refused.endswith("or it has been deleted.")
    assert room.ira.take() == room.bob.take() == []


def test_another_s_message_is_not_edited(room: Room) -> None:
    """The answer speaks of editing alone."""
    assert room.alice.send("/history", "/edit 1 non")[-1] == (
        "This message is not yours: only its author can edit it."
    )


def test_reactions(room: Room) -> None:
    """There once, and taken back; both is confirmed."""
    room.alice.send("/history")
    assert room.alice.send("/react 1 👍") == ["You have reacted: 👍"]
    assert [tags(line)["+draft/react"] for line in room.ira.take()] == ["👍"]
    assert room.alice.send("/react 1 👍") == ["You have reacted like this already: /unreact takes it back."]
    assert room.texts() == ["ira: du thé ? [👍]"]
    assert room.alice.send("/unreact 1 👍") == ["You have taken back: 👍"]
    assert room.alice.send("/unreact 1 👍") == ["You have not reacted like this."]
    assert room.bob.take() == []
    room.alice.send("oui")
    room.bob.send("/history", "/react 2 ❤")
    assert room.alice.take() == ["* bob reacted with ❤ to “oui”"]


def test_one_s_own_messages(room: Room) -> None:
    """They get another text, or go; others' do not."""
    room.alice.send("oui", "/history")
    room.forget()
    assert room.alice.send("/edit 2 avec plaisir") == ["The message has been changed."]
    assert bares(room.ira.take())[0].endswith(":avec plaisir")
    assert room.bob.take() == ["alice: * avec plaisir"]
    assert room.texts()[-1] == "alice: avec plaisir"
    assert room.alice.send("/delete 2") == ["The message has been deleted."]
    assert commands(room.ira.take()) == ["REDACT"]
    assert room.texts() == ["ira: du thé ?"]
    for line in ("/edit 1 x", "/edit 2 x", "/delete 2", "/react 2 x"):
        (refused,) = room.alice.send(line)
        assert "not yours" in refused or "no such message" in refused


def test_numbers_are_stable(room: Room) -> None:
    """Whatever is said meanwhile; each connection has its own, and none before it has seen the history."""
    assert "/history" in room.bob.send("/delete 1")[0]
    room.alice.send("/history")
    for text in ("un", "deux", "trois"):
        room.ira.send(f"PRIVMSG {room.channel} :{text}")
    room.forget()
    assert [line[0] for line in room.alice.send("/history 2")] == ["2", "3"]
    assert [line[0] for line in room.alice.send("/history")] == ["1", "4", "2", "3"]
    assert [line[0] for line in room.bob.send("/history 1")] == ["1"]
    room.alice.send("/react 1 x")
    assert room.texts()[0] == "ira: du thé ? [x]"


@pytest.mark.parametrize("line", ["/reply", "/reply 1", "/react 1", "/edit 1", "/delete", "/unreact 1"])
def test_what_is_missing_is_told(room: Room, line: str) -> None:
    """With the form of the command."""
    assert line.split(maxsplit=1)[0] in " ".join(room.alice.send(line)).lower()
    assert room.ira.take() == []


def test_a_number_is_of_its_channel() -> None:
    """What is current says where it is looked for."""
    world = World()
    alice = enter(world, "alice", "jardin")
    alice.send("bonjour", "/HISTORY", "/JOIN potager")
    alice.take()
    assert "/history" in alice.send("/DELETE 1")[0]
    alice.send("/CURRENT jardin")
    assert alice.send("/DELETE 1") == ["The message has been deleted."]


def test_one_who_has_left_names_nothing() -> None:
    """In the lobby there is no current channel; somebody removed from `#public` is told the way back."""
    world = World()
    alice = world.connect_dialect(ChainesSession)
    alice.send("alice", "/JOIN jardin", "bonjour", "/HISTORY", "/LEAVE")
    alice.take()
    assert alice.send("/DELETE 1")[0] == "Saisissez la bonne commande"
    bob, ann = enter_public(world, "bob"), world.join("ann", "#public")
    bob.send("bonjour", "/history")
    world.join("root").send("OPER root letmein", "JOIN #public", "KICK #public bob")
    bob.take()
    assert bob.send("/delete 1") == ["You are not in the room: write /join to join it."]
    ann.take()
