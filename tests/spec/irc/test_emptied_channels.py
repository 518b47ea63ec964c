"""IRC: channels in which nobody is, and whoever comes into them first."""

import pytest

from harness.replies import brief, codes, mask, only, told
from harness.world import OPERATOR, SERVER, World

DAY = 86_400


def words(lines: list[str]) -> list[str]:
    """Return what was said, of what somebody was told, and what the server noted."""
    return [brief(line).partition(" :")[2] for line in lines if " PRIVMSG " in line or " NOTICE " in line]


def notes(lines: list[str]) -> list[str]:
    """Return the codes of what the server noted."""
    return [text.split(" ")[2].rstrip(":") for text in words(lines) if text.startswith("NOTE ")]


def said(lines: list[str]) -> list[str]:
    """Return what was said, without its time."""
    return [text.rpartition("] ")[2] for text in words(lines) if not text.startswith("NOTE ")]


def asleep(*settings: str) -> World:
    """Return a world in which alice said `salut` in #a, set this, and left."""
    world = World()
    world.join("alice", "#a").send("PRIVMSG #a :salut", *settings, "PART #a")
    return world


def test_nothing_said_nothing_left() -> None:
    """Emptied channels, (a): nothing was ever said or set: gone at once; it is founded as a new one."""
    world = World()
    world.join("alice", "#a").send("PART #a")
    assert (len(world.state.channels), len(world.state.sleeping)) == (0, 0)
    assert notes(world.join("bob").send("JOIN #a")) == []


ASKED = [
    "LIST",
    "LIST #a",
    "WHO #a",
    "NAMES #a",
    "MODE #a",
    "MODE #a b",
    "MODE #a +i",
    "MODE #a +o bob",
    "TOPIC #a",
    "TOPIC #a :new",
    "INVITE alice #a",
    "INVITE bob #a",
    "@+a=b TAGMSG #a",
    "@+a=b TAGMSG @#a",
    "KICK #a alice",
    "PART #a",
    "RENAME #a #b",
    "PRIVMSG #a :hi",
    "NOTICE #a :hi",
    "PRIVMSG @#a :hi",
    "PRIVMSG ~#a :hi",
    "HISTORY #a 10",
    "LUSERS",
    "INVITE",
    "WHOIS alice",
]


@pytest.mark.parametrize("line", ASKED)
@pytest.mark.parametrize("who", ["stranger", "member of before", "server operator"])
def test_it_answers_as_a_name_never_used(line: str, who: str) -> None:
    """Emptied channels: asked of a sleeping channel, by anybody: the answer of a name never used."""
    answers = []
    for used in (True, False):
        world = World()
        alice = world.join("alice", *(["#a"] if used else []), caps="message-tags")
        world.join("bob")
        if used:
            alice.send("PRIVMSG #a :salut", "TOPIC #a :Stays", "MODE #a +b x", "PART #a")
        root, carol = (world.join(nick, caps="message-tags") for nick in ("root", "carol"))
        root.send(f"OPER root {OPERATOR}")
        world.forget_output()
        asker = {"stranger": carol, "member of before": alice, "server operator": root}[who]
        answers.append(told(asker.send(line)))
    assert answers[0] == answers[1]


def test_the_numerics_of_a_sleeping_channel() -> None:
    """Emptied channels: 403, 315, 366; absent from LIST."""
    bob = asleep().join("bob", caps="message-tags")
    for line, code in (
        *((f"{command} #a", "403") for command in ("MODE", "TOPIC", "PART", "INVITE alice", "HISTORY")),
        *((line, "403") for line in ("MODE #a +i", "KICK #a alice", "RENAME #a #b", "PRIVMSG #a :x")),
        *((line, "403") for line in ("@+x=1 TAGMSG #a", "PRIVMSG @#a :x", "TOPIC #a :x")),
        ("WHO #a", "315"),
        ("NAMES #a", "366"),
    ):
        assert codes(bob.send(line)) == [code], line
    assert codes(bob.send("LIST")) == ["321", "323"]


@pytest.mark.parametrize("name", ["#a", "#secret", "#never"])
def test_history_says_that_one_must_join_first(name: str) -> None:
    """Emptied channels: history: 403, in the same words whether a channel sleeps, is secret or never was."""
    world = asleep()
    world.join("dave", "#secret").send("MODE #secret +s")
    bob = world.join("bob")
    (answer,) = bob.send(f"HISTORY {name}")
    assert answer.startswith(f":{SERVER} 403 bob {name} :There is no channel {name} now. Join it: ")


