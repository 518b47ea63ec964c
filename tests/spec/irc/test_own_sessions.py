"""The connections of one's own: SESSIONS for programs, NickServ and the dialects for people."""

import re

import pytest

from harness.chaines_people import enter as enter_chaines
from harness.dialect_people import enter_relais
from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account
from harness.world import Client, World


@pytest.fixture
def world() -> World:
    """Return a world."""
    return World()


@pytest.fixture
def first(world: World) -> Client:
    """Return the first of alice's two connections."""
    return join_with_account(world, "alice", "#a")


@pytest.fixture
def second(world: World, first: Client) -> Client:
    """Return the second."""
    assert first.person.account
    second = connect_to_account(world, "alice", caps="batch labeled-response standard-replies")
    world.forget_output()
    return second


def test_each_is_listed(first: Client, second: Client) -> None:
    """With its number, since when, how and from where, and which one asks."""
    lines = first.send("SESSIONS LIST")
    assert lines[-1] == ":salon.test SESSIONS ENDOFLIST"
    since, address = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", r"192\.0\.2\.\d+"
    pattern = rf":salon\.test SESSIONS SESSION \d+ {since} irc plain {address} (\w+)"
    assert [re.fullmatch(pattern, line)[1] for line in lines[:-1]] == ["current", "other"]  # type: ignore[index]
    assert re.fullmatch(r":salon\.test BATCH \+\w+ salon\.dev/sessions", second.send("SESSIONS LIST")[0])


def test_one_is_ended_and_told_why(world: World, first: Client, second: Client) -> None:
    """The person stays."""
    bob = world.join("bob", "#a")
    world.forget_output()
    assert second.send(f"SESSIONS END {first.link.core.id}") == [":salon.test SESSIONS ENDED 1"]
    assert first.take() == ["ERROR :Closing link: Ended from another connection of yours"]
    assert first.closed
    assert bob.take() == []


def test_all_others_are_ended(first: Client, second: Client) -> None:
    """By whoever asks; a program is told that it is not to come back by itself."""
    assert first.send("sessions end others") == [":salon.test SESSIONS ENDED 1"]
    assert second.take()[0] == ":salon.test FAIL SESSIONS ENDED :Ended from another connection of yours"
    assert second.closed


@pytest.mark.parametrize("wish", ["END", "END x", "END 99999999999999999999", "LIST x", "DROP"])
def test_what_is_malformed_is_answered(second: Client, wish: str) -> None:
    """With what to write."""
    (line,) = second.send(f"SESSIONS {wish}")
    assert line.startswith(":salon.test FAIL SESSIONS INVALID_PARAMS ")


def test_those_of_others_are_not_found(world: World, first: Client) -> None:
    """As those that there are not."""
    bob = world.join("bob", caps="standard-replies")
    world.forget_output()
    for number in (first.link.core.id, 77):
        (line,) = bob.send(f"SESSIONS END {number}")
        assert line.startswith(f":salon.test FAIL SESSIONS NO_SUCH_SESSION {number} :")


def test_who_is_nobody_yet_is_told_why(world: World, first: Client) -> None:
    """An operator ends the connection of somebody who has not registered."""
    first.person.modes = "o"
    arriving = world.connect()
    first.send(f"SESSIONS END {arriving.link.core.id}")
    assert arriving.take() == ["ERROR :Closing link: Ended by an operator of the server"]


def test_nickserv_says_it_in_words(first: Client, second: Client) -> None:
    """And LOGOUT with a number ends one."""
    lines = second.send("NS SESSIONS")
    assert len(lines) == 2
    assert "(this one)" in lines[1]
    assert second.send(f"NS LOGOUT {first.link.core.id}")[0].endswith(":1 connection was ended.")
    assert first.closed


def test_people_of_the_dialects_see_and_end_theirs(world: World, first: Client) -> None:
    """By the same words."""
    for talk, listing in (
        (enter_relais(world, "zoe"), "/sessions"),
        (enter_chaines(world, "max"), "/SESSIONS"),
    ):
        talk.send(f"{'/login' if listing.islower() else '/LOGIN'} alice {PASSWORD}")
        assert any(
            line.startswith(f"{first.link.core.id}: irc, from 192.0.2.") for line in talk.send(listing)
        )
    assert talk.send("/LOGOUT others") == ["2 connections were ended."]
    assert first.closed
