"""Somebody who is new reads how to keep the nick, and the owner of a name how to log in."""

import pytest

from harness.dialect_people import PUBLIC
from harness.irc_accounts import join_with_account
from harness.world import World
from salon.core.rules import AccountPolicy
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.relais import RelaisSession

OFFER = "create an account: /msg NickServ REGISTER PASSWORD"


def greeting(policy: AccountPolicy, *before: str) -> str:
    """Return what a guest called zoe is told."""
    world = World(rules={"accounts": policy})
    return "\n".join(world.connect().send(*before, "NICK zoe", "USER zoe 0 * :zoe", "CAP END"))


def test_a_guest_is_told_how_to_keep_the_nick() -> None:
    """By NickServ, in words that can be typed."""
    assert f":NickServ!NickServ@salon.test NOTICE zoe :To keep the nick zoe, {OFFER}" in greeting(
        AccountPolicy()
    )
    assert "REGISTER PASSWORD CODE" in greeting(AccountPolicy(registration="invite"))
    assert "REGISTER PASSWORD EMAIL" in greeting(AccountPolicy(require_email=True))
    assert "REGISTER PASSWORD EMAIL CODE" in greeting(
        AccountPolicy(registration="invite", require_email=True)
    )


def test_nobody_is_offered_what_is_not_to_be_had() -> None:
    """No account where none is made, and no command to a program that has a form of its own."""
    assert "NickServ" not in greeting(AccountPolicy(registration="closed"))
    assert "NickServ" not in greeting(AccountPolicy(), "CAP REQ :draft/account-registration")


def test_the_owner_of_a_name_that_is_here_is_told_to_log_in() -> None:
    """From another device, on each wire after the words that it has for a name that is taken."""
    world = World()
    join_with_account(world, "zoe", "#a")
    (line,) = world.connect().send("NICK zoe", "USER zoe 0 * :zoe")
    assert line.endswith(
        " 433 * zoe :The name zoe belongs to an account: log in to it, or choose another name."
    )
    for kind in (ChainesSession, RelaisSession):
        client = world.connect_dialect(kind)
        client.take()
        assert "If the name zoe is yours: /login zoe PASSWORD" in client.send("zoe")


def test_who_is_nobody_yet_on_public_is_told_of_logging_in() -> None:
    """As well as of choosing a name."""
    client = World().connect_dialect(PUBLIC)
    client.take()
    assert "/login NAME PASSWORD" in client.send("hello")[0]


@pytest.mark.parametrize("nick", ["zoe", "ZOE"])
def test_a_guest_under_a_name_is_no_owner(nick: str) -> None:
    """A nick of a guest is in use, and no account's."""
    world = World()
    world.join("zoe", "#a")
    (line,) = world.connect().send(f"NICK {nick}", "USER zoe 0 * :zoe")
    assert line.endswith(":The nick is already in use")