def test_it_is_not_counted_nor_compared() -> None:
    """Emptied channels: LUSERS, limits.channels, per address, look-alikes: not counted, not compared."""
    world = World(rules={"channels": 1, "channels_per_address": 1})
    alice = world.join("alice", "#cafe")
    alice.send("PRIVMSG #cafe :salut", "PART #cafe")
    assert only(alice.send("LUSERS"), "254") == []
    assert codes(alice.send("JOIN #\u0441afe"))[0] == "JOIN"
    assert codes(alice.send("JOIN #cafe")) == ["403"]


def test_rename_onto_a_sleeping_name() -> None:
    """Emptied channels: RENAME of another onto it: in use."""
    bob = asleep().join("bob", "#b")
    assert "CHANNEL_NAME_IN_USE" in bob.send("RENAME #b #A")[0]


def test_join_within_the_time() -> None:
    """Emptied channels: key and bans hold, +i and +l do not; modes, lists, topic and date come back."""
    world = asleep("TOPIC #a :Stays", "MODE #a +milbe 1 dave!*@* carol", "MODE #a +k key")
    world.pass_time(DAY - 1)
    dave, bob = world.join("dave"), world.join("bob")
    assert told(dave.send("JOIN #a key")) == ["474 dave #a :..."]
    assert told(bob.send("JOIN #a")) == ["475 bob #a :..."]
    lines = bob.send("JOIN #a key")
    assert brief(lines[0]) == f":{mask('bob')} JOIN #a"
    assert codes(lines)[1:3] == ["332", "333"]
    assert only(lines, "353") == ["353 bob = #a :@bob"]
    assert notes(lines) == ["CHANNEL_WAS_EMPTY"]
    modes = told(bob.send("MODE #a"))
    assert modes == ["324 bob #a +imntkl key 1", f"329 bob #a {(world.now // 1000) - DAY + 1}"]
    assert codes(bob.send("MODE #a be")) == ["367", "368", "348", "349"]


def test_join_later() -> None:
    """Emptied channels: default modes, no lists; the topic only if set while open; 329 is new."""
    world = asleep("TOPIC #a :Stays", "MODE #a +mkbe key dave!*@* carol")
    world.pass_time(DAY)
    dave = world.join("dave")
    lines = dave.send("JOIN #a")
    assert codes(lines)[:2] == ["JOIN", "332"]
    assert notes(lines) == ["CHANNEL_WAS_EMPTY", "CHANNEL_RESET"]
    assert told(dave.send("MODE #a")) == ["324 dave #a +nt", f"329 dave #a {world.now // 1000}"]
    assert codes(dave.send("MODE #a be")) == ["368", "349"]


@pytest.mark.parametrize("mode", ["+i", "+k key", "+s"])
def test_a_topic_of_a_closure_does_not_come_back_later(mode: str) -> None:
    """Emptied channels: JOIN later: the topic only if it was set while open."""
    world = asleep(f"MODE #a {mode}", "TOPIC #a :Plans")
    world.pass_time(DAY)
    assert "332" not in codes(world.join("bob").send("JOIN #a"))


def test_with_keep_empty_channels_it_stays() -> None:
    """Emptied channels, (c): stays, answers, is listed with 0; whoever comes first leads it."""
    world = World(rules={"keep_empty_channels": True})
    world.join("alice", "#a").send("TOPIC #a :Stays", "PART #a")
    bob = world.join("bob")
    assert only(bob.send("LIST"), "322") == ["322 bob #a 0 :Stays"]
    lines = bob.send("JOIN #a")
    assert only(lines, "353") == ["353 bob = #a :@bob"]
    assert notes(lines) == ["CHANNEL_WAS_EMPTY"]
    assert "CANNOT_RENAME" in bob.send("RENAME #a #b")[0]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("INVITE bob #a", "442 carol #a :..."),
        ("@+a=b TAGMSG #a", "404 carol #a :..."),
        ("PRIVMSG #a :x", "404 carol #a :..."),
        ("@+a=b TAGMSG @#a", "404 carol #a :..."),
        ("TOPIC #a :x", "442 carol #a :..."),
        ("KICK #a bob", "442 carol #a :..."),
        ("NAMES #a", "366 carol #a :..."),
    ],
)
def test_a_channel_that_is_kept_answers(line: str, answer: str) -> None:
    """Emptied channels, (c): it answers as one in which others are; its modes hold for whoever is outside."""
    world = World(rules={"keep_empty_channels": True})
    alice = world.join("alice", "#a")
    alice.send("PART #a")
    bob, carol = world.join("bob", caps="message-tags"), world.join("carol", caps="message-tags")
    assert told(carol.send(line)) == [answer]
    assert bob.take() == []


