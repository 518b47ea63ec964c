"""SEARCH (soju.im/search): its attributes, its answers, and what nobody finds by it."""

import re
from collections.abc import Iterator

import pytest

from harness.irc_accounts import join_with_account
from harness.tagged_lines import check_batches, unwrapped
from harness.world import Client, World

CAPS = "soju.im/search batch message-tags server-time standard-replies"
_ID = re.compile(r"msgid=([^; ]+)")


@pytest.fixture
def world() -> World:
    """Return a world."""
    return World()


def searcher(world: World, nick: str, *channels: str, caps: str = CAPS) -> Client:
    """Return somebody whose client knows the capability."""
    client = world.join(nick, *channels)
    client.send(f"CAP REQ :{caps}")
    return client


def texts(lines: list[str]) -> list[str]:
    """Return what was found: the words of each message in the batch."""
    assert " BATCH +" in lines[0], lines
    assert " BATCH -" in lines[-1], lines
    return [line.split(" PRIVMSG ")[1].partition(" :")[2] for line in lines[1:-1]]


def search(client: Client, attributes: str) -> list[str]:
    """Return the words of what a client finds."""
    return texts(client.send(f"SEARCH :{attributes}"))


def test_the_answer_is_a_batch(world: World) -> None:
    """Of its own type, each message as it was sent, in ascending order."""
    alice, bob = searcher(world, "alice", "#club"), world.join("bob", "#club")
    bob.send("PRIVMSG #club :That was fast!")
    world.loop.pass_time(5)
    bob.send("PRIVMSG #club :Fasting is hard.", "NOTICE #club :so fast")
    alice.take()
    lines = alice.send("SEARCH text=fast;in=#club")
    assert [re.sub("b[0-9]+", "ID", line) for line in lines] == [
        "@salon.dev/search-end :salon.test BATCH +ID soju.im/search",
        (
            "@batch=ID;time=2027-01-15T08:00:00.000Z;msgid=test-1"
            " :bob!~bob@host.test PRIVMSG #club :That was fast!"
        ),
        "@batch=ID;time=2027-01-15T08:00:05.000Z;msgid=test-3 :bob!~bob@host.test NOTICE #club :so fast",
        ":salon.test BATCH -ID",
    ]


def test_nothing_is_an_empty_batch(world: World) -> None:
    """A client does not wait for an answer; under a label, the batch has it."""
    alice = searcher(world, "alice", "#club", caps=f"{CAPS} labeled-response")
    assert search(alice, "before=2010-01-01T00:00:00.000Z;in=#club") == []
    start, end = alice.send("@label=x SEARCH text=rien")
    assert start.startswith("@label=x;salon.dev/search-end :salon.test BATCH +")
    assert end.startswith(":salon.test BATCH -")


def test_without_batches_the_messages_come_alone(world: World) -> None:
    """Whatever else a client knows (search, "Implementation")."""
    alice = searcher(world, "alice", "#club", caps="soju.im/search")
    world.join("bob", "#club").send("PRIVMSG #club :mot")
    alice.take()
    assert alice.send("SEARCH text=mot") == [":bob!~bob@host.test PRIVMSG #club :mot"]


def test_each_attribute(world: World) -> None:
    """Place, author, times, which belong to what they bound, and words; all must hold."""
    alice = searcher(world, "alice", "#club", "#other")
    bob, carol = world.join("bob", "#club", "#other"), world.join("carol", "#club")
    bob.send("PRIVMSG #club :un", "PRIVMSG #other :deux mots")
    world.loop.pass_time(60)
    carol.send("PRIVMSG #club :trois mots")
    world.loop.pass_time(60)
    bob.send("PRIVMSG #club :quatre mots")
    alice.take()
    assert search(alice, "in=#other") == ["deux mots"]
    assert search(alice, "from=BOB") == ["un", "deux mots", "quatre mots"]
    assert search(alice, "from=carol;in=#club;text=mots") == ["trois mots"]
    assert search(alice, "after=2027-01-15T08:01:00.000Z") == ["trois mots", "quatre mots"]
    assert search(alice, "before=2027-01-15T08:01:00.000Z") == ["un", "deux mots", "trois mots"]
    assert search(alice, r"text=quatre\smots") == ["quatre mots"]
    assert search(alice, "text=mots;from=dave") == []


def test_pages(world: World) -> None:
    """The newest first, the next page before the oldest message of this one; the last one says so."""
    alice = searcher(world, "alice", "#club")
    world.join("bob", "#club").send(*(f"PRIVMSG #club :mot {number}" for number in range(7)))
    alice.take()
    pages, before = [], ""
    while True:
        lines = alice.send(f"SEARCH :text=mot;limit=3{before}")
        pages.append(texts(lines))
        if lines[0].startswith("@salon.dev/search-end"):
            break
        found = _ID.search(lines[1])
        assert found is not None
        before = f";salon.dev/before={found[1]}"
    assert pages == [["mot 4", "mot 5", "mot 6"], ["mot 1", "mot 2", "mot 3"], ["mot 0"]]


