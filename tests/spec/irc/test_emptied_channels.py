"""IRC: channels in which nobody is, and who comes into them first."""

import pytest

from harness.replies import brief, codes, mask, only, told
from harness.world import World

DAY = 86_400


def words(lines: list[str]) -> list[str]:
    """Return what was said, of what somebody was told, and what the server noted."""
    return [brief(line).partition(" :")[2] for line in lines if " PRIVMSG " in line or " NOTICE " in line]


def test_emptied_channel_is_founded_again() -> None:
    """House rule, hand-over: a channel with history stays, empty; who enters it founds it again."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("TOPIC #a :Stays", "MODE #a +il 5", "PART #a")
    assert only(alice.send("LIST"), "322") == ["322 alice #a 0 :Stays"]
    lines = [brief(line) for line in world.join("bob").send("JOIN #a")]
    assert lines[0] == f":{mask('bob')} JOIN #a"
    assert "353 bob = #a :~bob" in lines


def test_emptied_channel_keeps_key_and_bans() -> None:
    """House rule, hand-over: +i and +l do not keep the first comer out; key and bans do, for a time."""
    world = World()
    alice, bob = world.join("alice", "#a"), world.join("bob")
    alice.send("MODE #a +kb key bob!*@*", "PART #a")
    assert told(bob.send("JOIN #a key")) == ["474 bob #a :..."]
    assert told(world.join("carol").send("JOIN #a")) == ["475 carol #a :..."]
    assert codes(world.join("dave").send("JOIN #a key"))[0] == "JOIN"


def test_channel_that_was_empty_for_long_is_as_new() -> None:
    """House rule, hand-over: after a day, modes and lists are a new channel's; an open past is shown."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("PRIVMSG #a :pour tous", "TOPIC #a :Stays", "MODE #a +mbe dave!*@* carol", "PART #a")
    world.pass_time(DAY)
    bob = world.join("bob")
    lines = bob.send("JOIN #a")
    assert codes(lines)[:2] == ["JOIN", "332"]
    reset = (
        "NOTE JOIN CHANNEL_RESET: The channel was empty for long: its modes and lists are those of a new one"
    )
    assert words(lines)[0] == reset
    assert words(lines)[1].endswith("] pour tous")
    assert "324 bob #a +nt" in told(bob.send("MODE #a"))
    assert codes(bob.send("MODE #a b", "MODE #a e")) == ["368", "349"]


@pytest.mark.parametrize("mode", ["+i", "+k key", "+s"])
def test_closed_past_is_not_shown_to_a_stranger(mode: str) -> None:
    """House rule, hand-over: who founds a closed channel again sees nothing of what was said in it."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send(f"MODE #a {mode}", "TOPIC #a :Plans", "PRIVMSG #a :entre nous", "PART #a")
    world.pass_time(DAY)
    bob = world.join("bob", caps="standard-replies")
    lines = bob.send("JOIN #a")
    assert [line for line in lines if "Plans" in line or "entre nous" in line] == []
    assert [line.split(" ")[1:5] for line in lines if " NOTE " in line] == [
        ["NOTE", "JOIN", "CHANNEL_RESET", "#a"],
        ["NOTE", "JOIN", "HISTORY_HIDDEN", "#a"],
    ]
    assert bob.send("HISTORY #a 100") == []
    bob.send("PRIVMSG #a :bonjour")
    assert [text[-7:] for text in words(bob.send("HISTORY #a 100"))] == ["bonjour"]
    assert [text[-7:] for text in words(world.join("carol").send("JOIN #a"))] == ["bonjour"]


def test_first_past_the_invitations_does_not_see_the_past() -> None:
    """House rule, hand-over: +i keeps no first comer out, and stays; its past is for those it lets in."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +iI carol", "PRIVMSG #a :entre nous", "PART #a")
    carol = world.join("carol")
    assert "entre nous" in " ".join(words(carol.send("JOIN #a")))
    carol.send("PART #a")
    bob = world.join("bob")
    hidden = "NOTE JOIN HISTORY_HIDDEN: The channel was closed: what was said in it before is not shown"
    assert words(bob.send("JOIN #a")) == [hidden]
    assert "324 bob #a +int" in told(bob.send("MODE #a"))


def test_who_was_banned_does_not_see_the_past() -> None:
    """House rule, hand-over: after a day a ban keeps nobody out, but what was said is not for them."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +b bob!*@*", "PRIVMSG #a :sans bob", "PART #a")
    world.pass_time(DAY)
    bob = world.join("bob")
    assert [text.split(":")[0] for text in words(bob.send("JOIN #a"))] == [
        "NOTE JOIN CHANNEL_RESET",
        "NOTE JOIN HISTORY_HIDDEN",
    ]


def test_the_server_takes_so_many_channels() -> None:
    """House rule, limits.channels: who would found one more is told of the limit (405)."""
    world = World(rules={"channels": 1})
    alice = world.join("alice", "#a")
    assert [line.partition(" :")[2] for line in alice.send("JOIN #b")] == [
        "The server has 1 channels and takes no new one (limits.channels): join another."
    ]
    assert world.state.find_channel("#b") is None
