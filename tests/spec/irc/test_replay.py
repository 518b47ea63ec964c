"""What is kept of a channel and shown again: what people said to all of it, and nothing for the moment."""

from pathlib import Path

import pytest

from harness.staying import connect_to, make_account
from harness.tagged_lines import bare, bares, tags
from harness.world import Client, World

DELIMITER = "\x01"
CTCP = (
    "\x01VERSION\x01",
    "\x01PING 1473523796\x01",
    "\x01DCC SEND a 1 2 3\x01",
    "\x01no end",
)
MOMENTARY = (
    *(f"PRIVMSG #a :{text}" for text in CTCP),
    *(f"NOTICE #a :{text}" for text in CTCP),
    "@+typing=active TAGMSG #a",
    "@+draft/typing=done TAGMSG #a",
)
TO_RANKS = (
    "PRIVMSG @#a :to operators",
    "NOTICE +#a :to who has a voice",
    "@+react=x TAGMSG @#a",
)


def past(lines: list[str]) -> list[str]:
    """Return the messages among lines that show the past, from the command on."""
    bodies = [bare(line).split(" ", 1)[1] for line in lines]
    return [body for body in bodies if body.startswith(("PRIVMSG", "NOTICE", "TAGMSG"))]


@pytest.fixture
def world() -> World:
    """Return a world in which two people are in a channel."""
    return World()


@pytest.fixture
def alice(world: World) -> Client:
    """Return its founder, who is told of everything."""
    return world.join("alice", "#a", caps="message-tags batch server-time")


@pytest.fixture
def bob(world: World, alice: Client) -> Client:
    """Return who speaks."""
    bob = world.join("bob", "#a", caps="message-tags")
    alice.take()
    return bob


@pytest.mark.parametrize("line", MOMENTARY)
def test_what_is_for_the_moment_is_not_kept(world: World, bob: Client, line: str) -> None:
    """A CTCP other than ACTION, and that somebody is typing: who is here hears it, and no disk has it."""
    bob.send("PRIVMSG #a :before", line, "PRIVMSG #a :after")
    assert [kept.text for kept in world.kept_lines()] == ["before", "after"]


@pytest.mark.parametrize("line", MOMENTARY + TO_RANKS)
def test_what_is_not_for_all_times_and_all_people_is_not_shown_again(
    world: World, alice: Client, bob: Client, line: str
) -> None:
    """The founder hears it, and it is neither replayed at a JOIN nor shown by HISTORY."""
    bob.send("PRIVMSG #a :before", line, "PRIVMSG #a :after")
    (_, momentary, _) = bares(alice.take())
    assert momentary.split(" ", 1)[1] in line
    for lines in (alice.send("HISTORY #a 50"), world.join("carol", caps="message-tags").send("JOIN #a")):
        assert [words.rpartition(":")[2].split("] ")[-1] for words in past(lines)] == ["before", "after"]


@pytest.mark.parametrize("text", ["\x01ACTION waves\x01", "\x01ACTION\x01", "\x01ACTION has no end"])
def test_an_action_is_shown_again(world: World, alice: Client, bob: Client, text: str) -> None:
    """The one CTCP that is a way of speaking."""
    bob.send(f"PRIVMSG #a :{text}")
    assert past(alice.take()) == [f"PRIVMSG #a :{text}"]
    again = f"PRIVMSG #a :{text.removesuffix(DELIMITER)}{DELIMITER}"  # which it gets where it had none
    assert past(alice.send("HISTORY #a 50")) == [again]
    carol = world.join("carol", caps="message-tags batch server-time")
    assert past(carol.send("JOIN #a")) == [again]


# --- to whom, and how ---------------------------------------------------------------------------


def texts(lines: list[str]) -> list[str]:
    """Return what was said, without the time in front of it."""
    return [line.rpartition(":")[2].rpartition("] ")[2] for line in past(lines)]


