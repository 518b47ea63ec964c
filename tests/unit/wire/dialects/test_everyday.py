"""The commands that every dialect has, on a session of one of them."""

from typing import cast

import pytest

from harness.dialect_people import enter_relais
from harness.world import DialectClient, World
from salon.core.commands import (
    AnnounceMachine,
    Block,
    Command,
    LeaveDirectory,
    PostMessage,
    TakePseudonym,
    Unblock,
)
from salon.wire.dialects.everyday import EVERYDAY, speak_to
from salon.wire.dialects.session import DialectSession


@pytest.fixture
def alice() -> DialectClient:
    """Return who has connected; two people may be ignored."""
    return enter_relais(World(rules={"list_entries": 2}), "alice")


def session_of(client: DialectClient) -> DialectSession:
    """Return the server's side of a connection."""
    return cast("DialectSession", client.link.wire)


def obey(client: DialectClient, command: str, rest: str = "") -> tuple[list[Command], str]:
    """Return the commands that come of one, and what is said at once."""
    talk = session_of(client)
    return EVERYDAY[command].hear(talk, rest, client.world.now), talk.take_output().decode()


def test_the_date(alice: DialectClient) -> None:
    """That of the server's clock, which a test sets."""
    commands, said = obey(alice, "/date")
    assert commands == []
    assert "2027" in said


def test_ignoring(alice: DialectClient) -> None:
    """In the spelling in which it was given, and in any for who is meant; forms are asked for anew."""
    talk = session_of(alice)
    assert obey(alice, "/ignore") == ([], "You hear everybody.\n")
    assert obey(alice, "/ignore", "Éve") == ([Block("Éve")], "")
    assert obey(alice, "/unignore", "éve") == ([Unblock("éve")], "")
    assert alice.send("/ignore Éve") == ["You no longer hear éve."]
    assert alice.send("/ignore éve") == ["You no longer hear éve."]
    assert not talk.forms_changed
    assert obey(alice, "/ignore") == ([], "You do not hear: éve\n")
    assert alice.send("/unignore eve") == ["You were not ignoring eve."]
    assert alice.send("/unignore éve") == ["You hear éve again."]


def test_ignoring_is_bounded(alice: DialectClient) -> None:
    """By the setting that bounds every list."""
    alice.send("/ignore bob", "/ignore carol")
    assert alice.send("/ignore dora") == ["You ignore 2 people, and can ignore no more."]


@pytest.mark.parametrize("name", ["a b", "#salon", "x" * 33])
def test_what_is_no_name_cannot_be_ignored(alice: DialectClient, name: str) -> None:
    """It is said what is wrong with it."""
    commands, said = obey(alice, "/ignore", name)
    assert (commands, session_of(alice).ignored.names) == ([], [])
    assert "name" in said.lower()


@pytest.mark.parametrize(
    ("wish", "commands", "said"),
    [
        ("on", [AnnounceMachine(), TakePseudonym("alice")], ""),
        ("ON", [AnnounceMachine(), TakePseudonym("alice")], ""),
        ("off", [LeaveDirectory(forget=True)], "The directory forgets your machine and its address.\n"),
        ("", [], "Write /annuaire on"),
        ("onn", [], "Write /annuaire on"),
    ],
)
def test_nobody_is_listed_unasked(
    alice: DialectClient, wish: str, commands: list[Command], said: str
) -> None:
    """Only `on` lists a machine."""
    found, told = obey(alice, "/annuaire", wish)
    assert found == commands
    assert told.startswith(said)
    assert bool(told) is bool(said)


def test_speaking_to_one_person(alice: DialectClient) -> None:
    """The name of a channel is nobody's."""
    talk = session_of(alice)
    assert speak_to(talk, "bob", "salut") == [PostMessage("bob", "salut")]
    assert speak_to(talk, "#bob", "salut") == []
    assert talk.take_output() == b"There is nobody called #bob here.\n"
