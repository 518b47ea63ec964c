"""Who is told how long messages are kept, by which command that is set, and what the answers are."""

from harness.world import World
from salon.core.channel_history import Retention


def notes(lines: list[str]) -> list[str]:
    """Return what is told of a history in some lines."""
    return [line.partition("HISTORY_KEPT: ")[2] for line in lines if "HISTORY_KEPT" in line]


def test_whoever_joins_is_told_once() -> None:
    """At the first JOIN of a visit; again only where a channel differs, or after a change."""
    world = World(rules={"tells_history": True, "retention": Retention(30, 0)})
    ann = world.join("ann")
    rule = "are kept for 30 days. People who join later can read them."
    assert notes(ann.send("JOIN #a")) == [f"Messages in #a {rule}"]
    assert notes(ann.send("JOIN #b", "PART #a", "JOIN #a")) == []
    ann.send("MODE #a +H joined:500:90d")
    bob = world.join("bob")
    own = "People can read those that were sent since they joined."
    assert notes(bob.send("JOIN #a")) == [
        f"Only the last 500 messages in #a are kept, for 30 days at most. {own}"
    ]
    assert notes(bob.send("JOIN #b")) == [f"Messages in #b {rule}"]
    assert notes(bob.send("PART #a", "JOIN #a")) == []
    ann.send("MODE #a +H none")
    assert notes(bob.send("PART #a", "JOIN #a")) == [
        "Only the last 500 messages in #a are kept, for 30 days at most. Nobody can read them later."
    ]


def test_a_channel_that_is_begun_anew_is_like_every_new_one() -> None:
    """Its mode went with the time, and so does what is told of it."""
    world = World(rules={"tells_history": True, "empty_channel_seconds": 60})
    ann = world.join("ann", "#a")
    ann.send("MODE #a +H none:5", "PRIVMSG #a :x", "PART #a")
    world.pass_time(90)
    bob = world.join("bob")
    assert notes(bob.send("JOIN #a")) == ["Messages in #a are kept. People who join later can read them."]


def test_where_nothing_is_kept_that_is_said() -> None:
    """In one sentence."""
    world = World(rules={"tells_history": True, "keeps_history": False})
    assert notes(world.join("ann").send("JOIN #a")) == ["Messages are not kept: nobody can read them later."]


def test_nobody_is_told_unless_the_owner_of_the_server_wants_it() -> None:
    """It is a setting."""
    assert notes(World().join("ann").send("JOIN #a")) == []


def test_chanserv_sets_it() -> None:
    """What is not named stays; the mode shows it, and the log has it."""
    world = World()
    ann, bob = world.join("ann", "#a"), world.join("bob", "#a")

    def says(*words: str) -> str:
        lines = ann.send(f"CS SET #a HISTORY {' '.join(words)}".rstrip())
        return [line.partition(" :")[2] for line in lines if "ChanServ" in line][-1]

    assert says() == "Messages in #a are kept. People who join later can read them."
    assert says("joined", "30d").startswith("Messages in #a are kept for 30 days. People can read those")
    assert bob.take()[-1].endswith("MODE #a +H joined:30d")
    assert says("1").startswith("Only the last 1 messages in #a are kept, for 30 days at most.")
    assert bob.take()[-1].endswith("MODE #a +H joined:1:30d")
    assert says("forever", "all") == "Messages in #a are kept. People who join later can read them."
    assert bob.take()[-1].endswith("MODE #a -H")
    assert "30d" in says("soon")
    assert says("joined:30d") == says("30d", "joined")
    says("forever", "all")
    assert "SET CHANNEL HISTORY" in [*ann.send("CS SET #a NAME x")][-1]
    refused = bob.send("CS SET #a HISTORY none")
    assert not any("MODE" in line for line in ann.take())
    assert any("operator" in line for line in refused)
    assert any("There is no" in line for line in bob.send("CS SET #nowhere HISTORY"))
    assert sum("+H" in line or "-H" in line for line in ann.send("MODLOG #a")) == 5