def test_people_without_server_time_read_when_it_was_said(world: World, alice: Client) -> None:
    """The time stands in the text; with the capability it is a tag, and the text is as it was said."""
    alice.send("PRIVMSG #a :salut")
    assert world.join("old").send("JOIN #a")[-1].endswith(" PRIVMSG #a :[08:00] salut")
    assert world.join("new", caps="server-time").send("JOIN #a")[-1].endswith(" PRIVMSG #a :salut")


def test_a_bot_is_shown_the_past_with_its_time_alone(world: World, alice: Client) -> None:
    """Without server-time it would act on old lines: `+B` before the JOIN keeps them from it."""
    alice.send("PRIVMSG #a :!deploy")
    for caps, expected in (("", []), ("server-time", ["!deploy"])):
        bot = world.join(f"bot{len(caps)}", caps=caps)
        bot.send(f"MODE {bot.person.nick} +B")
        assert texts(bot.send("JOIN #a")) == expected


@pytest.mark.parametrize("word", ["漢" * 160, "h" * 470, "\x01ACTION " + "漢" * 150 + "\x01"])
def test_a_long_word_is_not_cut_behind_the_time(world: World, alice: Client, word: str) -> None:
    """Each line has some of it, all of them have all of it, and the first has the time."""
    alice.send(f"PRIVMSG #a :{word}")
    old = world.join("old")
    for answer in (old.send("JOIN #a"), old.send("HISTORY #a 5")):
        lines = [line.partition(" PRIVMSG #a :")[2] for line in answer if " PRIVMSG #a :" in line]
        said = [line.removeprefix("\x01ACTION ").rstrip("\x01") for line in lines]
        assert said[0].startswith("[08:00] ")
        assert len(said[0]) > len("[08:00] ")
        assert all(said)
        whole = "".join(said).replace("[08:00] ", "")
        assert whole == word.removeprefix("\x01ACTION ").rstrip("\x01")


# --- after a reconnect --------------------------------------------------------------------------


def wishes(caps: str) -> list[str]:
    """Return how a client asks for capabilities."""
    return ["CAP LS 302", f"CAP REQ :{caps}", "CAP END"] if caps else []


@pytest.mark.parametrize("caps", ["", "server-time"])
@pytest.mark.parametrize(
    ("nick", "address", "known"),
    [("bob", "192.0.2.1", True), ("robert", "192.0.2.1", False), ("bob", "192.0.2.7", False)],
)
def test_a_reconnect_is_shown_what_it_may_have_missed(
    world: World, alice: Client, nick: str, address: str, known: bool, caps: str
) -> None:
    """What came after the last PING that was answered, by the same nick from the same address."""
    bob = world.join("bob", "#a", caps=caps)
    alice.send("PRIVMSG #a :received")
    world.pass_time(world.state.rules.limits.ping_seconds)
    alice.send("PONG x", "PRIVMSG #a :perhaps")
    bob.send("PONG x")
    alice.send("PRIVMSG #a :perhaps not")
    bob.close()
    alice.send("PRIVMSG #a :missed")
    again = world.connect(address)
    again.send(*wishes(caps), f"NICK {nick}", "USER b 0 * :b")
    shown = ["received"] if not known else []
    assert texts(again.send("JOIN #a")) == [*shown, "perhaps", "perhaps not", "missed"]


def test_a_reconnect_after_a_restart_misses_nothing() -> None:
    """What the client had surely received is forgotten with the process: then it is shown once more."""
    first = World()
    alice, bob = first.join("alice", "#a"), first.join("bob", "#a", caps="server-time")
    for number in range(3):
        alice.send(f"PRIVMSG #a :{number}")
    first.pass_time(first.state.rules.limits.ping_seconds)
    bob.send("PONG x")
    copy = first.database.with_name("restarted.db")
    bob.close()
    first.on_disk(f"VACUUM INTO '{copy}'")
    alice.send("PRIVMSG #a :while bob was away")
    again = first.join("bob", caps="server-time").send("JOIN #a")
    assert [line.rpartition(":")[2] for line in past(again)] == ["while bob was away"]
    first.close()
    second = World(database=copy)
    shown = second.join("bob", caps="server-time").send("JOIN #a")
    assert [line.rpartition(":")[2] for line in past(shown)][-3:] == ["0", "1", "2"]
    second.close()
    copy.unlink()


