"""react: what people react to messages with; who hears it, what stays, and what an attacker tries."""

import re
import shutil
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.staying import connect_to, make_account
from harness.tagged_lines import bares, commands, params, tags
from harness.world import Client, World
from salon.core.account_events import AccountErased, Remains
from salon.wire.dialects.chaines.session import ChainesSession

CAPS = (
    "batch message-tags echo-message labeled-response standard-replies server-time account-tag"
    " draft/chathistory draft/event-playback draft/message-redaction"
)
MASK = "~{0}@host.test"


class Room:
    """Ann, who leads #c, and ben; dan has no tags, and cat sits in it by `chaines`."""

    def __init__(self, **rules: object) -> None:
        self.world = World(rules={"replay_lines": 5, **rules})
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

    def say(self, client: Client, text: str = "tea?", target: str = "#c") -> str:
        """Have somebody say something; return its id."""
        number = tags(client.send(f"PRIVMSG {target} :{text}")[-1])["msgid"] or ""
        self.forget()
        return number

    def kept(self) -> list[tuple[object, ...]]:
        """Return the reactions on the disk: message, reaction, nick."""
        return self.world.on_disk("SELECT message, reaction, nick FROM reaction ORDER BY nick, reaction")


def react(
    client: Client, number: str, reaction: str = "👍", target: str = "#c", tag: str = "react"
) -> list[str]:
    """React to a message, or take it back, a second after the last one; return what one is told."""
    client.world.now += 1_000
    return client.send(f"@+draft/reply={number};+draft/{tag}={reaction} TAGMSG {target}")


def with_account(world: World, name: str, *channels: str) -> Client:
    """Let somebody in who has an account."""
    make_account(world, name)
    client = connect_to(world, name, caps=CAPS)
    for channel in channels:
        client.send(f"JOIN {channel}")
    client.take()
    return client


def shown(client: Client, target: str = "#c", limit: int = 9) -> list[tuple[str, str]]:
    """Return the past as a client is shown it: nick and text, or nick and reaction."""
    client.take()
    found = []
    for line in client.send(f"CHATHISTORY LATEST {target} * {limit}")[1:-1]:
        nick = bares([line])[0].partition("!")[0].lstrip(":")
        if "TAGMSG" in commands([line]):
            assert "draft/chathistory-context" in tags(line)
        found.append((nick, tags(line).get("+draft/react") or params(line)[-1]))
    return found


def failure(lines: list[str]) -> tuple[str, ...]:
    """Return the parameters of the one FAIL that the answer is, without its text."""
    assert commands(lines) == ["FAIL"]
    return params(lines[0])[:-1]


@pytest.fixture
def room() -> Room:
    """Return a channel."""
    return Room()


# --- what it does ---------------------------------------------------------------------------------


def test_a_reaction_is_passed_on(room: Room) -> None:
    """Format: with both names of the reply tag, to those with tags; the others hear nothing."""
    number = room.say(room.ann)
    (echo,) = react(room.ben, number)
    (heard,) = room.ann.take()
    assert bares([echo, heard]) == [":ben!~ben@host.test TAGMSG #c"] * 2
    for name, value in (("+draft/react", "👍"), ("+reply", number), ("+draft/reply", number)):
        assert tags(echo)[name] == tags(heard)[name] == value
    assert "msgid" not in tags(heard)
    assert (room.dan.take(), room.cat.take()) == ([], [])
    assert room.kept() == [(1, "👍", "ben")]


def test_once_for_each_person(room: Room) -> None:
    """The same again changes nothing, and nobody hears it; nor does taking back what is not there."""
    number = room.say(room.ann)
    react(room.ben, number)
    react(room.ann, number)
    room.forget()
    assert react(room.ben, number) == []
    again = room.ben.send(f"@label=7;+reply={number};+draft/react=👍 TAGMSG #c")
    assert again == ["@label=7 :salon.test ACK"]
    assert react(room.ben, number, "x", tag="unreact") == []
    assert room.ann.take() == []
    assert room.kept() == [(1, "👍", "ann"), (1, "👍", "ben")]


def test_it_is_taken_back(room: Room) -> None:
    """By whoever it is of, and all hear it."""
    number = room.say(room.ann)
    for client in (room.ann, room.ben):
        react(client, number)
    room.forget()
    react(room.ben, number, tag="unreact")
    assert [tags(line)["+draft/unreact"] for line in room.ann.take()] == ["👍"]
    assert shown(room.ann) == [("ann", "tea?"), ("ann", "👍")]


