"""chathistory: pages of a channel's past, by message and by time."""

from pathlib import Path

import pytest

from harness.staying import connect_to, make_account
from harness.tagged_lines import bares, check_batches, commands, params, tags
from harness.world import World

CAPS = "draft/chathistory batch message-tags server-time standard-replies labeled-response"
NUMBER = 10


class Past:
    """A channel in which something was said each second, and somebody who asks for it."""

    def __init__(self, *, number: int = NUMBER, caps: str = CAPS) -> None:
        self.world = World(rules={"page_messages": 5})
        self.bob = self.world.join("bob", "#Café", caps="message-tags server-time echo-message")
        self.said = []
        for count in range(1, number + 1):
            self.said += self.bob.send(f"PRIVMSG #café :{count}")
            self.world.now += 1_000
        self.alice = self.world.join("alice", "#café", caps=caps)

    def message(self, number: int) -> str:
        """Return the reference to a message by its id."""
        return f"msgid={tags(self.said[number - 1])['msgid']}"

    def time(self, number: int) -> str:
        """Return the reference to the time of a message."""
        return f"timestamp={tags(self.said[number - 1])['time']}"

    def ask(self, *words: str) -> list[int]:
        """Return the numbers of the messages in the page that is asked for."""
        self.alice.take()
        return page(self.alice.send(f"CHATHISTORY {' '.join(words)}"))


def page(lines: list[str], target: str = "#Café") -> list[int]:
    """Return the numbers that were said, in the one batch that the answer is."""
    check_batches(lines)
    first, *within, last = lines
    assert params(first)[1:] == ("chathistory", target)
    assert params(last) == (f"-{params(first)[0][1:]}",)
    assert all(tags(line)["batch"] == params(first)[0][1:] for line in within)
    return [int(params(line)[1]) for line in within]


@pytest.fixture
def past() -> Past:
    """Return ten messages."""
    return Past()


def fail(lines: list[str]) -> tuple[str, ...]:
    """Return the parameters of the one FAIL that the answer is, without its text."""
    assert commands(lines) == ["FAIL"]
    return params(lines[0])[:-1]


def test_latest(past: Past) -> None:
    """LATEST: the most recent messages; ascending, whatever was asked."""
    assert past.ask("LATEST #café * 3") == [8, 9, 10]


@pytest.mark.parametrize("reference", ["message", "time"])
def test_relative_to_a_message(past: Past, reference: str) -> None:
    """BEFORE, AFTER, LATEST: excluding the given timestamp or msgid."""
    at = getattr(past, reference)
    assert past.ask("BEFORE #café", at(7), "3") == [4, 5, 6]
    assert past.ask("AFTER #café", at(7), "2") == [8, 9]
    assert past.ask("AFTER #café", at(7), "5") == [8, 9, 10]
    assert past.ask("LATEST #café", at(7), "2") == [9, 10]
    assert past.ask("LATEST #café", at(7), "5") == [8, 9, 10]
    assert past.ask("BEFORE #café", at(1), "5") == past.ask("AFTER #café", at(10), "5") == []


def test_times_between_messages(past: Past) -> None:
    """They need not be those of any message; parts of a second count."""
    time = past.time(7).replace(".000Z", ".500Z")
    assert past.ask("BEFORE #café", time, "2") == [6, 7]
    assert past.ask("AFTER #café", time, "2") == [8, 9]
    assert past.ask("BEFORE #café timestamp=1970-01-01T00:00:00.000Z 5") == []
    assert past.ask("AFTER #café timestamp=1970-01-01T00:00:00.000Z 2") == [1, 2]
    assert past.ask("BEFORE #café timestamp=9999-12-31T23:59:59.999Z 2") == [9, 10]
    assert past.ask("AFTER #café timestamp=9999-12-31T23:59:59.999Z 2") == []


def test_a_leap_second() -> None:
    """server-time, "Examples": 23:59:60 is a time; it is the first second of the next day to the server."""
    past = Past(number=0)
    # The end of 2026.
    past.world.now = 1_798_761_599_000
    for number in (1, 2, 3):
        past.said += past.bob.send(f"PRIVMSG #café :{number}")
        past.world.now += 1_000
    assert past.ask("AFTER #café timestamp=2026-12-31T23:59:60.000Z 5") == [3]
    assert past.ask("BEFORE #café timestamp=2026-12-31T23:59:60.001Z 5") == [1, 2]
    for time in ("2026-12-31T12:00:60.000Z", "2026-12-31T23:59:61.000Z"):
        words = f"BEFORE #café timestamp={time} 5"
        assert fail(past.alice.send(f"CHATHISTORY {words}"))[1] == "INVALID_PARAMS"


