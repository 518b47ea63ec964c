"""`annuaire`: one request a connection, and what is said of one that is none."""

import json

import pytest

from harness.dialect_people import ask_annuaire, connect_annuaire
from harness.world import World, hashed
from salon.wire.dialects.annuaire import FUNCTIONS


def test_one_request_a_connection() -> None:
    """What comes behind the first request is not heard."""
    client = connect_annuaire(World())
    assert client.send("1nobody", "3marie") == ["It seems nobody cannot be found in the database"]
    assert client.closed
    assert client.world.state.machines.called("marie") == []


@pytest.mark.parametrize(("request_", "called"), [("9", "9"), ("é1", "é"), (" 4", " ")])
def test_there_is_no_such_function(request_: str, called: str) -> None:
    """All that there are, are listed in the order of their codes."""
    first, *lines = ask_annuaire(World(), request_)
    assert first == f"There is no function {called}. There are:"
    assert [line[:4] for line in lines] == [f"{code} : " for code in sorted(FUNCTIONS)]


def test_what_is_no_text_is_answered_and_ends_the_conversation() -> None:
    """Its sender reads until this side closes."""
    client = connect_annuaire(World())
    (answer,) = client.send_bytes(b"1caf\xe9\n")
    assert "UTF-8" in answer
    assert client.closed


def test_an_argument_has_no_spaces_around_it() -> None:
    """As some type one behind the function."""
    assert ask_annuaire(World(), "1  marie ")[0] == "It seems marie cannot be found in the database"


def test_what_is_read_is_read_after_what_is_decided() -> None:
    """Whoever asks is online by that, and sees it."""
    assert ask_annuaire(World(), "4") == ["", "\tmachine.test (machine.test)"]


def test_the_database_says_who_is_online() -> None:
    """Each machine by its host name: pseudonym, address, 1 or 0."""
    world = World(rules={"directory_password": hashed("sésame")})
    ask_annuaire(world, "3amélie", "192.0.2.7")
    world.pass_time(1000)
    assert json.loads("".join(ask_annuaire(world, "2sésame"))) == {
        "192.0.2.7": ["amélie", "192.0.2.7", "0"],
        "machine.test": ["machine.test", "192.0.2.1", "1"],
    }
    assert ask_annuaire(world, "2simsim") == ["Wrong password"]


def test_the_end_of_the_server_is_told() -> None:
    """Whoever was not answered yet is; that they were is no reason that is said."""
    client = connect_annuaire(World())
    client.world.hub.dismiss("The server stops")
    client.world.settle()
    assert client.take() == ["The server stops"]