def test_the_best_first(world: World) -> None:
    """With pages of their own."""
    alice = searcher(world, "alice", "#club")
    world.join("bob", "#club").send(
        "PRIVMSG #club :mot", "PRIVMSG #club :bien plus de paroles autour du mot", "PRIVMSG #club :le mot"
    )
    alice.take()
    assert search(alice, "text=mot;salon.dev/order=rank")[0] == "mot"
    assert search(alice, "text=mot;salon.dev/order=rank;limit=1;salon.dev/skip=1") == ["le mot"]
    assert search(alice, "text=mot;salon.dev/order=rank;salon.dev/skip=9999999999") == []


@pytest.mark.parametrize(
    ("attributes", "about"),
    [
        ("", ""),
        ("text=", ""),
        ("text=-", ""),
        ('text="', ""),
        ("words=x", "words"),
        ("text=x;after=yesterday", "after"),
        ("text=x;before=9999-99-99T00:00:00.000Z", "before"),
        ("text=x;before=2026-12-31T23:59:61.000Z", "before"),
        ("text=x;limit=many", "limit"),
        ("text=x;limit=-1", "limit"),
        ("text=x;limit=", "limit"),
        ("text=x;salon.dev/before=other-1", "salon.dev/before"),
        ("text=x;salon.dev/before=", "salon.dev/before"),
        ("text=x;salon.dev/order=random", "salon.dev/order"),
        ("text=x;in=#nowhere", "#nowhere"),
        ("text=x;in=nobody", "nobody"),
        ("text=" + r"\s".join("abcdefghijklmnopq"), ""),
    ],
)
def test_what_is_invalid(world: World, attributes: str, about: str) -> None:
    """Each has the code of the specification, and says what it is about."""
    alice = searcher(world, "alice", "#club")
    (line,) = alice.send(f"SEARCH :{attributes}")
    start = ":salon.test FAIL SEARCH INVALID_PARAMS"
    assert line.startswith(f"{start} {about} :" if about else f"{start} :")


@pytest.mark.parametrize(
    "text",
    ['"', "a AND", "NOT", "NEAR(a b", "a*", "^a", "text:a", "(", "{a b}: c", "a\\0b", "%", "' OR 1=1 --"],
)
def test_no_text_is_syntax(world: World, text: str) -> None:
    """Whatever means something to the database is looked for as it is."""
    alice = searcher(world, "alice", "#club")
    world.join("bob", "#club").send("PRIVMSG #club :a b c")
    alice.take()
    lines = alice.send("SEARCH :text=" + text.replace(" ", r"\s"))
    assert not any("PRIVMSG" in line for line in lines)
    assert "INTERNAL_ERROR" not in lines[0]


# --- what nobody finds ------------------------------------------------------------------------------


def everything_found(client: Client) -> Iterator[str]:
    """Yield what somebody finds who tries each way."""
    for attributes in (
        "text=secret",
        "text=secret;salon.dev/order=rank",
        "from=bob",
        "in=#club",
        "in=#club;from=bob",
        "in=bob",
        "in=carol",
        "after=2000-01-01T00:00:00.000Z",
        "text=-rien;from=bob",
        "text=-rien;before=2099-01-01T00:00:00.000Z",
    ):
        for line in client.send(f"SEARCH :{attributes}"):
            if "secret" in line and "FAIL" not in line:
                yield line


def test_a_stranger_finds_nothing_of_a_channel(world: World) -> None:
    """Nor whether there is one: the answer is that for a name that was never used."""
    world.join("bob", "#club").send("PRIVMSG #club :secret")
    eve = searcher(world, "eve", "#elsewhere")
    assert list(everything_found(eve)) == []
    (known,), (unknown,) = eve.send("SEARCH in=#club"), eve.send("SEARCH in=#nope")
    assert known.replace("#club", "#nope") == unknown


def test_whoever_left_or_was_banned_finds_nothing_more(world: World) -> None:
    """From then on, whatever they found before."""
    bob = world.join("bob", "#club")
    eve = searcher(world, "eve", "#club")
    bob.send("PRIVMSG #club :secret")
    eve.take()
    assert list(everything_found(eve))
    eve.send("PART #club")
    assert list(everything_found(eve)) == []
    eve.send("JOIN #club")
    assert list(everything_found(eve))
    bob.send("MODE #club +b eve!*@*", "KICK #club eve")
    eve.take()
    assert list(everything_found(eve)) == []


@pytest.mark.parametrize("modes", ["+s", "+i", "+k key"])
def test_nobody_finds_what_was_said_in_a_closure_before_they_came(world: World, modes: str) -> None:
    """Though they are in the channel now."""
    bob = world.join("bob", "#club")
    bob.send("PRIVMSG #club :open", f"MODE #club {modes}", "PRIVMSG #club :secret")
    bob.send("MODE #club -s", "MODE #club -i", "MODE #club -k key")
    eve = searcher(world, "eve", "#club")
    assert list(everything_found(eve)) == []
    assert search(eve, "text=open") == ["open"]


