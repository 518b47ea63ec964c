"""Decide whether an account stays while nobody is connected, and for how long."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from salon.core import account_refusals
from salon.core.commands import SetPersistence, ShowPersistence
from salon.core.context import Context
from salon.core.decisions.people import leave
from salon.core.decisions.presence import all_kept
from salon.core.events import Event
from salon.core.presence_events import Persistence, PersistenceChanged, PresenceEnded
from salon.core.replies import Decision, Outcome, PersistenceShown
from salon.core.state import State
from salon.texts.marks import N_

MOST_AT_ONCE: Final = 20
"""Absences that end in one step: each may be told to a thousand people."""

GONE: Final = N_("Not connected for too long")

DAY: Final = 86_400_000
"""In ms."""


def show_persistence(state: State, _command: ShowPersistence, context: Context) -> Decision:
    """Say whether one's account stays."""
    account = state.account_of(context.person)
    if account is None:
        return [account_refusals.NotLoggedIn()]
    return [shown(state, account.persistence)]


def set_persistence(state: State, command: SetPersistence, context: Context) -> Decision:
    """Have one's account stay, or not."""
    account, person, now = state.account_of(context.person), context.person, context.now
    if account is None:
        return [account_refusals.NotLoggedIn()]
    wish, before = command.persistence, account.persistence
    outcome: list[Outcome] = []
    if wish is not before:
        outcome.append(PersistenceChanged(account.id, wish))
        if wish is Persistence.ON:
            outcome += all_kept(state, person, account, now)
        elif before is Persistence.ON:
            outcome.append(PresenceEnded(account.id))
    return [*outcome, shown(state, wish)]


def shown(state: State, persistence: Persistence) -> PersistenceShown:
    """Return what somebody chose, and what comes of it."""
    days = state.rules.accounts.persistence_days
    return PersistenceShown(persistence, effective=persistence is Persistence.ON and days > 0)


def end_absences(state: State, now: int) -> Iterator[Event]:
    """Yield how people leave who were not connected for too long, some at a time.

    Each event has to be applied before the next is asked for.
    """
    longest = state.rules.accounts.persistence_days * DAY
    for number, absence in list(islice(state.absent.items(), MOST_AT_ONCE)):
        if now - absence.time < longest:
            return
        account = state.accounts.get(number)
        if account is not None and account.person is not None:
            for outcome in leave(state, account.person, GONE, now, by_server=True):
                if isinstance(outcome, Event):
                    yield outcome