def test_a_message_that_was_deleted(past: Past) -> None:
    """It is a point of the past as before, and nothing that is shown."""
    seventh = past.message(7)
    past.bob.send("CAP REQ :draft/message-redaction", f"REDACT #café {seventh.removeprefix('msgid=')}")
    assert past.ask("BEFORE #café", seventh, "2") == [5, 6]
    assert past.ask("AFTER #café", seventh, "2") == [8, 9]
    assert past.ask("LATEST #café", seventh, "5") == [8, 9, 10]
    assert past.ask("BETWEEN #café", past.message(5), past.message(9), "5") == [6, 8]
    assert past.ask("AROUND #café", seventh, "2") == [6, 8]


def test_several_messages_in_one_instant() -> None:
    """A time stands before all of them, or behind; an id between two."""
    past = Past(number=0)
    past.said = past.bob.send(*(f"PRIVMSG #café :{number}" for number in (1, 2, 3)))
    assert past.ask("BEFORE #café", past.time(2), "5") == past.ask("AFTER #café", past.time(2), "5") == []
    assert past.ask("BEFORE #café", past.message(2), "5") == [1]
    assert past.ask("AFTER #café", past.message(2), "5") == [3]


def test_a_page_ends_with_an_instant() -> None:
    """A page that goes by time has all of its last instant, at most as many again; one by id is cut."""
    past = Past(number=0)
    for instant in (range(1, 4), range(4, 8), range(8, 30)):
        past.said += past.bob.send(*(f"PRIVMSG #café :{number}" for number in instant))
        past.world.now += 1_000
    assert past.ask("AFTER #café", past.time(1), "2") == [4, 5, 6, 7]
    assert past.ask("AFTER #café", past.message(3), "2") == [4, 5]
    assert past.ask("BETWEEN #café", past.time(1), past.time(8), "2") == [4, 5, 6, 7]
    assert past.ask("BETWEEN #café", past.time(8), past.time(1), "2") == [4, 5, 6, 7]
    assert past.ask("BEFORE #café", past.time(4), "2") == [1, 2, 3]
    assert past.ask("BEFORE #café", past.message(4), "2") == [2, 3]
    assert past.ask("AFTER #café", past.time(4), "2") == [8, 9, 10, 11, 12, 13]
    assert past.ask("LATEST #café * 1") == [26, 27, 28, 29]


def test_scrolling_up(past: Past) -> None:
    """Client pseudocode: page by page all is found, once, in a consistent order."""
    found = past.ask("LATEST #café * 3")
    while older := past.ask("BEFORE #café", past.message(found[0]), "3"):
        found = older + found
    assert found == list(range(1, NUMBER + 1))


def test_a_gap_is_filled_from_both_ends(past: Past) -> None:
    """AFTER from what one has, BEFORE from what one got: nothing is left out and nothing doubled."""
    assert past.ask("AFTER #café", past.message(2), "3") + past.ask("BEFORE #café", past.message(9), "3") == [
        *(3, 4, 5),
        *(6, 7, 8),
    ]


def test_what_the_messages_are(past: Past) -> None:
    """Returned message notes: with the time and the msgid that they had, of those who said them."""
    lines = past.alice.send("CHATHISTORY LATEST #café * 1")
    (_, line, _) = lines
    assert bares([line]) == bares(past.said[-1:])
    assert {name: tags(line)[name] for name in ("time", "msgid")} == tags(past.said[-1])


def test_only_words(past: Past) -> None:
    """CHATHISTORY command: without event-playback, no lines other than PRIVMSG and NOTICE."""
    past.bob.send("TOPIC #café :x", "MODE #café +m", "@+react=y TAGMSG #café", "NOTICE #café :11")
    assert past.ask("LATEST #café * 2") == [10, 11]


@pytest.mark.parametrize(
    ("limit", "found"), [("0", 0), ("1", 1), ("5", 5), ("6", 5), ("9" * 400, 5), ("007", 5)]
)
def test_limits(past: Past, limit: str, found: int) -> None:
    """CHATHISTORY in ISUPPORT: the maximum; who asks for more gets so many."""
    assert len(past.ask("LATEST #café *", limit)) == found


