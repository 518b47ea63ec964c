"""batch: what belongs together stands between two BATCH lines, and says so."""

import re

from harness.tagged_lines import bares, check_batches, commands, only, params, tags, unwrapped
from harness.world import World

ALL = "batch labeled-response message-tags server-time echo-message draft/extended-isupport"


def replay(caps: str, lines: int = 3) -> list[str]:
    """Return what a client with some capabilities gets on entering a channel with a past."""
    world = World()
    alice = world.join("alice", "#c")
    for number in range(lines):
        alice.send(f"PRIVMSG #c :{number}")
    return world.join("bob", caps=caps).send("JOIN #c")


def test_the_verb() -> None:
    """The `BATCH` verb: `BATCH +reference type params`, then `BATCH -reference`."""
    start, end = only(replay("batch"), "BATCH")
    assert start.startswith(":salon.test BATCH +")
    reference = params(start)[0][1:]
    assert params(start) == (f"+{reference}", "chathistory", "#c")
    assert end == f":salon.test BATCH -{reference}"


def test_what_is_in_it_says_so() -> None:
    """The `BATCH` verb: batched events MUST have the tag, those before, after, start and end MUST NOT."""
    lines = replay("batch server-time message-tags")
    check_batches(lines)
    reference = params(only(lines, "BATCH")[0])[0][1:]
    tagged = [line for line in lines if tags(line).get("batch") == reference]
    assert commands(tagged) == ["PRIVMSG"] * 3
    assert commands(line for line in lines if "batch" not in tags(line)) == [
        "JOIN",
        "353",
        "366",
        "BATCH",
        "BATCH",
    ]


def test_references() -> None:
    """The `BATCH` verb: a reference MUST contain only ASCII letters, digits, hyphens; none is used twice."""
    world = World()
    alice = world.join("alice", "#c", caps=ALL)
    alice.send("PRIVMSG #c :x")
    lines = [
        line for n in range(50) for line in alice.send("ISUPPORT", "HISTORY #c", f"@label={n} HISTORY #c")
    ]
    check_batches(lines)
    references = [params(line)[0][1:] for line in only(lines, "BATCH") if params(line)[0].startswith("+")]
    assert len(references) == len(set(references)) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", reference) for reference in references)


def test_none_without_the_capability() -> None:
    """Introduction: without the capability the events come one by one, with no verb and no tag."""
    lines = replay("server-time message-tags")
    assert "BATCH" not in commands(lines)
    assert commands(lines)[-3:] == ["PRIVMSG"] * 3
    assert not any("batch" in tags(line) for line in lines)


def test_a_batch_in_a_batch() -> None:
    """The `BATCH` verb: start and end of an inner batch refer to the outer one, its events to the inner."""
    world = World()
    alice = world.join("alice", "#c", caps=ALL)
    alice.send("PRIVMSG #c :1", "PRIVMSG #c :2")
    lines = alice.send("@label=1 HISTORY #c")
    outer = params(lines[0])[0][1:]
    inner = unwrapped(lines)
    assert commands(inner) == ["BATCH", "PRIVMSG", "PRIVMSG", "BATCH"]
    assert [tags(line)["batch"] for line in (inner[0], inner[-1])] == [outer, outer]
    assert {tags(line)["batch"] for line in inner[1:-1]} == {params(inner[0])[0][1:]}


def test_a_batch_among_other_lines_of_an_answer() -> None:
    """The `BATCH` verb: what stands beside the inner batch refers to the outer."""
    world = World()
    world.join("alice", "#c").send("PRIVMSG #c :1")
    lines = world.join("bob", caps=ALL).send("@label=1 JOIN #c")
    check_batches(lines)
    outer = params(lines[0])[0][1:]
    assert [
        (command, tags(line)["batch"] == outer)
        for line, command in zip(lines[1:-1], commands(lines[1:-1]), strict=True)
    ] == [
        ("JOIN", True),
        ("353", True),
        ("366", True),
        ("BATCH", True),
        ("PRIVMSG", False),
        ("BATCH", True),
    ]


def test_what_others_say_is_in_no_batch() -> None:
    """The `BATCH` verb: only what belongs to the batch refers to it, whatever comes at the same time."""
    world = World()
    alice, bob = world.join("alice", "#c", caps=ALL), world.join("bob", "#c")
    alice.send("PRIVMSG #c :before")
    world.hold_disk = True
    alice.send("@label=1 HISTORY #c")
    bob.send("PRIVMSG #c :meanwhile")
    world.hold_disk = False
    world.release_disk()
    bob.send("PRIVMSG #c :after")
    lines = alice.take()
    check_batches(lines)
    loose = [line for line in lines if commands([line]) == ["PRIVMSG"] and "batch" not in tags(line)]
    assert [line.rpartition(":")[2] for line in loose] == ["meanwhile", "after"]


def test_every_batch_is_ended_in_every_conversation() -> None:
    """The `BATCH` verb: for every batch that is started the server MUST end it."""
    world = World()
    alice = world.join("alice", caps=ALL)
    world.join("bob", "#c", "#d").send("PRIVMSG #c :x", "PRIVMSG #d :y", "TOPIC #d :z")
    lines = alice.send(
        "@label=1 JOIN #c,#d",
        "@label=2 ISUPPORT",
        "@label=3 VERSION",
        "@label=4 WHOIS bob",
        "@label=5 HISTORY #c 0",
        "@label=6 JOIN 0",
        "@label=7 JOIN #c,#new",
        "@label=8 QUIT",
    )
    check_batches(lines)
    assert [tags(line)["label"] for line in lines if "label" in tags(line)] == list("12345678")


def test_a_past_of_one_line_is_a_batch_too() -> None:
    """Specifications for batch types: the type tells what the line is, however few there are."""
    assert commands(replay("batch", 1))[-3:] == ["BATCH", "PRIVMSG", "BATCH"]
    assert "BATCH" not in commands(replay("batch", 0))


def test_one_form_with_and_without() -> None:
    """The `BATCH` verb: what is in a batch is the same as outside, but for the tag."""
    lines = [line for line in replay("batch server-time") if commands([line]) == ["PRIVMSG"]]
    plain = [line for line in replay("server-time") if commands([line]) == ["PRIVMSG"]]
    assert bares(lines) == bares(plain)
    assert [tags(line)["time"] for line in lines] == [tags(line)["time"] for line in plain]