def test_the_past_has_them_behind_their_message(room: Room) -> None:
    """As context, which no limit counts, with the time of the message; those without event-playback: none."""
    first = room.say(room.ann)
    room.world.now += 60_000
    second = room.say(room.ann, "or coffee?")
    room.world.now += 60_000
    react(room.ben, first)
    react(room.ben, second, "☕")
    react(room.ann, second, "☕")
    expected = [("ann", "or coffee?"), ("ben", "☕"), ("ann", "☕")]
    assert shown(room.ann, limit=1) == expected
    assert shown(room.ann) == [("ann", "tea?"), ("ben", "👍"), *expected]
    times = [tags(line)["time"] for line in room.ann.send("CHATHISTORY LATEST #c * 9")[1:-1]]
    assert times == sorted(times)
    assert len(set(times)) == 2
    plain = room.world.join("eve", "#c", caps="batch message-tags draft/chathistory")
    assert commands(plain.send("CHATHISTORY LATEST #c * 9")) == ["BATCH", "PRIVMSG", "PRIVMSG", "BATCH"]
    fay = room.world.join("fay", caps="message-tags")
    assert "TAGMSG" not in commands(fay.send("JOIN #c"))


def test_with_a_message(room: Room) -> None:
    """It is passed on as it came, and kept as the reaction that it is, which can be taken back."""
    number = room.say(room.ann)
    room.ben.send(f"@+reply={number};+draft/react=lol PRIVMSG #c :haha")
    (heard,) = room.ann.take()
    assert (commands([heard]), tags(heard)["+draft/react"]) == (["PRIVMSG"], "lol")
    assert room.cat.take() == ["ben: ann: haha"]
    assert shown(room.ann) == [("ann", "tea?"), ("ben", "lol"), ("ben", "haha")]
    react(room.ben, number, "lol", tag="unreact")
    assert shown(room.ann) == [("ann", "tea?"), ("ben", "haha")]


def test_other_tags_pass_on_but_do_not_stay(room: Room) -> None:
    """message-tags, "Client-only tags"."""
    number = room.say(room.ann)
    room.ben.send(f"@+reply={number};+draft/react=x;+foo=1 TAGMSG #c")
    assert tags(room.ann.take()[0])["+foo"] == "1"


def test_in_private(room: Room) -> None:
    """To the other, and to nobody else; each is called what they are called now."""
    number = room.say(room.ann, "psst", "ben")
    react(room.ben, number, target="ann")
    (heard,) = room.ann.take()
    assert bares([heard]) == [":ben!~ben@host.test TAGMSG ann"]
    assert (room.dan.take(), room.cat.take()) == ([], [])
    eve = room.world.join("eve", caps=CAPS)
    assert failure(react(eve, number, target="ann"))[1] == "UNKNOWN_MSGID"
    assert room.kept() == [(1, "👍", "ben")]


def test_private_past_of_accounts() -> None:
    """Under the names of today, on both sides."""
    world = World()
    ann, ben = (with_account(world, nick) for nick in ("ann", "ben"))
    number = tags(ann.send("PRIVMSG ben :psst")[-1])["msgid"] or ""
    react(ben, number, target="ann")
    react(ann, number, "x", target="ben")
    ben.send("NICK benno")
    assert shown(ann, "benno") == [("ann", "psst"), ("benno", "👍"), ("ann", "x")]
    assert shown(ben, "ann") == [("ann", "psst"), ("benno", "👍"), ("ann", "x")]


def test_to_operators_alone(room: Room) -> None:
    """A reaction to what was said to a rank is heard by that rank."""
    eve = room.world.join("eve", "#c", caps=CAPS)
    room.ann.send("MODE #c +o ben")
    number = room.say(room.ann, "ops", "@#c")
    eve.take()
    react(room.ben, number, target="@#c")
    assert [params(line)[0] for line in room.ann.take()] == ["@#c"]
    assert eve.take() == []
    assert failure(react(eve, number))[1] == "UNKNOWN_MSGID"


def test_in_words(room: Room) -> None:
    """On `chaines`, whoever said it is told in one line; /HISTORY counts."""
    room.cat.send("bonjour à tous")
    number = tags(room.ben.take()[-1])["msgid"] or ""
    room.forget()
    for client in (room.ann, room.ben):
        react(client, number)
    assert room.cat.take() == [
        "* ann reacted with 👍 to “bonjour à tous”",
        "* ben reacted with 👍 to “bonjour à tous”",
    ]
    react(room.ben, number, tag="unreact")
    assert room.cat.take() == []
    react(room.ben, number, "❤")
    assert room.cat.send("/HISTORY")[-1].endswith("cat: bonjour à tous [👍, ❤]")
    room.cat.send("/IGNORE ann")
    assert room.cat.send("/HISTORY")[-1].endswith("cat: bonjour à tous [❤]")


# --- what becomes of it ---------------------------------------------------------------------------


