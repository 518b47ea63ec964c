"""What the words mean that are said to services; tests/spec/irc has what comes of them."""

import pytest

from harness.interpreting import answered, meant, talk_of
from harness.irc_accounts import join_with_account
from harness.world import Client, World
from salon.core.account_events import Remains
from salon.core.commands import (
    ChangeNick,
    ChangePassword,
    Command,
    EraseAccount,
    LogIn,
    LogOut,
    RegisterAccount,
    ResetPassword,
    UseCode,
)
from salon.core.names import casemapping
from salon.wire.irc.commands.services import BY_NAME, SERVICES
from salon.wire.irc.conversation import Asked


@pytest.fixture
def alice() -> Client:
    """Return who speaks; there are accounts of zoe and of her own."""
    world = World()
    join_with_account(world, "zoe")
    return join_with_account(world, "alice")


@pytest.mark.parametrize(
    ("words", "commands"),
    [
        ("REGISTER x", [RegisterAccount("alice", "x")]),
        ("REGISTER x a@b", [RegisterAccount("alice", "x", "a@b")]),
        ("REGISTER x c0de", [RegisterAccount("alice", "x", "", "c0de")]),
        ("REGISTER x c0de a@b", [RegisterAccount("alice", "x", "a@b", "c0de")]),
        ("IDENTIFY x", [LogIn("alice", "x")]),
        ("identify zoe x", [LogIn("zoe", "x")]),
        ("LOGOUT", [LogOut()]),
        ("SETPASS x y", [ChangePassword("x", "y")]),
        ("PASSWD x y", [ChangePassword("x", "y")]),
        ("REGAIN", [ChangeNick("alice")]),
        ("RECOVER zoe x", [LogIn("zoe", "x"), ChangeNick("zoe")]),
        ("REGAIN nobody x", [LogIn("nobody", "x")]),
        ("DROP x", [EraseAccount("x")]),
        ("ERASE x", [EraseAccount("x", Remains.ANONYMOUS)]),
        ("ERASE x delete", [EraseAccount("x", Remains.DELETE)]),
        ("ERASE x y", []),
        ("CODE c0de", [UseCode("c0de")]),
        ("CODE c0de y", [ResetPassword("alice", "c0de", "y")]),
        ("CODE c0de zoe y", [ResetPassword("zoe", "c0de", "y")]),
        ("INFO", []),
        ("HELP", []),
        ("", []),
        ("REGAIN zoe", []),
        ("DROP", []),
        ("DROP x y", []),
        ("FOO", []),
    ],
)
@pytest.mark.parametrize("way", ["PRIVMSG nickserv :", "NS :"])
def test_what_words_mean(alice: Client, way: str, words: str, commands: list[Command]) -> None:
    """In a message as in a command of its own; what means no command is answered."""
    if way.startswith("PRIVMSG") and not words:
        return  # which says nothing to anybody
    assert meant(alice, way + words) == commands
    assert talk_of(alice).asked is Asked.NICKSERV
    assert bool(answered(alice)) is (not commands or words == "REGAIN")


def test_what_was_asked_is_forgotten_with_the_answer(alice: Client) -> None:
    """What comes next is answered plainly."""
    alice.send("NS INFO")
    assert talk_of(alice).asked is Asked.PLAINLY


def test_names_are_folded() -> None:
    """As the core has them, which gives them to nobody."""
    assert set(BY_NAME) == {casemapping("rfc8265").fold(service.value) for service in SERVICES}
    assert set(SERVICES) == {asked for asked in Asked if asked.is_service}
