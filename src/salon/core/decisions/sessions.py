"""Decide about connections that are ended from another one: by their person, or by an operator."""

from collections.abc import Iterable

from salon.core import account_refusals
from salon.core.account_events import PasswordReplaced
from salon.core.accounts import Account
from salon.core.commands import EndOtherSessions, EndSession
from salon.core.context import Context
from salon.core.decisions import presence
from salon.core.decisions.files import stop_files_of
from salon.core.decisions.logins import arriving_log_in
from salon.core.decisions.people import leave
from salon.core.events import SessionDetached
from salon.core.replies import Decision, Outcome, SessionsEnded
from salon.core.state import Person, Session, State
from salon.texts.marks import N_

ENDED_BY_ONESELF = N_("Ended from another connection of yours")
ENDED_BY_OPERATOR = N_("Ended by an operator of the server")
PASSWORD_RESET = N_("The account has another password")
ENDED_ON_PURPOSE = frozenset((ENDED_BY_ONESELF, ENDED_BY_OPERATOR, PASSWORD_RESET))
"""Reasons for which a program is not to come back by itself."""


def end_session(state: State, command: EndSession, context: Context) -> Decision:
    """End one connection: its person stays, where that has others, or an account that stays."""
    actor, session = context.actor, state.sessions.get(command.session)
    may_end_all = actor.administrator or (actor.person is not None and actor.person.is_operator)
    is_own = session is not None and session.person is not None and session.person is actor.person
    if session is None or session.administrator or not (is_own or may_end_all):
        return [account_refusals.NoSuchSession(command.session)]
    reason = ENDED_BY_ONESELF if is_own else ENDED_BY_OPERATOR
    done = SessionsEnded(1)
    if session.person is None:
        return [done, SessionDetached(session.id, None, reason, context.now, by_server=True)]
    return [done, *end_sessions(state, session.person, [session], reason, context.now)]


def end_other_sessions(state: State, _command: EndOtherSessions, context: Context) -> Decision:
    """End all connections of somebody but the acting one."""
    person = context.person
    others = [session for session in person.sessions.values() if session is not context.actor]
    ended = end_sessions(state, person, others, ENDED_BY_ONESELF, context.now)
    return [SessionsEnded(len(others)), *ended]


def end_sessions(
    state: State, person: Person, ended: Iterable[Session], reason: str, now: int
) -> list[Outcome]:
    """Return how some connections of a person end; with the last one it is absent, or leaves."""
    ending = {session.id: session for session in ended}
    rest = [session.away for session in person.sessions.values() if session.id not in ending]
    if not ending:
        return []
    if not rest and not presence.stays(state, person):
        return leave(state, person, reason, now, by_server=True)
    last = None if rest else ending.popitem()[1]
    outcome = _detached(state, person, ending.values(), reason, now)
    if last is None:
        return [*outcome, *presence.follow_away(state, person, rest, now)]
    detached = SessionDetached(last.id, person.source, reason, now, by_server=True)
    return [*outcome, *presence.go_absent(state, person, detached, last)]


def ends_others(state: State, *, reset: bool = True) -> bool:
    """Tell whether another password ends connections; `reset`: not whoever knew the one before has set it."""
    policy = state.rules.accounts.password_ends_connections
    return policy == "always" or (policy == "reset" and reset)


def after_password(
    state: State, account: Account, context: Context, *, reset: bool = True, moving: bool = False
) -> list[Outcome]:
    """Return what another password of an account does to its connections but the acting one.

    `reset` is as in `ends_others`. `moving`: the acting connection, a guest's until
    now, speaks for the account's person when this happens.
    """
    actor, person, now = context.actor, account.person, context.now
    if not ends_others(state, reset=reset):
        return [PasswordReplaced(person.source, now)] if person is not None else []
    outcome = arriving_log_in(state, account, "", besides=actor)
    if person is None:
        return outcome
    others = [session for session in person.sessions.values() if session is not actor]
    if moving:
        # Whether the person is away then, it has said already.
        return outcome + _detached(state, person, others, PASSWORD_RESET, now)
    return outcome + end_sessions(state, person, others, PASSWORD_RESET, now)


def _detached(
    state: State, person: Person, sessions: Iterable[Session], reason: str, now: int
) -> list[Outcome]:
    outcome: list[Outcome] = []
    for session in sessions:
        outcome += stop_files_of(state, person, now, session.id)
        outcome.append(SessionDetached(session.id, person.source, reason, now, by_server=True))
    return outcome