def test_a_deleted_message_has_none(room: Room) -> None:
    """They are gone from the file, too, and there will be no other."""
    number = room.say(room.ann)
    react(room.ben, number)
    room.ann.send(f"REDACT #c {number}")
    assert room.kept() == []
    room.forget()
    assert failure(react(room.ben, number)) == ("TAGMSG", "UNKNOWN_MSGID", "#c", number)


def test_an_edit_leaves_them(room: Room) -> None:
    """People reacted to what the message is."""
    number = room.say(room.ann)
    react(room.ben, number)
    room.ann.send("CAP REQ :salon.dev/edit", f"EDIT #c {number} :coffee?")
    assert shown(room.ann)[-2:] == [("ann", "coffee?"), ("ben", "👍")]


def test_they_outlast_a_restart(room: Room, tmp_path: Path) -> None:
    """Those of people who are gone, too; and a guest who comes back is another one."""
    number = room.say(room.ann)
    react(room.ben, number)
    database = tmp_path / "copy.db"
    shutil.copyfile(room.world.database, database)
    shutil.copyfile(f"{room.world.database}-wal", f"{database}-wal")
    after = World(database=database)
    ann, ben = (after.join(nick, "#c", caps=CAPS) for nick in ("ann", "ben"))
    assert ("ben", "👍") in shown(ann)
    react(ben, number)
    assert shown(ann).count(("ben", "👍")) == 2


def test_who_is_erased_takes_them_along() -> None:
    """Nothing of them is left."""
    world = World()
    ann = world.join("ann", "#c", caps=CAPS)
    ben = with_account(world, "ben", "#c")
    number = tags(ann.send("PRIVMSG #c :tea?")[-1])["msgid"] or ""
    react(ben, number)
    world.decider.announce(AccountErased(1, "ben", messages=Remains.ANONYMOUS))
    world.settle()
    assert world.on_disk("SELECT * FROM reaction") == []


def test_all_connections_of_a_person_agree() -> None:
    """What one does, the others hear; and it is one person's."""
    world = World()
    phone = with_account(world, "ben", "#c")
    ann = world.join("ann", "#c", caps=CAPS)
    number = tags(ann.send("PRIVMSG #c :tea?")[-1])["msgid"] or ""
    phone.take()
    react(phone, number)
    laptop = connect_to(world, "ben", caps=CAPS)
    laptop.take()
    assert react(laptop, number) == []
    react(laptop, number, tag="unreact")
    assert [*tags(phone.take()[-1])][-1] == "+draft/unreact"


# --- what an attacker tries -----------------------------------------------------------------------


@pytest.mark.parametrize("reaction", ["", "x" * 65, "\\n", r"a\rb", "\u202e", "\u200b", "\x07", r"\s"])
def test_what_is_no_reaction(room: Room, reaction: str) -> None:
    """Nothing to be seen, what commands or hides, and what is too long."""
    number = room.say(room.ann)
    assert failure(react(room.ben, number, reaction)) == ("TAGMSG", "INVALID_REACTION", "#c", number)
    assert room.kept() == []


