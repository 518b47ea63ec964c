"""Several connections of one person: Salon's own rules, which no specification of IRC has."""

import pytest

from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account, plain
from harness.replies import codes, only, told
from harness.world import Client, World


@pytest.fixture
def world() -> World:
    """Return a server."""
    return World()


@pytest.fixture
def first(world: World) -> Client:
    """Return alice, who has an account, in two channels."""
    return join_with_account(world, "alice", "#a", "#b")


def test_by_sasl_it_is_the_same_person(world: World, first: Client) -> None:
    """001 with the nick that the person has, whatever was asked for; nobody is told of an arrival."""
    bob = world.join("bob", "#a")
    first.take()
    client = world.connect()
    client.send("CAP LS 302", "CAP REQ :sasl", "NICK alice_", "USER x 0 * :X", "AUTHENTICATE PLAIN")
    client.send(f"AUTHENTICATE {plain('alice')}")
    lines = told(client.send("CAP END"))
    assert lines[0] == "001 alice :..."
    assert client.person is first.person
    assert bob.take() == []
    assert first.take() == []


def test_its_own_nick_is_not_refused_while_it_negotiates(world: World, first: Client) -> None:
    """It can say only then that it is the same person; who does not, is refused at the end."""
    for logs_in, code in ((True, "001"), (False, "433")):
        client = world.connect()
        assert only(client.send("CAP LS 302", "CAP REQ :sasl", "NICK alice", "USER x 0 * :X"), "433") == []
        if logs_in:
            client.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('alice')}")
        assert codes(client.send("CAP END"))[0] == code
    assert codes(client.send("NICK alicia"))[0] == "001"
    assert first.person.nick == "alice"


def test_its_channels_are_shown(world: World, first: Client) -> None:
    """JOIN, topic and names of each."""
    first.send("TOPIC #a :tea")
    client = world.connect()
    client.send("CAP REQ :sasl", "NICK al", "USER x 0 * :X", "AUTHENTICATE PLAIN")
    client.send(f"AUTHENTICATE {plain('alice')}")
    lines = only(client.send("CAP END"), "JOIN", "332", "353", "366")
    mask = ":alice!~alice@host.test"
    assert [line for line in lines if "#a" in line] == [
        f"{mask} JOIN #a",
        "332 alice #a :tea",
        "353 alice = #a :~alice",
        "366 alice #a :...",
    ]
    assert f"{mask} JOIN #b" in lines


@pytest.mark.parametrize("target", ["#a", "bob"])
def test_each_sees_what_the_other_says(world: World, first: Client, target: str) -> None:
    """As it was delivered, once, without echo-message."""
    world.join("bob", "#a")
    second = connect_to_account(world, "alice")
    world.forget_output()
    mask = ":alice!~alice@host.test"
    assert first.send(f"PRIVMSG {target} :one") == []
    assert second.take() == [f"{mask} PRIVMSG {target} :one"]
    assert second.send(f"PRIVMSG {target} :two") == []
    assert first.take() == [f"{mask} PRIVMSG {target} :two"]


def test_both_hear_what_is_said(world: World, first: Client) -> None:
    """In channels, and in private."""
    bob, second = world.join("bob", "#a"), connect_to_account(world, "alice")
    world.forget_output()
    bob.send("PRIVMSG #a :one", "PRIVMSG alice :two")
    assert len(first.take()) == len(second.take()) == 2


def test_what_one_does_both_do(world: World, first: Client) -> None:
    """A JOIN with topic and names, a PART, a nick."""
    second = connect_to_account(world, "alice")
    first.send("JOIN #c")
    assert codes(second.take()) == ["JOIN", "353", "366"]
    second.send("PART #c", "NICK al")
    assert codes(first.take()) == ["PART", "NICK"]


def test_only_the_last_end_is_a_quit(world: World, first: Client) -> None:
    """The person stays until then."""
    bob, second = world.join("bob", "#a"), connect_to_account(world, "alice")
    world.forget_output()
    first.send("QUIT :one")
    assert bob.take() == []
    second.send("QUIT :two")
    assert only(bob.take(), "QUIT") == [":alice!~alice@host.test QUIT :Quit: two"]


def test_logging_out_ends_one_of_several(world: World, first: Client) -> None:
    """The person stays logged in on the other."""
    second = connect_to_account(world, "alice")
    assert codes(second.send("NS LOGOUT"))[0] == "NOTICE"
    assert second.closed
    assert first.person.account == "alice"


def test_a_guest_moves(world: World, first: Client) -> None:
    """Who logs in when the person is here leaves the channels of the guest and is shown the person's."""
    bob, carol = world.join("bob", "#x", "#a"), world.join("carol", "#x")
    first.take()
    carol.take()
    lines = told(bob.send(f"NS IDENTIFY alice {PASSWORD}"))
    guest, mask = ":bob!~bob@host.test", ":alice!~alice@host.test"
    assert lines[:5] == [
        f"{guest} PART #x",
        f"{guest} PART #a",
        f"{guest} NICK :alice",
        f"900 alice {mask[1:]} alice :...",
        f"{mask} JOIN #a",
    ]
    assert f"{mask} JOIN #b" in lines
    assert only(carol.take(), "QUIT", "PART") == [f"{guest} QUIT :Logged in"]
    assert first.take() == [f"{guest} QUIT :Logged in"]
    assert bob.person is first.person


def test_who_moved_hears_of_the_new_channels_alone(world: World, first: Client) -> None:
    """Nothing of those that the guest was in."""
    bob, carol = world.join("bob", "#x"), world.join("carol", "#x", "#a")
    bob.send(f"NS IDENTIFY alice {PASSWORD}")
    world.forget_output()
    carol.send("PRIVMSG #x :past", "PRIVMSG #a :now")
    assert bob.take() == first.take() == [":carol!~carol@host.test PRIVMSG #a :now"]