def test_a_kept_channel_without_n_takes_tags_and_words() -> None:
    """Emptied channels, (c): nobody hears them, and whoever comes later reads the words."""
    world = World(rules={"keep_empty_channels": True})
    world.join("alice", "#a").send("MODE #a -n", "PART #a")
    carol = world.join("carol", caps="message-tags")
    assert carol.send("@+a=b TAGMSG #a", "PRIVMSG #a :salut") == []
    assert said(carol.send("JOIN #a")) == ["salut"]


# --- what of the past is shown ---------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["+i", "+k key", "+s"])
def test_what_was_said_while_it_was_closed_is_not_for_latecomers(mode: str) -> None:
    """What of the past is shown: what was open; not what was said behind +i, +k or +s, once opened again."""
    world = World()
    alice = world.join("alice", "#a")
    opened = mode.replace("+", "-")
    alice.send(
        "PRIVMSG #a :un", f"MODE #a {mode}", "PRIVMSG #a :deux", f"MODE #a {opened}", "PRIVMSG #a :trois"
    )
    bob = world.join("bob")
    assert said(bob.send("JOIN #a")) == ["un", "trois"]
    assert said(bob.send("HISTORY #a 10")) == ["un", "trois"]
    assert said(alice.send("HISTORY #a 10")) == ["un", "deux", "trois"]


def test_who_was_let_in_sees_the_closure() -> None:
    """What of the past is shown: what was said in the same unbroken closure in which X was let in."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +i", "PRIVMSG #a :un", "MODE #a -i", "MODE #a +k key", "PRIVMSG #a :deux")
    bob = world.join("bob")
    assert said(bob.send("JOIN #a key")) == ["deux"]
    alice.send("PRIVMSG #a :trois", "MODE #a -k key")
    bob.take()
    assert said(bob.send("HISTORY #a 10")) == ["deux", "trois"]
    bob.send("PART #a")
    assert said(bob.send("JOIN #a")) == []


@pytest.mark.parametrize(
    ("mode", "later", "shown"),
    [
        ("+i", 0, ["salut"]),
        ("+s", 0, ["salut"]),
        ("+k key", 0, ["salut", "entre nous"]),
        ("+k key", DAY, ["salut"]),
    ],
)
def test_emptying_ends_a_closure(mode: str, later: int, shown: list[str]) -> None:
    """What of the past is shown: emptying ends a closure, unless a key holds within the time."""
    world = asleep(f"MODE #a {mode}", "PRIVMSG #a :entre nous")
    world.pass_time(later)
    bob = world.join("bob")
    assert said(bob.send("JOIN #a key")) == shown
    assert said(bob.send("HISTORY #a 10")) == shown


def test_nobody_can_wipe_a_past() -> None:
    """What of the past is shown: no mark moves, so nobody can by closing, leaving and opening."""
    world = asleep()
    bob = world.join("bob", "#a")
    bob.send("MODE #a +i", "PART #a", "JOIN #a", "MODE #a -i")
    assert said(world.join("carol").send("JOIN #a")) == ["salut"]


# --- room ------------------------------------------------------------------------------------------


def test_room_is_taken_from_whoever_has_most() -> None:
    """Room: first those without a message, then of the address that has most, the one asleep longest."""
    world = World(rules={"channels": 3})
    people = {}
    for number, nick in enumerate(("alice", "mallory")):
        client = people[nick] = world.connect(address=f"192.0.2.{number + 1}")
        client.send(f"NICK {nick}", f"USER {nick} 0 * :x")
    people["alice"].send("JOIN #old", "PRIVMSG #old :salut", "PART #old")
    for name in ("#m1", "#m2", "#m3"):
        people["mallory"].send(f"JOIN {name}", f"PRIVMSG {name} :x", f"PART {name}")
    people["alice"].send("JOIN #silent", "TOPIC #silent :x", "PART #silent")
    world.pass_time(1)
    assert sorted(its.name for its in world.state.sleeping) == ["#m2", "#m3", "#old"]
    carol = world.join("carol")
    assert said(carol.send("JOIN #m1")) == []
    assert said(carol.send("JOIN #old")) == ["salut"]


def test_the_server_takes_so_many_channels() -> None:
    """House rule, limits.channels: who would found one more is told of the limit (405)."""
    world = World(rules={"channels": 1})
    alice = world.join("alice", "#a")
    assert [line.partition(" :")[2] for line in alice.send("JOIN #b")] == [
        "The server takes no new channel (limits.channels is 1): join another."
    ]
    assert world.state.find_channel("#b") is None
