"""IRC: a muted member is not heard by other ways; a secret channel is not told of to strangers."""

import pytest

from harness.replies import codes, mask, told
from harness.world import Client, World


def muted(mode: str = "+b ~m:bob") -> tuple[Client, Client]:
    """Return alice, who leads #a, and bob, who may not speak in it."""
    world = World()
    alice = world.join("alice", "#a", caps="away-notify setname")
    bob = world.join("bob", "#a", caps="setname")
    alice.send("MODE #a -t", f"MODE #a {mode}")
    world.forget_output()
    return alice, bob


@pytest.mark.parametrize("mode", ["+b ~m:bob", "+b bob", "+m"])
def test_a_topic(mode: str) -> None:
    """A muted member sets no topic where every member may (404)."""
    alice, bob = muted(mode)
    assert told(bob.send("TOPIC #a :heard")) == ["404 bob #a :..."]
    assert alice.take() == []


@pytest.mark.parametrize("mode", ["+b ~m:bob", "+b bob", "+m"])
@pytest.mark.parametrize(("line", "shown"), [("PART #a :heard", "PART #a"), ("QUIT :heard", "QUIT :")])
def test_last_words(mode: str, line: str, shown: str) -> None:
    """PART and QUIT come without the reason."""
    alice, bob = muted(mode)
    bob.send(line)
    assert alice.take()[:1] == [f":{mask('bob')} {shown}"]


def test_what_everybody_may_say_last() -> None:
    """Who may speak gives a reason; so does the server for who is lost."""
    world = World()
    alice, bob, carol = (world.join(nick, "#a") for nick in ("alice", "bob", "carol"))
    world.forget_output()
    bob.send("PART #a :bye")
    carol.send("QUIT :bye")
    assert alice.take() == [f":{mask('bob')} PART #a :bye", f":{mask('carol')} QUIT :Quit: bye"]
    alice, bob = muted()
    bob.close()
    bob.world.settle()
    assert alice.take() == [f":{mask('bob')} QUIT :Connection closed"]


def test_away_and_real_names() -> None:
    """AWAY with a text and SETNAME are refused; to come back is not."""
    alice, bob = muted()
    assert told(bob.send("AWAY :heard")) == ["404 bob #a :..."]
    (refused,) = bob.send("SETNAME :heard")
    assert "FAIL SETNAME CANNOT_CHANGE_REALNAME" in refused
    assert alice.take() == []
    alice.send("MODE #a -b ~m:bob")
    bob.send("AWAY :heard")
    alice.send("MODE #a +b ~m:bob")
    assert codes(bob.send("AWAY"))[-1] == "305"


STRANGERS = [
    "PRIVMSG {c} :x",
    "PRIVMSG @{c} :x",
    "TOPIC {c}",
    "TOPIC {c} :x",
    "MODE {c}",
    "MODE {c} b",
    "MODE {c} +i",
    "MODE {c} +o alice",
    "KICK {c} alice",
    "KICK {c} stranger",
    "INVITE alice {c}",
    "INVITE nobody {c}",
    "PART {c}",
    "RENAME {c} #new",
    "HISTORY {c} 5",
    "WHO {c}",
    "NAMES {c}",
]


@pytest.mark.parametrize("line", STRANGERS)
@pytest.mark.parametrize("modes", ["+s", "+s-n", "+sm-n"])
def test_a_secret_channel(line: str, modes: str) -> None:
    """Secret channels: to strangers the answer is that of a name never used, in their own spelling."""
    world = World()
    alice = world.join("alice", "#Hidden")
    alice.send(f"MODE #hidden {modes}")
    stranger = world.join("stranger")
    world.forget_output()
    answers = []
    for name in ("#HIDDEN", "#UNUSED"):
        lines = stranger.send(line.format(c=name))
        answers.append(told(line.replace(name, "#c") for line in lines))
    assert answers[0] == answers[1] != []
    assert alice.take() == []


def test_a_look_alike_is_not_named() -> None:
    """Whoever would found one, or rename to one, is not told of what other channel it looks like."""
    world = World()
    world.join("alice", "#cafe").send("MODE #cafe +s")
    bob = world.join("bob", "#b")
    for line in ("JOIN #\u0441afe", "RENAME #b #\u0441afe"):
        (answer,) = bob.send(line)
        assert "#cafe" not in answer