# --- an account that stays ------------------------------------------------------------------------


def let_time_pass(world: World, *clients: Client) -> None:
    """Have each client answer a PING: what was said before, it has received."""
    world.pass_time(world.state.rules.limits.ping_seconds)
    for client in clients:
        client.send("PONG x")


@pytest.mark.parametrize(
    ("caps", "others", "shown"),
    [
        ("server-time", "batch", [["2", "3"], ["3"]]),
        ("server-time", "server-time", [["2", "3"], ["2", "3"]]),
        ("server-time", "server-time draft/chathistory", [["2", "3"], []]),
    ],
)
def test_two_devices_of_an_account_miss_nothing(
    world: World, alice: Client, caps: str, others: str, shown: list[list[str]]
) -> None:
    """Each is shown what it has not received; two that look the same, what either has not."""
    make_account(world, "dan")
    first, second = connect_to(world, "dan", caps), connect_to(world, "dan", others)
    first.send("JOIN #a")
    alice.send("PRIVMSG #a :1")
    let_time_pass(world, alice, first, second)
    first.close()
    alice.send("PRIVMSG #a :2")
    let_time_pass(world, alice, second)
    second.close()
    alice.send("PRIVMSG #a :3")
    assert [texts(connect_to(world, "dan", its).take()) for its in (caps, others)] == shown


def test_the_device_that_is_back_first_takes_nothing_from_the_other(world: World, alice: Client) -> None:
    """Whether it goes once more, or stays."""
    make_account(world, "dan")
    first, second = connect_to(world, "dan"), connect_to(world, "dan")
    first.send("JOIN #a")
    let_time_pass(world, alice, first, second)
    first.close()
    alice.send("PRIVMSG #a :1")
    let_time_pass(world, alice, second)
    second.close()
    for _ in range(3):
        back = connect_to(world, "dan")
        assert texts(back.take()) == ["1"]
        let_time_pass(world, alice, back)
        back.close()
    connect_to(world, "dan")
    assert texts(connect_to(world, "dan").take()) == ["1"]


@pytest.mark.parametrize("restarts", [False, True])
def test_what_was_missed_is_as_it_is_now(tmp_path: Path, restarts: bool) -> None:
    """What was deleted meanwhile is not shown, what was edited has its new words; all of it comes once."""
    caps = "message-tags echo-message draft/message-redaction salon.dev/edit"
    world = World(database=tmp_path / "salon.db")
    make_account(world, "dan")
    dan, bob = connect_to(world, "dan", "server-time"), world.join("bob", "#a", caps=caps)
    dan.send("JOIN #a")
    bob.send("PRIVMSG #a :before")
    let_time_pass(world, bob, dan)
    dan.send("QUIT")
    for target in ("#a", "dan"):
        for text in ("gone", "teh", "last"):
            lines = bob.send(f"PRIVMSG {target} :{text}")
            number = tags(next(line for line in lines if " PRIVMSG " in line))["msgid"]
            if text == "gone":
                bob.send(f"REDACT {target} {number}")
            elif text == "teh":
                bob.send(f"EDIT {target} {number} :the")
    if restarts:
        world.close()
        world = World(database=tmp_path / "salon.db")
    for missed in (["the", "last"], []):
        dan = connect_to(world, "dan", "server-time")
        # A restart forgets what of channels was received.
        seen = ["before"] if restarts and missed else []
        assert past(dan.take()) == [
            *(f"PRIVMSG #a :{text}" for text in (*seen, *missed)),
            *(f"PRIVMSG dan :{text}" for text in missed),
        ]
        dan.send("QUIT")
