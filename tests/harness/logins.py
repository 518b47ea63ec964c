"""People who log in to accounts in a world, whatever their wire has for it."""

from harness.world import Client, hashed
from salon.core.account_events import AccountRegistered
from salon.core.accounts import Account
from salon.core.commands import Command, LogOut
from salon.core.context import Context
from salon.core.decide import decide
from salon.core.decisions.logins import log_in_to
from salon.core.events import Event
from salon.core.needs import Need
from salon.core.replies import Outcome
from salon.core.state import State
from salon.delivery.decider import Decider


def account(state: State, name: str) -> Account:
    """Return an account that there is."""
    found = state.accounts.find(name)
    assert found is not None, f"there is no account {name}"
    return found


def make_account(state: State, decider: Decider, name: str) -> Account:
    """Make an account, unless it is there."""
    if state.accounts.find(name) is None:
        decider.announce(AccountRegistered(state.accounts.last + 1, name, hashed("secret"), 1))
    return account(state, name)


def log_in(client: Client, name: str = "") -> list[str]:
    """Log somebody in, to an account of their nick or another; made if need be; return what they see."""
    world = client.world
    own = make_account(world.state, world.decider, name or client.person.nick)
    context = Context(world.now, client.link.core)
    _happen(client, log_in_to(world.state, own, context))
    return client.take()


def log_out(client: Client) -> list[str]:
    """Log somebody out; return what they see."""
    ask(client, LogOut())
    return client.take()


def ask(client: Client, command: Command) -> list[Outcome]:
    """Have somebody ask for something past their wire; return what came of it, which has happened."""
    decision = decide(client.world.state, command, Context(client.world.now, client.link.core))
    assert not isinstance(decision, Need)
    _happen(client, decision)
    return decision


def _happen(client: Client, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Event):
            client.world.decider.announce(outcome)
    client.world.settle()
