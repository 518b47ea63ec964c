"""Which names are nobody's, how short a password may be, and how each wire says what to do instead."""

from typing import Any

import pytest

from harness.dialect_people import PUBLIC
from harness.irc_accounts import join_with_account
from harness.owner import Owner
from harness.world import World
from salon.core.events import ChannelFounded
from salon.core.rules import AccountPolicy
from salon.wire.dialects.chaines.session import ChainesSession
from salon.wire.dialects.relais import RelaisSession

SHORT = "This password is too short: it must have at least 8 characters."
SEVEN, EIGHT = "é" * 7, "é" * 8
LOG_IN = "If the name zoe is yours: /login zoe PASSWORD"

ROOMS = frozenset({"#public"})


@pytest.fixture
def world() -> World:
    """Return a server with the policy that it comes with."""
    world = World(
        rules={"accounts": AccountPolicy(plaintext_passwords="allow"), "rooms": frozenset({"#public"})}
    )
    world.decider.announce(ChannelFounded(1, "#public", world.now))
    world.settle()
    return world


def test_a_short_password_on_irc(world: World) -> None:
    """Refused by REGISTER and by NickServ, for a new account and a new password; characters are counted."""
    ann = world.join("ann")
    (line,) = ann.send(f"REGISTER * * {SEVEN}")
    assert line.endswith(f"FAIL REGISTER WEAK_PASSWORD: {SHORT}")
    assert ann.send(f"NS REGISTER {SEVEN}")[0].endswith(SHORT)
    assert ann.person.account is None
    ann.send(f"NS REGISTER {EIGHT}")
    assert ann.person.account == "ann"
    assert ann.send(f"NS SETPASS {EIGHT} {SEVEN}")[0].endswith(SHORT)


@pytest.mark.parametrize("kind", [ChainesSession, RelaisSession, PUBLIC])
def test_a_short_password_elsewhere(world: World, kind: Any) -> None:
    """The same, on the wires of lines."""
    client = world.connect_dialect(kind)
    client.take()
    assert client.send(f"/register bob {SEVEN}")[0] == SHORT
    client.send(f"/register bob {EIGHT}")
    assert client.person.account == "bob"
    assert client.send(f"/password {EIGHT} {SEVEN}") == [SHORT]


def test_a_short_password_from_the_owner(world: World) -> None:
    """The owner of the server is told as anybody else."""
    (answer,) = Owner(world).ask("account-add", name="bob", password=SEVEN)
    assert (answer["answer"], answer["text"]) == ("refused", SHORT)


@pytest.mark.parametrize("nick", ["SaslServ", "operserv", "Admin", "root", "\u0430dmin", "SYSTEM"])
def test_a_name_that_is_withheld(world: World, nick: str) -> None:
    """Nobody connects under it, changes to it, or registers it; what looks like it is no better."""
    told = f"This server reserves the name {nick}: choose another one."
    client = world.connect()
    assert client.send(f"NICK {nick}", "USER x 0 * :X")[-1] == f":salon.test 433 * {nick} :{told}"
    ann = world.join("ann")
    assert ann.send(f"NICK {nick}") == [f":salon.test 433 ann {nick} :{told}"]
    assert world.connect_dialect(RelaisSession).send(f"/register {nick} {EIGHT}")[-2] == told
    chaines, public = world.connect_dialect(ChainesSession), world.connect_dialect(PUBLIC)
    chaines.take()
    assert chaines.send(nick)[:2] == ["Nickname déjà utilisé", told]
    if nick.isascii():  # the document's client has no others
        public.send("/pseudo")
        assert public.send(nick) == ["Ce pseudo existe déjà", "Déconnexion"]
    dialect = world.connect_dialect(RelaisSession)
    dialect.take()
    assert dialect.send(nick)[0] == told


def test_the_owner_has_an_account_of_a_withheld_name(world: World) -> None:
    """Its holder has the name, and nobody else; a service's name is not to be had even so."""
    owner = Owner(world)
    (answer,) = owner.ask("account-add", name="admin", password=EIGHT)
    assert answer["answer"] == "done"
    (answer,) = owner.ask("account-add", name="nickserv", password=EIGHT)
    assert answer["answer"] == "refused"
    ann = world.join("ann")
    ann.send(f"NS IDENTIFY admin {EIGHT}", "NICK admin")
    assert ann.person.nick == "admin"
    client = world.connect_dialect(RelaisSession)
    client.send(f"/login admin {EIGHT}")
    assert client.person.nick == "admin"


def test_a_name_that_looks_like_an_account(world: World) -> None:
    """Both are named: that of an account is no secret, for nobody can take it."""
    join_with_account(world, "zoe").send("QUIT")
    told = "z\u043ee looks like zoe, the name of an account: choose another name."
    ann = world.join("ann")
    assert ann.send("NICK z\u043ee") == [f":salon.test 433 ann z\u043ee :{told}"]
    assert world.connect_dialect(RelaisSession).send(f"/register z\u043ee {EIGHT}")[-2] == told


def test_how_to_log_in_is_said_on_each_wire(world: World) -> None:
    """To whoever takes the name of an account; the words that the old programs wait for come first."""
    join_with_account(world, "zoe").send("QUIT")
    ann = world.join("ann")
    (line,) = ann.send("NICK zoe")
    assert line.endswith("If it is yours: /msg NickServ REGAIN zoe PASSWORD")
    chaines = world.connect_dialect(ChainesSession)
    chaines.take()
    assert chaines.send("zoe")[:2] == ["Nickname déjà utilisé", LOG_IN]
    relais = world.connect_dialect(RelaisSession)
    relais.take()
    assert LOG_IN in relais.send("zoe")
    public = world.connect_dialect(PUBLIC)
    public.send("/pseudo")
    assert public.send("zoe") == ["Ce pseudo existe déjà", "Déconnexion"]


def test_whoever_is_renamed_is_told_why(world: World) -> None:
    """After the time of grace, with the way to have the name back; which works."""
    join_with_account(world, "zoe").send("QUIT")
    guest = world.connect()
    lines = guest.send("CAP REQ standard-replies", "NICK zoe", "USER z 0 * :Z", "CAP END")
    (warned,) = (its for its in lines if "NICK_RESERVED" in its)
    assert "/msg NickServ IDENTIFY PASSWORD" in warned
    world.pass_time(61)
    renamed, why = guest.take()[-2:]
    nick = guest.person.nick
    assert nick.startswith("Guest")
    assert renamed.endswith(f"NICK :{nick}")
    assert why == (
        f":salon.test WARN NICK NICK_RESERVED zoe :You are called {nick} now, because zoe belongs to an "
        "account. If it is yours: /msg NickServ REGAIN zoe PASSWORD"
    )
    guest.send("PRIVMSG NickServ :REGAIN zoe sesame-8")
    assert guest.person.nick == "zoe"


def test_a_code_when_one_has_an_account(world: World) -> None:
    """It is named how a code is used by somebody who is logged in."""
    ann = join_with_account(world, "ann")
    told = ann.send(f"NS REGISTER {EIGHT} a1b2-c3d4")[0]
    assert told.endswith("To use a code with this account: /msg NickServ CODE <code>")


def test_an_invitation_to_what_cannot_be_a_channel(world: World) -> None:
    """No code is drawn for it."""
    owner = Owner(world)
    (answer,) = owner.ask("invite", channels=["#good", "pas bon"])
    assert answer["answer"] == "refused"
    assert owner.rows("invitations") == []