def test_what_isupport_says(past: Past) -> None:
    """ISUPPORT tokens: the maximum, and the kinds of references in order of preference."""
    told = " ".join(past.alice.send("VERSION")) + " "
    assert " CHATHISTORY=5 " in told
    assert " MSGREFTYPES=msgid,timestamp " in told


@pytest.mark.parametrize(
    ("words", "failure"),
    [
        ("AROUND #café * 5", "INVALID_PARAMS AROUND *"),
        ("BETWEEN #café msgid=test-1 5", "INVALID_PARAMS BETWEEN"),
        ("BETWEEN #café msgid=test-1 msgid=other-2 5", "MESSAGE_ERROR BETWEEN #café msgid=other-2"),
        ("BETWEEN #café * msgid=test-1 5", "INVALID_PARAMS BETWEEN *"),
        ("TARGETS timestamp=2026-01-31T12:00:00.000Z 5", "INVALID_PARAMS TARGETS"),
        ("TARGETS timestamp=2026-01-31T12:00:00.000Z msgid=test-1 5", "INVALID_PARAMS TARGETS msgid=test-1"),
        ("TARGETS * timestamp=2026-01-31T12:00:00.000Z 5", "INVALID_PARAMS TARGETS *"),
        ("NONSENSE", "INVALID_PARAMS NONSENSE"),
        ("LATEST", "INVALID_PARAMS LATEST"),
        ("LATEST #café", "INVALID_PARAMS LATEST"),
        ("latest #café *", "INVALID_PARAMS latest"),
        ("LATEST #café * 5 6", "INVALID_PARAMS LATEST"),
        ("LATEST #café * -1", "INVALID_PARAMS LATEST -1"),
        ("LATEST #café * many", "INVALID_PARAMS LATEST many"),
        ("LATEST #café * ²", "INVALID_PARAMS LATEST ²"),
        ("BEFORE #café * 5", "INVALID_PARAMS BEFORE *"),
        ("BEFORE #café timestamp=yesterday 5", "INVALID_PARAMS BEFORE timestamp=yesterday"),
        (
            "AFTER #café timestamp=2026-13-31T12:00:00.000Z 5",
            "INVALID_PARAMS AFTER timestamp=2026-13-31T12:00:00.000Z",
        ),
        ("AFTER #café timestamp= 5", "INVALID_PARAMS AFTER timestamp="),
        ("AFTER #café msgid= 5", "MESSAGE_ERROR AFTER #café msgid="),
        ("AFTER #café msgid=other-1 5", "MESSAGE_ERROR AFTER #café msgid=other-1"),
        ("AFTER #café msgid=test- 5", "MESSAGE_ERROR AFTER #café msgid=test-"),
        ("AFTER #café msgid=test-0 5", "MESSAGE_ERROR AFTER #café msgid=test-0"),
        ("AFTER #café msgid=test-Z 5", "MESSAGE_ERROR AFTER #café msgid=test-Z"),
        (f"AFTER #café msgid=test-{'z' * 100} 5", f"MESSAGE_ERROR AFTER #café msgid=test-{'z' * 100}"),
        ("AFTER #café hash=1 5", "INVALID_MSGREFTYPE AFTER #café hash=1"),
        ("LATEST #nowhere * 5", "INVALID_TARGET LATEST #nowhere"),
        ("LATEST #autre * 5", "INVALID_TARGET LATEST #autre"),
        ("BEFORE zoe msgid=test-1 5", "INVALID_TARGET BEFORE zoe"),
        ("LATEST * * 5", "INVALID_TARGET LATEST *"),
    ],
)
def test_errors(past: Past, words: str, failure: str) -> None:
    """Errors and Warnings: each with its code, the subcommand and what is wrong; the session goes on."""
    past.world.join("carol", "#autre").send("PRIVMSG #autre :secret")
    assert fail(past.alice.send(f"CHATHISTORY {words}"))[1:] == tuple(failure.split(" "))[:4]
    assert past.ask("LATEST #café * 1") == [10]


def test_without_any_parameter(past: Past) -> None:
    """ERR_NEEDMOREPARAMS may be used."""
    assert commands(past.alice.send("CHATHISTORY")) == ["461"]


def test_without_the_capability() -> None:
    """Implementation: the capability MUST be negotiated."""
    past = Past(caps="batch")
    assert commands(past.alice.send("CHATHISTORY LATEST #café * 5")) == ["421"]


