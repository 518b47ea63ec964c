"""/UNREAD in the lobby; in a channel: `tests/spec/dialects/test_unread.py`."""

import pytest

from harness import chaines_people
from harness.staying import PASSWORD, connect_to, make_account
from harness.world import DialectClient, World
from salon.wire.dialects.chaines.session import ChainesSession

HINT = "To read them: /CURRENT <channel>, then /UNREAD {}"


@pytest.fixture
def world() -> World:
    """Return a server with ann, whose account stays in two channels; ben talks in one of them."""
    world = World()
    ben = world.join("ben", "#jardin")
    make_account(world, "ann")
    connect_to(world, "ann").send("JOIN #jardin,#cour", "QUIT")
    world.now += 1_000
    ben.send("PRIVMSG #jardin :bonjour")
    world.now += 1_000
    return world


@pytest.fixture
def ann(world: World) -> DialectClient:
    """Return ann, in the lobby."""
    client = world.connect_dialect(ChainesSession)
    client.send(f"/LOGIN ann {PASSWORD}")
    return client


@pytest.mark.parametrize(("line", "count"), [("/UNREAD", 20), ("/UNREAD 3", 3)])
def test_each_channel_is_counted(ann: DialectClient, line: str, count: int) -> None:
    """And it is said how to read there, for without a current channel no number can do that."""
    assert ann.send(line) == ["jardin: 1 new, 0 with your name", "cour: nothing new", HINT.format(count)]
    ann.send("/CURRENT jardin")
    assert ann.send("/UNREAD 3")[0].endswith("ben: bonjour")


def test_where_nothing_is_new_nothing_is_explained(ann: DialectClient) -> None:
    """Nor where a channel is current."""
    ann.send("/CURRENT jardin")
    assert ann.send("/UNREAD") == ["jardin: 1 new, 0 with your name", "cour: nothing new"]
    ann.send("/HISTORY", "/LEAVE")
    assert ann.send("/UNREAD") == ["cour: nothing new"]


def test_who_is_in_no_channel_is_told_how_to_join_one(world: World) -> None:
    """As for what can be done in channels only."""
    guest = chaines_people.enter(world, "carol")
    wanted = "You are in no channel: /JOIN one first; /LIST shows the channels."
    assert guest.send("/UNREAD")[1:] == [wanted]
    assert guest.send("bonjour")[1:] == [wanted]


def test_who_is_in_channels_is_told_which(ann: DialectClient) -> None:
    """None of them is current after a login: what was typed goes nowhere, and none has to be joined."""
    wanted = "You are in these channels: jardin cour. To talk in one: /CURRENT <channel>"
    for line in ("bonjour", "/HISTORY"):
        assert ann.send(line) == ["Saisissez la bonne commande", wanted]


def test_numbers_that_are_none(ann: DialectClient) -> None:
    """It is said which ones there are."""
    wanted = "How many? Write /unread N: from 1 to 100."
    assert ann.send("/UNREAD 0") == ["Saisissez la bonne commande", wanted]