@pytest.mark.parametrize("reaction", ["👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "lol", "x" * 64, r"a\sb", r"\:-)"])
def test_what_is_one(room: Room, reaction: str) -> None:
    """Emoji of many characters, words, and smileys with a semicolon."""
    number = room.say(room.ann)
    react(room.ben, number, reaction)
    (heard,) = room.ann.take()
    assert re.search(re.escape(f"+draft/react={reaction} "), heard)


def test_both_or_to_nothing(room: Room) -> None:
    """They must not both be there, and must say to which message."""
    number = room.say(room.ann)
    both = room.ben.send(f"@+reply={number};+draft/react=x;+draft/unreact=x TAGMSG #c")
    assert failure(both)[1] == "INVALID_REACTION"
    assert failure(room.ben.send("@+draft/react=x TAGMSG #c"))[1] == "UNKNOWN_MSGID"
    assert failure(room.ben.send("@+reply=other-1;+draft/react=x TAGMSG #c"))[1] == "UNKNOWN_MSGID"
    assert room.ann.take() == []


def test_what_one_may_not_read(room: Room) -> None:
    """The answer is the same for what is elsewhere, private, to a rank, closed, deleted, or not there."""
    fay, gus = (room.world.join(nick, "#d", caps=CAPS) for nick in ("fay", "gus"))
    elsewhere, private = room.say(fay, target="#d"), room.say(gus, "hi", "fay")
    rank, gone = room.say(room.ann, "ops", "@#c"), room.say(room.ann)
    room.ann.send(f"REDACT #c {gone}", "MODE #c +k key")
    closed = room.say(room.ann)
    room.ann.send("MODE #c -k key")
    eve = room.world.join("eve", "#c", caps=CAPS)
    for number in (elsewhere, private, rank, gone, closed, "test-zzz"):
        room.forget()
        assert failure(react(eve, number)) == ("TAGMSG", "UNKNOWN_MSGID", "#c", number)
        assert room.ann.take() == []
    assert failure(react(eve, private, target="fay"))[1] == "UNKNOWN_MSGID"
    assert failure(react(eve, elsewhere, target="#d"))[1] == "INVALID_TARGET"
    assert failure(react(eve, elsewhere, target="nobody"))[1] == "INVALID_TARGET"
    assert room.kept() == []


def test_where_one_may_not_speak(room: Room) -> None:
    """As for words: +m, a ban, +M, after one has left; but what is there can be taken back."""
    number = room.say(room.ann)
    react(room.ben, number)
    for mode in ("+m", "-m+b ben!*@*", "-b+M ben!*@*"):
        room.ann.send(f"MODE #c {mode}")
        room.forget()
        assert commands(react(room.ben, number, "x"))[0] in {"404", "FAIL"}
        assert room.ann.take() == []
    assert commands(react(room.ben, number, tag="unreact")) == ["TAGMSG"]
    room.ben.send("PART #c")
    assert failure(react(room.ben, number))[1] == "INVALID_TARGET"
    assert failure(react(room.ben, number, tag="unreact"))[1] == "INVALID_TARGET"


def test_whom_one_blocks(room: Room) -> None:
    """Nobody hears in private by reactions what they do not want to hear."""
    number = room.say(room.ann, "psst", "ben")
    room.ann.send("SILENCE ben")
    room.forget()
    assert commands(react(room.ben, number, target="ann")) == ["TAGMSG"]
    assert room.ann.take() == []
    assert room.kept() == []


def test_10_000_kinds() -> None:
    """One person has so many to a message; all have so many different ones, also while the disk is slow."""
    room = Room(reactions_per_person=3, reactions_per_message=5)
    number = room.say(room.ann)
    answers = [commands(react(room.ben, number, f"x{index}")) for index in range(10)]
    assert answers == [["TAGMSG"]] * 3 + [["FAIL"]] * 7
    assert failure(react(room.ben, number, "y")) == ("TAGMSG", "TOO_MANY_REACTIONS", "#c", number)
    react(room.ben, number, "x0", tag="unreact")
    assert commands(react(room.ben, number, "y")) == ["TAGMSG"]
    crowd = [room.world.join(f"g{index}", "#c", caps=CAPS) for index in range(6)]
    for client in crowd:
        client.take()
    room.world.hold_disk = True
    for index, client in enumerate(crowd):
        react(client, number, f"z{index}")
    room.world.hold_disk = False
    room.world.release_disk()
    assert len({reaction for _, reaction, _ in room.kept()}) == 5
    assert commands(react(room.ann, number, "y")[-1:]) == ["TAGMSG"]


def test_twice_at_once(room: Room) -> None:
    """Two people, a reaction that is taken back at once, and a message that is deleted meanwhile."""
    number = room.say(room.ann)
    room.world.hold_disk = True
    react(room.ben, number)
    react(room.ann, number)
    room.world.hold_disk = False
    room.world.release_disk()
    assert room.kept() == [(1, "👍", "ann"), (1, "👍", "ben")]
    room.world.hold_disk = True
    room.ann.send(f"REDACT #c {number}")
    react(room.ben, number, "x")
    room.world.hold_disk = False
    room.world.release_disk()
    assert room.kept() == []
    assert "UNKNOWN_MSGID" in room.ben.take()[-1]


def test_tags_of_8191_bytes(room: Room) -> None:
    """What is within the limit passes on, and no line is longer than it may be."""
    number = room.say(room.ann)
    front = f"@+draft/reply={number};+draft/react=x;+a="
    room.ben.send(f"{front}{'y' * (4095 - len(front))} TAGMSG #c")
    (heard,) = room.ann.take()
    assert len(heard.partition(" ")[0]) + 1 <= 8191
    assert commands(room.ben.send(f"{front}{'y' * 4095} TAGMSG #c")) == ["417"]


def test_a_page_has_only_so_many() -> None:
    """However many there are, an answer does not outgrow what may wait; every kind is shown first."""
    room = Room()
    number = room.say(room.ann)
    react(room.ann, number, "first")
    with closing(apsw.Connection(str(room.world.database))) as connection:
        connection.executemany(
            "INSERT INTO reaction (message, reaction, owner, time, person, nick, username, host, author, bot)"
            " VALUES (1, 'x', ?1, -?1, 0, 'someone', 'u', 'h', 0, 0)",
            [(number,) for number in range(-900, 0)],
        )
    past = shown(room.ann)
    assert len(past) == 501
    assert ("ann", "first") in past
