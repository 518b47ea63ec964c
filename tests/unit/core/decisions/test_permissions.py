"""What is left to people with accounts, or to server operators."""

from typing import Any

import pytest
from msgspec import structs

from harness.chatroom import Chatroom
from salon.core import commands, refusals
from salon.core.account_refusals import AccountNeeded, OperatorNeeded
from salon.core.commands import Command, Register, RegisterAccount
from salon.core.decisions.permissions import permission_refusal, refusal_of
from salon.core.needs import Hashed
from salon.core.rules import AccountPolicy, PeoplePolicy, Who

FOUND = commands.JoinChannel("#new")
WRITE = commands.PostMessage("bob", "salut")
OFFER = commands.OfferFile("#a", "bob", "x", 1, "0" * 64)


def room_with(**policy: Any) -> Chatroom:
    """Return a room with ann, a guest, and bob."""
    room = Chatroom(accounts=AccountPolicy(plaintext_passwords="allow", password_min_length=1))
    room.enter("ann", "#a")
    room.enter("bob", "#a")
    room.state.rules = structs.replace(room.state.rules, people=PeoplePolicy(**policy))
    return room


@pytest.mark.parametrize(
    ("who", "has_account", "is_operator", "refusal"),
    [
        ("all", False, False, None),
        ("accounts", False, False, AccountNeeded()),
        ("accounts", True, False, None),
        ("accounts", False, True, None),
        ("operators", False, False, OperatorNeeded()),
        ("operators", True, False, OperatorNeeded()),
        ("operators", True, True, None),
    ],
)
def test_who_may(who: Who, has_account: bool, is_operator: bool, refusal: refusals.Refusal | None) -> None:
    """A server operator may all."""
    assert refusal_of(who, has_account=has_account, is_operator=is_operator) == refusal


@pytest.mark.parametrize(
    ("deed", "command"), [("found_channels", FOUND), ("private_messages", WRITE), ("send_files", OFFER)]
)
def test_what_a_guest_may_not(deed: str, command: Command) -> None:
    """Where an account is needed; somebody who is logged in may."""
    room = room_with(**{deed: "accounts"})
    ann = room.person("ann")
    assert room.run(ann, command) == [AccountNeeded()]
    room.answered(ann, RegisterAccount("ann", "secret"), Hashed("hash"))
    assert permission_refusal("accounts", ann) is None
    assert room.run(ann, command) != [AccountNeeded()]


def test_everybody_may_write_to_a_server_operator() -> None:
    """Whoever needs help has nobody else."""
    room = room_with(private_messages="operators")
    assert room.run(room.person("ann"), WRITE) == [OperatorNeeded()]
    room.person("bob").modes = "o"
    assert room.run(room.person("ann"), WRITE) != [OperatorNeeded()]


def test_a_channel_that_is_there_may_be_entered_by_all() -> None:
    """It is only not founded."""
    room = room_with(found_channels="operators")
    assert room.run(room.enter("cleo"), commands.JoinChannel("#a")) != [OperatorNeeded()]


def test_guests_may_be_kept_out() -> None:
    """Whoever logs in first is let in."""
    room = Chatroom(people=PeoplePolicy(guests="accounts"))
    session = room.connect()
    assert room.run(session, Register("ann", "~u", "Ann")) == [AccountNeeded()]
    room.answered(session, RegisterAccount("ann", "secret"), Hashed("hash"))
    room.run(session, Register("ann", "~u", "Ann"))
    assert room.person("ann").account == "ann"
