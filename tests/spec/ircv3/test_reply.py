"""reply: what a message is an answer to, with the tags and without; and what it must not tell."""

import pytest

from harness.tagged_lines import bares, params, tags
from harness.world import Client, World
from salon.wire.dialects.chaines.session import ChainesSession

CAPS = "batch message-tags echo-message draft/chathistory server-time"


class Room:
    """Ann and ben in #c; dan has no tags, and cat sits in it by `chaines`."""

    def __init__(self) -> None:
        self.world = World(rules={"replay_lines": 5})
        self.ann, self.ben = (self.world.join(nick, "#c", caps=CAPS) for nick in ("ann", "ben"))
        self.dan = self.world.join("dan", "#c")
        self.cat = self.world.connect_dialect(ChainesSession)
        self.cat.send("cat")
        self.cat.send("/JOIN c")
        self.forget()

    def forget(self) -> None:
        """Take what everybody was told."""
        for client in (self.ann, self.ben, self.dan, self.cat):
            client.take()

    def say(self, client: Client, text: str = "tea?", target: str = "#c", given: str = "") -> str:
        """Have somebody say something; return its id."""
        line = client.send(f"{given}PRIVMSG {target} :{text}")[-1]
        return tags(line)["msgid"] or ""


@pytest.fixture
def room() -> Room:
    """Return a channel."""
    return Room()


@pytest.mark.parametrize("name", ["+reply", "+draft/reply"])
def test_a_reply_refers_to_a_message(room: Room, name: str) -> None:
    """Format: the id, under both names that clients know, also in what is read later."""
    number = room.say(room.ann)
    room.forget()
    room.world.now += 1_000
    room.ben.send(f"@{name}={number} PRIVMSG #c :yes")
    live = room.ann.take()[-1]
    assert (tags(live)["+reply"], tags(live)["+draft/reply"]) == (number, number)
    later = room.ann.send("CHATHISTORY LATEST #c * 1")[1]
    assert (tags(later)["+reply"], tags(later)["+draft/reply"]) == (number, number)
    eve = room.world.join("eve", caps="message-tags")
    replayed = [line for line in eve.send("JOIN #c") if line.endswith("yes")]
    assert [tags(line)["+reply"] for line in replayed] == [number]


def test_without_tags_it_names_whom_it_answers(room: Room) -> None:
    """Those without the tags read it as people write there, live and later."""
    number = room.say(room.ann)
    room.forget()
    room.ben.send(f"@+reply={number} PRIVMSG #c :yes")
    assert room.dan.take() == [":ben!~ben@host.test PRIVMSG #c :ann: yes"]
    assert room.cat.take() == ["ben: ann: yes"]
    assert room.cat.send("/HISTORY 1")[-1].endswith("ben: ann: yes")
    assert room.dan.send("HISTORY #c 1")[-1].endswith("ann: yes")


@pytest.mark.parametrize("text", ["yes, Ann", "ann: yes", "\x01ACTION nods\x01"])
def test_nothing_is_repeated(room: Room, text: str) -> None:
    """Nor is anything added to what one does."""
    number = room.say(room.ann)
    room.forget()
    room.ben.send(f"@+reply={number} PRIVMSG #c :{text}")
    assert room.dan.take() == [f":ben!~ben@host.test PRIVMSG #c :{text}"]


def test_a_part_of_a_word_is_no_name(room: Room) -> None:
    """Whoever is called ann is not meant by `annual`."""
    number = room.say(room.ann)
    room.forget()
    room.ben.send(f"@+reply={number} PRIVMSG #c :annual")
    assert params(room.dan.take()[0])[1] == "ann: annual"


def test_to_oneself_and_between_two(room: Room) -> None:
    """One does not speak to oneself by name; nor do two who are alone."""
    number = room.say(room.ben)
    room.forget()
    room.ben.send(f"@+reply={number} PRIVMSG #c :and")
    assert params(room.dan.take()[0])[1] == "and"
    private = room.say(room.ben, "psst", "dan")
    room.forget()
    room.ben.send(f"@+reply={private} PRIVMSG dan :and")
    assert params(room.dan.take()[0])[1] == "and"


def test_a_long_reply(room: Room) -> None:
    """The name is in front of its first line, and the tags are there, too."""
    number = room.say(room.ann)
    room.forget()
    room.ben.send(f"@+reply={number} PRIVMSG #c :{'x' * 470}")
    first, *more = room.dan.take()
    assert params(first)[1].startswith("ann: x")
    assert not any("ann" in line for line in more)


def secrets(room: Room) -> dict[str, str]:
    """Return the ids of messages that ben cannot read, and of none."""
    world = room.world
    fay, gus = (world.join(nick, "#d", caps=CAPS) for nick in ("fay", "gus"))
    ids = {"elsewhere": room.say(fay, target="#d"), "private": room.say(gus, "hi", "fay")}
    ids["rank"] = room.say(room.ann, "ops only", "@#c")
    gone = room.say(room.ann)
    room.ann.send("CAP REQ :draft/message-redaction")
    room.ann.send(f"REDACT #c {gone}")
    return ids | {"gone": gone, "never": "test-zzzz", "foreign": "other-1", "none": "x", "empty": ""}


def test_nothing_is_told_of_what_one_cannot_read(room: Room) -> None:
    """The tag passes on as it is, and nobody learns whether there is such a message, or of whom."""
    for number in secrets(room).values():
        room.forget()
        echo = room.ben.send(f"@+reply={number} PRIVMSG #c :yes")
        assert tags(echo[-1])["+reply"] == number
        assert tags(room.ann.take()[-1])["+reply"] == number
        assert bares(room.dan.take()) == [":ben!~ben@host.test PRIVMSG #c :yes"]
        assert room.cat.take() == ["ben: yes"]
    assert {row[0] for row in room.world.on_disk("SELECT answers FROM message")} == {0}


def test_who_is_erased_is_not_named(room: Room) -> None:
    """A reply to what was deleted later has nobody's name in front."""
    number = room.say(room.ann)
    room.ben.send(f"@+reply={number} PRIVMSG #c :yes")
    room.ann.send("CAP REQ :draft/message-redaction")
    room.ann.send(f"REDACT #c {number}")
    room.forget()
    assert room.cat.send("/HISTORY 1")[-1].endswith("ben: yes")
