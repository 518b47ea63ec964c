"""/UNREAD: how much was said while one was away, also for people who stay in their channels."""

import re

import pytest

from harness.chaines_people import enter
from harness.dialect_people import PUBLIC, enter_public, world_with_room
from harness.staying import PASSWORD, connect_to, make_account
from harness.tagged_lines import tags
from harness.world import Client, World
from salon.wire.dialects.chaines.session import ChainesSession


class Away:
    """Ann, whose account stays in its channel while she is not connected; ben talks there, by IRC."""

    def __init__(self, wire: str) -> None:
        self.wire = wire
        self.world = world_with_room()
        self.channel = "#jardin" if wire == "chaines" else "#public"
        self.ben = self.world.join("ben", self.channel)
        make_account(self.world, "ann")
        irc = connect_to(self.world, "ann")
        irc.send(f"JOIN {self.channel}", "QUIT")

    @property
    def name(self) -> str:
        """What the channel is called where it is counted."""
        return self.channel[1:]

    def say(self, *texts: str) -> None:
        """Have ben say something, a second after the last."""
        for text in texts:
            self.world.now += 1_000
            self.ben.send(f"PRIVMSG {self.channel} :{text}")

    def connect(self) -> Client:
        """Connect ann."""
        self.world.now += 1_000
        client = self.world.connect_dialect(ChainesSession if self.wire == "chaines" else PUBLIC)
        client.send(f"/login ann {PASSWORD}")
        if self.wire == "chaines":
            client.send(f"/CURRENT {self.name}")
        client.take()
        return client


@pytest.fixture(params=["chaines", "public"])
def away(request: pytest.FixtureRequest) -> Away:
    """Return somebody who is away, on each wire."""
    return Away(request.param)


def test_what_was_said_meanwhile(away: Away) -> None:
    """Counted, with those that name one; /HISTORY marks it as read, and the next connection goes on there."""
    away.say("bonjour", "ANN, tu es là ?", "annuaire")
    ann = away.connect()
    assert ann.send("/unread") == [f"{away.name}: 3 new, 1 with your name"]
    away.say("plus tard")
    ann.take()
    assert ann.send("/unread") == [f"{away.name}: 3 new, 1 with your name"]
    ann.send("/history")
    assert ann.send("/unread") == [f"{away.name}: nothing new"]
    away.say("encore")
    ann.send("/bye" if away.wire == "chaines" else "/quit")
    away.say("et ann ?")
    assert away.connect().send("/unread") == [f"{away.name}: 1 new, 1 with your name"]


def test_who_has_not_looked_is_told_again(away: Away) -> None:
    """Leaving marks nothing as read that was not shown."""
    away.say("bonjour")
    away.connect().send("/bye" if away.wire == "chaines" else "/quit")
    assert away.connect().send("/unread") == [f"{away.name}: 1 new, 0 with your name"]


def test_a_lost_connection_marks_what_was_answered(away: Away) -> None:
    """Whoever speaks where they have read all has read it."""
    ann = away.connect()
    ann.send("/history")
    away.say("bonjour")
    away.world.now += 60_000
    ann.send("salut")
    ann.eof()
    away.say("tu es parti ?")
    assert away.connect().send("/unread") == [f"{away.name}: 1 new, 0 with your name"]


def test_many(away: Away) -> None:
    """More than are counted are more than that."""
    away.say(*["x"] * 120)
    (line,) = away.connect().send("/unread")
    assert line == f"{away.name}: more than 100 new, 0 of the last ones with your name"


MORE = "There is more that you have not read."


def texts(lines: list[str]) -> list[str]:
    """Return what was said in lines of a history, and other lines as they are."""
    return [re.sub(r"^\d+ \[[^]]+\] ben: ", "", line) for line in lines]


def test_reading_on(away: Away) -> None:
    """With a number: from where one stopped, the oldest first; what was shown counts as read."""
    said = [f"n{number}" for number in range(130)]
    away.say(*said)
    ann = away.connect()
    assert texts(ann.send("/unread 50")) == [*said[:50], MORE]
    assert ann.send("/unread") == [f"{away.name}: 80 new, 0 with your name"]
    assert texts(ann.send("/unread 30")) == [*said[50:80], MORE]
    ann.send("/bye" if away.wire == "chaines" else "/quit")
    ann = away.connect()
    assert ann.send("/unread") == [f"{away.name}: 50 new, 0 with your name"]
    assert texts(ann.send("/unread 50")) == said[80:]
    assert ann.send("/unread 50") == [f"{away.name}: nothing new"]
    away.say("encore")
    ann.eof()
    assert away.connect().send("/unread") == [f"{away.name}: 1 new, 0 with your name"]


