"""What a line about an account asks for."""

import pytest

from harness.chaines_people import enter as enter_chaines
from harness.dialect_people import connect_public, connect_relais, enter_public, enter_relais, world_with_room
from harness.world import DialectClient, World
from salon.core.commands import (
    ChangePassword,
    Command,
    JoinChannel,
    LogIn,
    LogOut,
    Register,
    RegisterAccount,
    SetPersistence,
    ShowPersistence,
)
from salon.core.presence_events import Persistence
from salon.wire.dialects.session import DialectSession

IN_ROOM = JoinChannel("#public")


def meant(client: DialectClient, line: str) -> list[Command]:
    """Return the commands that a line means."""
    session = client.link.wire
    assert isinstance(session, DialectSession)
    return session.hear(line, 0)


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("/register secret", [RegisterAccount("ann", "secret")]),
        ("/register secret a1-b2", [RegisterAccount("ann", "secret", code="a1-b2")]),
        ("/register ann secret", []),
        ("/register ANN secret", []),
        ("/register a b c", []),
        ("/login bob  secret  with blanks", [LogIn("bob", "secret  with blanks")]),
        ("/login bob", []),
        ("/logout", [LogOut()]),
        ("/password old new", [ChangePassword("old", "new")]),
        ("/password old new newer", []),
        ("/account", []),
    ],
)
def test_who_has_a_name(line: str, commands: list[Command]) -> None:
    """An account has it; on `public` whoever is in the room is in it afterwards."""
    world = world_with_room()
    assert meant(enter_relais(world, "ann"), line) == commands
    world = world_with_room()
    room = [IN_ROOM] if line.startswith("/login bob ") else []
    assert meant(enter_public(world, "ann"), line) == commands + room
    assert meant(enter_chaines(World(), "ann"), line.upper() if line == "/logout" else line) == commands


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("/persistence", [ShowPersistence()]),
        ("/persistence on", [SetPersistence(Persistence.ON)]),
        ("/PERSISTENCE Off", [SetPersistence(Persistence.OFF)]),
        ("/persistence default", []),
    ],
)
def test_whether_one_stays(line: str, commands: list[Command]) -> None:
    """Who is logged in chooses it; a guest is told what it takes."""
    world = world_with_room()
    for client in (enter_relais(world, "ann"), enter_public(world, "bob"), enter_chaines(world, "cid")):
        assert meant(client, line) == []
        client.send("/register sesame-8")
        assert meant(client, line) == commands


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/login bob secret", LogIn("bob", "secret")),
        ("/register bob secret", RegisterAccount("bob", "secret")),
        ("/register bob secret a1", RegisterAccount("bob", "secret", code="a1")),
    ],
)
def test_who_has_none_connects(line: str, command: Command) -> None:
    """Under the account's name, if the login succeeds."""
    world = world_with_room()
    connect = Register("bob", "relais", "bob", logged_in=True)
    assert meant(connect_relais(world), line) == [command, connect]
    connect = Register("bob", "public", "bob", logged_in=True)
    assert meant(connect_public(world), line) == [command, connect, IN_ROOM]


@pytest.mark.parametrize("line", ["/logout", "/password a b", "/register secret", "/login bob"])
def test_what_needs_a_name(line: str) -> None:
    """Nothing is asked of the core."""
    assert meant(connect_public(world_with_room()), line) == []
    assert meant(connect_relais(World()), line) == []