def test_a_message_that_is_far_ahead(past: Past) -> None:
    """An id that no message has yet stands behind all of them."""
    assert past.ask("BEFORE #café msgid=test-zzzzzzzzzzzz 2") == [9, 10]
    assert past.ask("AFTER #café msgid=test-zzzzzzzzzzzz 2") == []


def test_without_batch() -> None:
    """Without batches the lines come one by one; where there are none, nothing."""
    past = Past(caps="draft/chathistory")
    said = past.alice.send("CHATHISTORY LATEST #café * 2")
    assert said == [":bob!~bob@host.test PRIVMSG #Café :9", ":bob!~bob@host.test PRIVMSG #Café :10"]
    assert past.alice.send("CHATHISTORY LATEST #café * 0") == []


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_the_label_is_the_batch_s(past: Past, limit: int) -> None:
    """labeled-response, "Tags": a batch of a type that fits has the label itself, whatever is in it."""
    lines = past.alice.send(f"@label=x CHATHISTORY LATEST #café * {limit}")
    assert tags(lines[0]) == {"label": "x"}
    assert len(page(lines)) == limit
    assert [line for line in lines[1:] if "label" in tags(line)] == []
    # And the next answer has its own.
    assert tags(past.alice.send("@label=y PING z")[0]) == {"label": "y"}


def test_a_label_of_a_long_page() -> None:
    """Longer than what a labelled answer may hold back."""
    past = Past(number=120)
    past.world.state.rules = World(rules={"page_messages": 120}).state.rules
    lines = past.alice.send("@label=x CHATHISTORY LATEST #café * 120")
    assert tags(lines[0]) == {"label": "x", "draft/chathistory-end": ""}
    assert page(lines) == list(range(1, 121))


def test_a_label_of_a_failure(past: Past) -> None:
    """It is on the FAIL."""
    assert tags(past.alice.send("@label=x CHATHISTORY LATEST #z * 1")[0]) == {"label": "x"}


def test_no_playback_for_who_can_ask() -> None:
    """Implementation: the server SHOULD NOT play back what it would otherwise send at a JOIN."""
    past = Past()
    carol = past.world.join("carol", caps="draft/chathistory batch")
    assert not [line for line in carol.send("JOIN #café") if "PRIVMSG" in line]
    dave = past.world.join("dave", caps="batch")
    assert [line for line in dave.send("JOIN #café") if "PRIVMSG" in line]


def test_only_members(past: Past) -> None:
    """Security considerations: nobody reads a channel that they are not in, or no longer."""
    past.alice.send("PART #café")
    assert fail(past.alice.send("CHATHISTORY LATEST #café * 5"))[1] == "INVALID_TARGET"
    past.bob.send("MODE #café +b alice")
    past.alice.send("JOIN #café")
    assert fail(past.alice.send("CHATHISTORY LATEST #café * 5"))[1] == "INVALID_TARGET"


def test_who_leaves_while_it_is_read(past: Past) -> None:
    """They get an answer, and nothing of the past."""
    past.world.reads.is_held = True
    assert past.alice.send("CHATHISTORY LATEST #café * 5") == []
    past.bob.send("KICK #café alice")
    past.alice.take()
    past.world.reads.is_held = False
    past.world.release_read()
    assert fail(past.alice.take()) == ("CHATHISTORY", "INVALID_TARGET", "LATEST", "#café")


def test_what_was_said_behind_a_closed_door(past: Past) -> None:
    """A newcomer sees what was open, and what was said since; not what was said while it was closed."""
    past.bob.send("MODE #café +k clef", "PRIVMSG #café :11", "MODE #café -k clef", "PRIVMSG #café :12")
    carol = past.world.join("carol", "#café", caps=CAPS)
    assert page(carol.send("CHATHISTORY LATEST #café * 3")) == [9, 10, 12]
    assert page(carol.send(f"CHATHISTORY BEFORE #café {past.message(10)} 2")) == [8, 9]
    assert past.ask("LATEST #café * 3") == [10, 11, 12]
    at = past.message(10)
    assert page(carol.send(f"CHATHISTORY AFTER #café {at} 3")) == [12]
    assert past.ask("AFTER #café", at, "3") == [11, 12]


