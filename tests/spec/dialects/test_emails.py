"""Accounts that are confirmed by e-mail on `chaines`, `public` and `relais`."""

from collections.abc import Callable

import pytest
from msgspec import structs

from harness.chaines_people import enter as enter_chaines
from harness.dialect_people import connect_public, connect_relais, enter_public, enter_relais, world_with_room
from harness.letters import last_code
from harness.world import SERVICE, DialectClient, World
from salon.core.events import RulesChanged
from salon.core.rules import AccountPolicy, MailPolicy
from salon.wire.dialects.accounts import may_hold_password
from salon.wire.dialects.chaines.session import ChainesSession

EMAIL = "bob@example.org"
CREATED = (
    "The account bob has been created, but is not confirmed yet. A code has been sent to"
    f" {EMAIL}: write /verify bob CODE."
)


def connect_chaines(world: World) -> DialectClient:
    """Open a connection to `chaines`."""
    return world.connect_dialect(ChainesSession)


CONNECT = pytest.mark.parametrize("connect", [connect_chaines, connect_public, connect_relais])
ENTER = pytest.mark.parametrize("enter", [enter_chaines, enter_public, enter_relais])
Connect = Callable[[World], DialectClient]
Enter = Callable[[World, str], DialectClient]


def mailing(*, needed: bool = True) -> World:
    """Return a server with a room that sends e-mails."""
    world = world_with_room()
    policy = AccountPolicy(require_email=needed, plaintext_passwords="allow")
    world.decider.announce(
        RulesChanged(structs.replace(world.state.rules, accounts=policy, mail=MailPolicy()))
    )
    world.postman.service = SERVICE
    return world


@CONNECT
def test_before_a_name_is_chosen(connect: Connect) -> None:
    """Nobody connects under the name before the code; with it, one does."""
    world = mailing()
    bob = connect(world)
    assert CREATED in bob.send(f"/register bob sesame-sesame {EMAIL}")
    assert bob.link.core.person is None
    assert any("not confirmed yet" in line for line in bob.send("/login bob sesame-sesame"))
    assert bob.link.core.person is None
    bob.send(f"/verify bob {last_code(world)}")
    assert bob.person.account == "bob"


@ENTER
def test_a_guest(enter: Enter) -> None:
    """Who is there already has the name to themselves: the code is enough."""
    world = mailing()
    bob = enter(world, "bob")
    assert bob.send("/register sesame-sesame") == [
        "An account on this server needs an e-mail address: add yours."
    ]
    assert bob.send(f"/register sesame-sesame {EMAIL}") == [CREATED]
    assert bob.send("/verify x") == ["This code is not valid, or no longer valid: ask for a new one."]
    assert bob.send(f"/verify {last_code(world)}") == ["You are logged in as bob."]
    assert bob.person.account == "bob"


@ENTER
def test_another_address(enter: Enter) -> None:
    """With the password; the code confirms it."""
    world = mailing(needed=False)
    bob = enter(world, "bob")
    bob.send("/register sesame-sesame")
    assert bob.send(f"/email sesame-sesame {EMAIL}") == [
        f"A code has been sent to {EMAIL}. Write /verify bob CODE to confirm that address."
    ]
    assert bob.send(f"/verify {last_code(world)}") == [f"The e-mail address {EMAIL} is confirmed."]
    assert bob.send("/email sesame-sesame bob") == [
        "bob is not an e-mail address that this server can send to."
    ]


@CONNECT
def test_a_forgotten_password(connect: Connect) -> None:
    """The code leads in, under the name; the answer to who asks for it tells nothing."""
    world = mailing(needed=False)
    bob = enter_public(world, "bob")
    bob.send(f"/register sesame-sesame {EMAIL}")
    bob.send(f"/verify {last_code(world)}")
    bob.close()
    world.mails.clear()
    back = connect(world)
    back.take()
    answers = [back.send(f"/reset {name}") for name in ("bob", "rob")]
    assert answers[0] == [line.replace("rob", "bob") for line in answers[1]]
    assert len(world.mails) == 1
    back.send("/reset bob x other-password")
    assert back.link.core.person is None
    back.send(f"/reset bob {last_code(world)} other-password")
    assert back.person.account == "bob"


@pytest.mark.parametrize("enter", [enter_public, enter_relais])
@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("/verify", "/verify [NAME] CODE"),
        ("/verify a b c", "/verify [NAME] CODE"),
        ("/email sesame-sesame", "/email PASSWORD ADDRESS"),
        ("/reset", "/reset NAME [CODE NEW-PASSWORD]"),
        ("/reset a b", "/reset NAME [CODE NEW-PASSWORD]"),
        ("/register a b c", "/register PASSWORD [EMAIL] [CODE]"),
        ("/register a b@c d@e f", "/register PASSWORD [EMAIL] [CODE]"),
    ],
)
def test_what_is_missing(enter: Enter, line: str, form: str) -> None:
    """The answer says how it is written."""
    assert enter(mailing(), "bob").send(line) == [f"Write {form}."]


@pytest.mark.parametrize(
    "text",
    [
        "register a b@c d",
        "email sesame-sesame b@c",
        "reset bob code sesame-sesame",
        "-emial sesame-sesame b@c",
        "//reset a b c",
    ],
)
def test_a_sign_that_is_missing(text: str) -> None:
    """What may hold a password is said to nobody."""
    assert may_hold_password(text)
