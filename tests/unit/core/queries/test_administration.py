"""What the owner sees: everything but what proves something."""

from msgspec import structs

from harness.owner import Owner
from harness.world import World
from salon.core.account_refusals import NoSuchAccount
from salon.core.commands import LogIn
from salon.core.queries import administration
from salon.core.queries.administration import AccountShown, SessionShown


def test_no_secret_is_among_what_is_shown() -> None:
    """Neither the hash of a password nor a whole digest."""
    world = World()
    owner = Owner(world)
    owner.ask("account-add", name="alice", password="secret")
    owner.ask("invite")
    shown = [*administration.accounts(world.state), *administration.codes(world.state, world.now)]
    texts = [str(value) for row in shown if row is not None for value in structs.astuple(row)]
    assert len(shown) == 2
    assert not any("$argon2id$" in text or len(text) > 40 for text in texts)


def test_an_account_is_shown_with_its_connections() -> None:
    """Of those that speak for it, and no others."""
    world = World()
    Owner(world).ask("account-add", name="alice", password="secret")
    world.join("bob")
    alice = world.join("guest")
    world.hub._ask(alice.link, [LogIn("alice", "secret")], world.now)
    world.settle()
    account, session = administration.account(world.state, "ALICE")
    assert isinstance(account, AccountShown)
    assert isinstance(session, SessionShown)
    assert (account.sessions, session.nick, session.account) == (1, alice.person.nick, "alice")
    assert [*administration.account(world.state, "zoé")] == [NoSuchAccount("zoé")]


def test_a_connection_of_nobody_is_shown() -> None:
    """It has an address."""
    world = World()
    world.connect()
    (session,) = administration.sessions(world.state)
    assert isinstance(session, SessionShown)
    assert (session.nick, session.since, session.address) == ("", world.now, "192.0.2.1")


def test_a_code_whose_time_is_over_is_not_shown() -> None:
    """It opens nothing any more."""
    world = World()
    Owner(world).ask("invite", days=1)
    later = world.now + 86_400_000
    assert [*administration.codes(world.state, later)] == [None]