def test_a_channel_that_slept(past: Past) -> None:
    """Who enters it anew sees what was said while it was open."""
    past.alice.send("PART #café")
    past.bob.send("PART #café")
    carol = past.world.join("carol", caps=CAPS)
    assert fail(carol.send("CHATHISTORY LATEST #café * 5"))[1] == "INVALID_TARGET"
    carol.send("JOIN #café")
    assert page(carol.send("CHATHISTORY LATEST #café * 2")) == [9, 10]


def test_a_disk_that_cannot_be_read(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    """MESSAGE_ERROR, with what was asked for."""

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("salon.storage.messages.SqliteReader.read", refuse)
    answer = past.alice.send("CHATHISTORY BEFORE #café msgid=test-5 5")
    assert fail(answer) == ("CHATHISTORY", "MESSAGE_ERROR", "BEFORE", "#café")


def test_nobody_waits_for_a_page(past: Past) -> None:
    """What others say comes meanwhile; one's own later lines wait."""
    past.world.reads.is_held = True
    past.alice.send("CHATHISTORY LATEST #café * 2", "PING x")
    past.bob.send("PRIVMSG #café :11")
    assert commands(past.alice.take()) == ["PRIVMSG"]
    past.world.reads.is_held = False
    past.world.release_read()
    *lines, pong = past.alice.take()
    assert commands([pong]) == ["PONG"]
    assert page(lines) == [9, 10]


def test_after_a_restart(tmp_path: Path) -> None:
    """Ids and times of an earlier run are good."""
    world = World(database=tmp_path / "salon.db")
    bob = world.join("bob", "#c", caps="message-tags echo-message server-time")
    (said, *_) = bob.send("PRIVMSG #c :1", "PRIVMSG #c :2")
    world.close()
    world = World(database=tmp_path / "salon.db")
    alice = world.join("alice", "#c", caps=CAPS)
    lines = alice.send(f"CHATHISTORY AFTER #c msgid={tags(said)['msgid']} 5")
    assert [params(line)[1] for line in lines[1:-1]] == ["2"]


def test_a_clock_that_was_set_back() -> None:
    """By id all is in the order in which it was said; by time, what came before it went back is found."""
    past = Past(number=5)
    past.world.now -= 3_600_000
    for number in (6, 7):
        past.said += past.bob.send(f"PRIVMSG #café :{number}")
    assert past.ask("LATEST #café * 3") == [5, 6, 7]
    assert past.ask("AFTER #café", past.message(5), "3") == [6, 7]
    assert past.ask("BEFORE #café", past.message(7), "3") == [4, 5, 6]
    assert past.ask("BEFORE #café", past.time(3), "5")[:2] == [1, 2]


def test_around_a_message(past: Past) -> None:
    """AROUND: on both sides of it, and itself; near an end more of the other side."""
    for at in (past.message, past.time):
        assert past.ask("AROUND #café", at(5), "3") == [4, 5, 6]
        assert past.ask("AROUND #café", at(1), "3") == [1, 2, 3]
        assert past.ask("AROUND #café", at(10), "4") == [7, 8, 9, 10]


@pytest.mark.parametrize("one", ["message", "time"])
@pytest.mark.parametrize("other", ["message", "time"])
def test_between_two_messages(past: Past, one: str, other: str) -> None:
    """BETWEEN: from the first on, neither of the two, forwards or backwards in time."""
    first, second = getattr(past, one), getattr(past, other)
    assert past.ask("BETWEEN #café", first(3), second(7), "5") == [4, 5, 6]
    assert past.ask("BETWEEN #café", first(3), second(7), "2") == [4, 5]
    assert past.ask("BETWEEN #café", first(7), second(3), "2") == [5, 6]
    assert past.ask("BETWEEN #café", first(3), second(4), "5") == []
    assert past.ask("BETWEEN #café", first(3), second(3), "5") == []


def test_where_there_is_no_more(past: Past) -> None:
    """draft/chathistory-end: on the batch beyond which there is nothing in the direction asked for."""

    def ends(words: str) -> bool:
        lines = past.alice.send(f"CHATHISTORY {words}")
        return "draft/chathistory-end" in tags(lines[0])

    assert [ends(f"BEFORE #café {past.message(5)} {limit}") for limit in (3, 4, 5)] == [False, True, True]
    assert [ends(f"AFTER #café {past.message(5)} {limit}") for limit in (4, 5)] == [False, True]
    assert [ends(f"LATEST #café {past.message(7)} {limit}") for limit in (2, 3)] == [False, True]
    assert [ends(f"BETWEEN #café {past.message(7)} {past.message(2)} {limit}") for limit in (3, 4)] == [
        False,
        True,
    ]
    assert not ends(f"AROUND #café {past.message(5)} 5")
    assert not ends("LATEST #café * 0")


class Pair:
    """Ann and ben, who have accounts, and what they have said to each other: 1 to 4, alternately."""

    def __init__(self) -> None:
        self.world = World(rules={"page_messages": 5})
        for name in ("ann", "ben"):
            make_account(self.world, name)
        self.ann, self.ben = (connect_to(self.world, name, CAPS) for name in ("ann", "ben"))
        for number in range(1, 5):
            sender, receiver = (self.ann, "ben") if number % 2 else (self.ben, "ann")
            sender.send(f"PRIVMSG {receiver} :{number}")
            self.world.now += 1_000
        self.ann.take()
        self.ben.take()


@pytest.fixture
def pair() -> Pair:
    """Return two people with accounts."""
    return Pair()


def test_what_was_said_in_private(pair: Pair) -> None:
    """CHATHISTORY command: between the current user and the nick, one's own messages too."""
    lines = pair.ann.send("CHATHISTORY LATEST ben * 3")
    assert page(lines, "ben") == [2, 3, 4]
    assert [params(line)[0] for line in lines[1:-1]] == ["ann", "ben", "ann"]
    assert page(pair.ben.send("CHATHISTORY LATEST ANN * 5"), "ann") == [1, 2, 3, 4]
    second = f"msgid={tags(lines[1])['msgid']}"
    assert page(pair.ann.send(f"CHATHISTORY AFTER ben {second} 5"), "ben") == [3, 4]
    assert page(pair.ben.send(f"CHATHISTORY BEFORE ann {second} 5"), "ann") == [1]


def test_it_is_nobody_else_s(pair: Pair) -> None:
    """Security considerations: by the account, whoever has the nick."""
    carol = pair.world.join("carol", caps=CAPS)
    assert page(carol.send("CHATHISTORY LATEST ben * 5"), "ben") == []
    pair.ben.send("QUIT")
    carol.send("NICK benny")
    assert fail(pair.ann.send("CHATHISTORY LATEST zoe * 5"))[1] == "INVALID_TARGET"
    assert page(pair.ann.send("CHATHISTORY LATEST benny * 5"), "benny") == []


def test_it_goes_on_under_another_nick(pair: Pair) -> None:
    """CHATHISTORY command: history under other nicks, too; in today's names (returned message notes)."""
    pair.ben.send("NICK benoit")
    pair.ann.take()
    lines = pair.ann.send("CHATHISTORY LATEST benoit * 2")
    assert page(lines, "benoit") == [3, 4]
    assert [line.split(" ")[:3] for line in bares(lines)[1:-1]] == [
        [":ann!~ann@host.test", "PRIVMSG", "benoit"],
        [":benoit!~ben@host.test", "PRIVMSG", "ann"],
    ]
    pair.ben.send("QUIT")
    assert page(pair.ann.send("CHATHISTORY LATEST ben * 2"), "ben") == [3, 4]


def test_targets(pair: Pair) -> None:
    """TARGETS: channels and people, by the time of the last message, in a batch of its own type."""
    pair.ann.send("JOIN #c", "PRIVMSG #c :x")
    pair.world.now += 1_000
    pair.ben.send("JOIN #d", "PRIVMSG #d :x")
    pair.world.now += 1_000
    carol = pair.world.join("carol")
    carol.send("PRIVMSG ann :y")
    pair.ann.take()

    def targets(first: str, second: str, limit: int = 5) -> list[str]:
        lines = pair.ann.send(f"CHATHISTORY TARGETS timestamp={first} timestamp={second} {limit}")
        check_batches(lines)
        assert params(lines[0])[1:] == ("draft/chathistory-targets",)
        assert all(params(line)[0] == "TARGETS" for line in lines[1:-1])
        assert [params(line)[2] for line in lines[1:-1]] == sorted(params(line)[2] for line in lines[1:-1])
        return [params(line)[1] for line in lines[1:-1]]

    early, late = "1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"
    assert targets(early, late) == targets(late, early) == ["ben", "#c", "carol"]
    assert (targets(early, late, 1), targets(late, early, 1)) == (["ben"], ["carol"])
    assert targets(early, early) == targets(early, late, 0) == []
    pair.ann.send("PART #c")
    carol.send("QUIT")
    assert targets(early, late) == ["ben", "carol"]