def test_what_one_said_oneself_is_not_unread(away: Away) -> None:
    """Neither is it counted, nor does it take the place of what others say."""
    irc = connect_to(away.world, "ann")
    for number in range(3):
        away.say(f"n{number}")
        away.world.now += 1_000
        irc.send(*[f"PRIVMSG {away.channel} :own {number}"] * 60)
    irc.send("QUIT")
    ann = away.connect()
    assert ann.send("/unread") == [f"{away.name}: 3 new, 0 with your name"]
    assert texts(ann.send("/unread 2")) == ["n0", "n1", MORE]
    assert texts(ann.send("/unread 2")) == ["n2"]
    assert ann.send("/unread 2") == [f"{away.name}: nothing new"]
    assert any("own 2" in line for line in ann.send("/history"))


def test_what_ignored_people_say_is_not_unread(away: Away) -> None:
    """They are not shown, so they are not counted; and it is said that there is nothing else."""
    away.say("un")
    away.connect().send("/ignore ben", "/bye" if away.wire == "chaines" else "/quit")
    away.say("deux")
    ann = away.connect()
    assert ann.send("/unread 5") == [f"{away.name}: nothing new"]
    away.say("trois")
    ann.send("/bye" if away.wire == "chaines" else "/quit")
    away.say("quatre")
    assert away.connect().send("/unread") == [f"{away.name}: nothing new"]


def test_reading_on_after_the_last_messages(away: Away) -> None:
    """/HISTORY marks all as read, so there is nothing to go on with; a message has one number in both."""
    away.say("un", "deux", "trois")
    ann = away.connect()
    (first, _) = ann.send("/unread 1")
    assert ann.send("/history")[0] == first
    assert ann.send("/unread 50") == [f"{away.name}: nothing new"]


def test_reading_on_has_reactions(away: Away) -> None:
    """As /HISTORY has them."""
    eve = away.world.join("eve", away.channel, caps="message-tags")
    away.say("fin ?")
    message = tags(eve.take()[-1])["msgid"]
    eve.send(f"@+draft/react=\N{THUMBS UP SIGN};+draft/reply={message} TAGMSG {away.channel}")
    (line,) = away.connect().send("/unread 5")
    assert line.endswith("ben: fin ? [\N{THUMBS UP SIGN}]")


def test_numbers_that_are_none(away: Away) -> None:
    """As for /HISTORY."""
    ann = away.connect()
    for wrong in ("0", "101", "x"):
        assert ann.send(f"/unread {wrong}")[0] in {
            "Saisissez la bonne commande",
            "How many? Write /unread N: from 1 to 100.",
        }


def test_the_mark_is_that_of_all_clients(away: Away) -> None:
    """What was read elsewhere is read."""
    away.say("un", "deux")
    irc = connect_to(away.world, "ann", caps="draft/read-marker")
    irc.send(f"MARKREAD {away.channel} timestamp=2099-01-01T00:00:00.000Z")
    assert away.connect().send("/unread") == [f"{away.name}: nothing new"]


def test_guests_and_the_lobby() -> None:
    """A guest has been shown all; in no channel there is nothing to count."""
    world = World()
    alice = enter(world, "alice", "jardin")
    bob = enter(world, "bob", "jardin")
    bob.send("bonjour")
    alice.take()
    assert alice.send("/UNREAD") == ["jardin: nothing new"]
    alice.send("/LEAVE")
    alice.take()
    nowhere = "You are in no channel: /JOIN one first; /LIST shows the channels."
    assert alice.send("/UNREAD") == ["Vous n'avez pas de chaine actuellement", nowhere]
    assert alice.send("/UNREAD 5") == ["Vous n'avez pas de chaine actuellement", nowhere]
    room = world_with_room()
    carol = enter_public(room, "carol")
    assert carol.send("/unread") == ["public: nothing new"]
