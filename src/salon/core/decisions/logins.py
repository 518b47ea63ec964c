"""What follows when somebody logs in: whom a connection speaks for, an operator's modes, whose a name is."""

from salon.core import account_refusals, email_refusals
from salon.core.accounts import Account
from salon.core.context import Context
from salon.core.decisions import passwords, presence
from salon.core.decisions.admission import ban_of_account
from salon.core.decisions.blocks import taken_along
from salon.core.decisions.consent import end_consent, follow_nick
from salon.core.decisions.files import stop_files_of
from salon.core.decisions.kept_ranks import given_by
from salon.core.decisions.marks import marks_taken_along
from salon.core.decisions.metadata import brought_along
from salon.core.decisions.succession import after_leaving
from salon.core.events import (
    Event,
    ModeChange,
    NickChanged,
    OperatorGranted,
    PersonLeft,
    SessionLoggedIn,
    SessionMoved,
    Source,
    UserModesChanged,
)
from salon.core.hosts import follow_login
from salon.core.presence_events import Persistence
from salon.core.refusals import Refusal
from salon.core.replies import LoginDone, Outcome
from salon.core.sources import with_nick
from salon.core.state import Person, Session, State
from salon.texts.marks import N_

MOVED = N_("Logged in")


def log_in_to(
    state: State, account: Account, context: Context, *, readable: bool | None = None, alone: bool = False
) -> list[Outcome]:
    """Return what follows when a connection has proved that an account is its own.

    `readable`: whether others can read the password on the way; by default, if they can read all that comes.
    `alone`: all other connections of the account are to end with it.
    """
    refusal = login_refusal(state, account)
    if refusal is not None:
        return [refusal]
    return let_in(state, account, context, readable=readable, alone=alone)


def login_refusal(state: State, account: Account, *, confirmed: bool = False) -> Refusal | None:
    """Tell why nobody can log in to an account. `confirmed`: its e-mail address is about to be."""
    if account.suspended:
        return account_refusals.AccountUnusable(account.name)
    if not (account.verified or confirmed):
        return email_refusals.AccountUnconfirmed(account.name)
    return ban_of_account(state, account.name)


def let_in(
    state: State, account: Account, context: Context, *, readable: bool | None = None, alone: bool = False
) -> list[Outcome]:
    """Return what follows a login to an account that can be used, or can from now on, as `log_in_to`."""
    session, person, now = context.actor, context.actor.person, context.now
    if readable is None:
        readable = passwords.is_readable(state, context)
    done = LoginDone(account.name, readable=readable)
    if person is None:
        return [SessionLoggedIn(session.id, account.name), done]
    if person.account is not None:
        if person is account.person:
            return [SessionLoggedIn(session.id, account.name), done]
        return [account_refusals.AlreadyLoggedIn(person.account)]
    if account.person is not None:
        return [*_moved(state, account.person, context, alone=alone), done]
    outcome: list[Outcome] = [*taken_along(state, person, account.id, now)]
    outcome += marks_taken_along(state, person, account.id, now)
    outcome += brought_along(state, person, account.id, now)
    outcome += follow_login(state, person, account.name, account.id, now)
    outcome += given_by(state, account, person, now)
    if account.persistence is Persistence.ON:
        outcome += presence.all_kept(state, person, account, now)
    if account.operator:
        outcome += operator_granted(person.source, person.modes, account.name, now)
    holder = state.nicks.get(account.folded)
    if holder is not None and holder is not person:
        outcome += renamed_away(state, holder, now)
    return [*outcome, done]


def _moved(state: State, target: Person, context: Context, *, alone: bool) -> list[Outcome]:
    """Return how a guest's connection becomes one more of a person who is here; the guest leaves."""
    session, guest, now = context.actor, context.person, context.now
    is_last = len(guest.sessions) == 1
    outcome: list[Outcome] = [*stop_files_of(state, guest, now, 0 if is_last else session.id)]
    if is_last:
        outcome += end_consent(state, guest)
        outcome += marks_taken_along(state, guest, target.account_id, now)
    missed = presence.first_missed(state, target)
    outcome += presence.before_attaching(state, target, session, now, alone=alone)
    outcome.append(SessionMoved(session.id, guest.source, target.source, now, missed))
    if not is_last:
        return [*outcome, *presence.after_detaching(state, guest, session, now)]
    outcome.append(PersonLeft(guest.source, MOVED, now, by_server=True))
    for channel in guest.channels.values():
        outcome += after_leaving(state, channel, guest, now)
    return outcome


def arriving_log_in(
    state: State, account: Account, name: str, besides: Session | None = None
) -> list[Outcome]:
    """Return how connections that proved the account, and speak for nobody yet, get another one's name."""
    return [
        SessionLoggedIn(session.id, name)
        for session in state.sessions.values()
        if session.person is None and session.account == account.name and session is not besides
    ]


def operator_granted(source: Source, modes: str, account: str, now: int) -> list[Outcome]:
    """Return what makes a person a server operator by an account; operators read WALLOPS."""
    changes = tuple(ModeChange(letter, adding=True) for letter in "ow" if letter not in modes)
    return [OperatorGranted(source, account, changes, now)] if "o" not in modes else []


def operator_lost(person: Person, now: int) -> list[Outcome]:
    """Return what takes from a person what the account gave: to be a server operator."""
    if not person.is_operator or person.operator != person.account:
        return []
    return [UserModesChanged(person.source, (ModeChange("o", adding=False),), now)]


def renamed_away(state: State, person: Person, now: int) -> list[Event]:
    """Return how somebody gets a nick that is nobody's, in place of the name of somebody's account."""
    number = person.id & 0xFFFF_FFFF
    while state.find_person(f"Guest{number}") is not None or state.accounts.find(f"Guest{number}"):
        number += 1
    nick, old = f"Guest{number}", person.source
    new = with_nick(old, nick)
    return [NickChanged(old, new, now), *follow_nick(state, person, nick, now)]