def test_nobody_finds_what_others_write_to_each_other(world: World) -> None:
    """Not by the name of either, whatever name they take; the two of them do."""
    bob, carol = join_with_account(world, "bob"), join_with_account(world, "carol")
    bob.send("PRIVMSG carol :secret")
    eve = searcher(world, "eve", "#club")
    assert list(everything_found(eve)) == []
    for client, other in ((bob, "carol"), (carol, "bob")):
        client.send(f"CAP REQ :{CAPS}")
        assert search(client, "text=secret") == ["secret"]
        assert search(client, f"in={other}") == ["secret"]
        assert search(client, "in=eve") == []
    bob.send("QUIT")
    eve.send("NICK bob_")
    assert list(everything_found(eve)) == []


def test_a_search_that_takes_too_long_says_so(world: World) -> None:
    """Bounded in time: with what was found until then, and the time back to which that is all."""
    alice = searcher(world, "alice", "#club")
    world.join("bob", "#club").send("PRIVMSG #club :mot")
    world.state.rules = World(rules={"search_milliseconds": 0}).state.rules
    alice.take()
    note, *batch = alice.send("SEARCH text=mot")
    assert note.startswith(":salon.test NOTE SEARCH PARTIAL 2027-01-15T08:00:00.")
    assert texts(batch) == []
    (line, _) = world.join("carol", "#club").send("SEARCH mot")
    assert "too long" in line


def test_what_was_deleted_or_edited_is_found_no_more(world: World) -> None:
    """At once, by nobody."""
    alice = searcher(
        world, "alice", "#club", caps=f"{CAPS} echo-message draft/message-redaction salon.dev/edit"
    )
    alice.send("PRIVMSG #club :secret un", "PRIVMSG #club :secret deux")
    alice.send("REDACT #club test-1", "EDIT #club test-2 :autre")
    assert list(everything_found(alice)) == []
    assert search(alice, "text=autre") == ["autre"]


def test_a_channel_is_found_under_its_name_of_today(world: World) -> None:
    """As people are in private."""
    alice = searcher(world, "alice", "#club", caps=f"{CAPS} draft/channel-rename")
    alice.send("PRIVMSG #club :mot", "RENAME #club #salle")
    (_, line, _) = alice.send("SEARCH text=mot")
    assert " PRIVMSG #salle :mot" in line


# --- without the capability, and without search ----------------------------------------------------


def test_people_search_by_hand(world: World) -> None:
    """With words, in lines to read; without words, more of the same."""
    alice, bob = world.join("alice", "#club"), world.join("bob", "#club")
    bob.send(*(f"PRIVMSG #club :mot {number}" for number in range(25)), "PRIVMSG #club :\x01ACTION danse\x01")
    alice.take()

    def said(*lines: str) -> list[str]:
        return [line.partition(" NOTICE alice :")[2] for line in alice.send(*lines)]

    *first, more = said("SEARCH mot from:bob in:#club")
    assert first == [f"[08:00] #club <bob> mot {number}" for number in range(5, 25)]
    assert more == "There may be more: search again without words to see it."
    assert said("SEARCH") == [f"[08:00] #club <bob> mot {number}" for number in range(5)]
    assert said("SEARCH danse after:2027-01-01") == ["[08:00] #club <bob> * danse"]
    assert said("SEARCH mot before:2027-01-01") == ["Nothing was found."]
    assert len(said("SEARCH mot sort:best")) == 21
    assert said("SEARCH")[0].endswith("mot 4")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "What are you looking for? Write WORDS"),
        ("mot before:hier", "Write dates as in before:2026-01-31"),
        ("mot after:0000-01-01", "Write dates as in before:2026-01-31"),
        ("mot sort:worst", "sort: can only be sort:best"),
        ("mot in:#nope", "#nope is neither"),
    ],
)
def test_what_is_typed_wrong(world: World, typed: str, told: str) -> None:
    """The answer says what would be right."""
    (line,) = world.join("alice", "#club").send(f"SEARCH {typed}")
    assert told in line


def test_a_server_without_search_offers_none() -> None:
    """Neither the capability nor the command."""
    world = World(rules={"search": False})
    alice = world.join("alice", "#club")
    assert "soju.im/search" not in "".join(alice.send("CAP LS 302"))
    assert alice.send("CAP REQ soju.im/search") == [":salon.test CAP alice NAK :soju.im/search"]
    (line,) = alice.send("SEARCH mot")
    assert line.endswith("FAIL SEARCH DISABLED: This server has no search.")


def test_a_message_of_several_lines(world: World) -> None:
    """It is found by the words of any line, and shown as elsewhere; a long page comes as it is read."""
    alice = searcher(world, "alice", "#club", caps=f"{CAPS} draft/multiline")
    for _ in range(40):
        alice.send("BATCH +1 draft/multiline #club")
        alice.send(*[f"@batch=1 PRIVMSG #club :{'x' * 90} lune{line}" for line in range(40)], "BATCH -1")
    alice.take()
    lines = alice.send("SEARCH in=#club;text=lune39;limit=40")
    check_batches(lines)
    assert len([line for line in unwrapped(lines) if " BATCH +l" in line]) == 40
    assert sum(" lune0" in line for line in lines) == 40
