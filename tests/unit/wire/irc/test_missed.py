"""What somebody is shown who was not connected for a while."""

import pytest

from harness.replies import codes, delivered, only, told
from harness.staying import account_of, connect_to, make_account
from harness.world import Client, World
from salon.core.account_events import AccountRenamed
from salon.core.events import LoginChanged
from salon.core.presence_events import Persistence
from salon.core.rules import AccountPolicy

MASK = ":bob!~bob@host.test"


@pytest.fixture
def world() -> World:
    """Return a server with an account that stays, and has been in a channel."""
    world = World()
    make_account(world, "ann")
    ann = connect_to(world, "ann")
    ann.send("JOIN #a")
    ann.send("QUIT")
    assert ann.closed
    return world


@pytest.fixture
def bob(world: World) -> Client:
    """Return somebody in the channel."""
    return world.join("bob", "#a", caps="away-notify")


def test_who_is_absent_is_seen_as_away(bob: Client) -> None:
    """In NAMES, WHO and WHOIS, and whoever writes is told so."""
    assert "353 bob = #a :~ann bob" in told(bob.send("NAMES #a"))
    assert " ann G~ " in only(bob.send("WHO #a"), "352")[0]
    assert "301 ann :Not connected" in [line.replace("bob ", "") for line in told(bob.send("WHOIS ann"))]
    assert told(bob.send("PRIVMSG ann :salut")) == ["301 bob ann :Not connected"]
    assert only(bob.send("WHOIS ann"), "317")


def test_others_hear_of_neither_end_nor_beginning(world: World, bob: Client) -> None:
    """But that one is back, and away again."""
    ann = connect_to(world, "ann")
    assert told(bob.take()) == [":ann!~ann@host.test AWAY"]
    ann.send("QUIT :bye")
    assert told(bob.take()) == [":ann!~ann@host.test AWAY :Not connected"]


def test_what_was_missed_is_shown(world: World, bob: Client) -> None:
    """The channel's past and the private messages, once."""
    cleo = world.join("cleo")
    bob.send("PRIVMSG #a :one", "PRIVMSG ann :two")
    cleo.send("NOTICE ann :three", "PRIVMSG ann :\x01VERSION\x01")
    bob.send("PRIVMSG ann :four")
    ann = connect_to(world, "ann", "batch server-time draft/persistence")
    lines = ann.take()
    said = [line.split(" ", 1)[1] for line in lines if " PRIVMSG " in line or " NOTICE ann :three" in line]
    assert said == [
        f"{MASK} PRIVMSG #a :one",
        f"{MASK} PRIVMSG ann :two",
        f"{MASK} PRIVMSG ann :four",
        ":cleo!~cleo@host.test NOTICE ann :three",
    ]
    assert [line.rsplit(" ", 1)[1] for line in lines if " BATCH +" in line] == ["#a", "bob", "cleo"]
    ann.send("QUIT")
    ann = connect_to(world, "ann", "batch server-time draft/persistence")
    assert [line for line in ann.take() if " PRIVMSG " in line] == []


def test_a_second_connection_missed_nothing(world: World, bob: Client) -> None:
    """The first was here."""
    first = connect_to(world, "ann")
    first.take()
    bob.send("PRIVMSG ann :one")
    second = connect_to(world, "ann")
    assert (delivered(first), [line for line in second.take() if "PRIVMSG ann" in line]) == (["one"], [])


def test_clients_without_server_time_read_when_it_was(world: World, bob: Client) -> None:
    """In front of the text."""
    bob.send("PRIVMSG ann :two")
    (text,) = delivered(connect_to(world, "ann"))
    assert text.endswith("] two")
    assert text.startswith("[")


def test_a_bot_without_server_time_is_shown_nothing(world: World, bob: Client) -> None:
    """It would take it for what is said now."""
    ann = connect_to(world, "ann")
    ann.send("MODE ann +B", "QUIT")
    bob.send("PRIVMSG ann :two")
    assert delivered(connect_to(world, "ann")) == []


def test_no_more_is_shown_than_the_owner_wants() -> None:
    """The last ones."""
    for most, shown in ((0, []), (2, ["2", "3"])):
        world = World(rules={"accounts": AccountPolicy(missed_messages=most)})
        make_account(world, "ann")
        connect_to(world, "ann").send("QUIT")
        bob = world.join("bob")
        bob.send(*(f"PRIVMSG ann :{number}" for number in range(4)))
        assert [text[-1] for text in delivered(connect_to(world, "ann"))] == shown


def test_who_does_not_stay_is_not_there(world: World, bob: Client) -> None:
    """As any nick that nobody has."""
    make_account(world, "dan", Persistence.OFF)
    connect_to(world, "dan").send("QUIT")
    assert codes(bob.send("PRIVMSG dan :salut")) == ["401"]


def test_away_before_registration(world: World, bob: Client) -> None:
    """A client that only looks brings nobody back (draft/pre-away); without the capability it is refused."""
    ann = connect_to(world, "ann", "draft/pre-away", "AWAY *")
    assert bob.take() == []
    ann.take()
    assert told(ann.send("AWAY"))[0].startswith("305 ")
    assert told(bob.take()) == [":ann!~ann@host.test AWAY"]
    assert codes(world.connect().send("AWAY :tea")) == ["451"]


def test_what_was_said_under_an_earlier_name_is_shown(world: World, bob: Client) -> None:
    """A message is for the account, whatever that is called when its holder is back."""
    bob.send("PRIVMSG ann :one")
    account = account_of(world.state, "ann")
    assert account.person is not None
    world.decider.announce(AccountRenamed(account.id, "anna"))
    world.decider.announce(LoginChanged(account.person.source, "anna", world.now))
    world.settle()
    bob.send("PRIVMSG ann :two")
    assert delivered(connect_to(world, "anna")) == ["[08:00] one", "[08:00] two"]
