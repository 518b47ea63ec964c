"""Decide about connections that are ended from another one: by their person, or by an operator."""

from collections.abc import Iterable

from salon.core import account_refusals
from salon.core.commands import EndOtherSessions, EndSession
from salon.core.context import Context
from salon.core.decisions import presence
from salon.core.decisions.files import stop_files_of
from salon.core.decisions.people import leave
from salon.core.events import SessionDetached
from salon.core.replies import Decision, Outcome, SessionsEnded
from salon.core.state import Person, Session, State
from salon.texts.marks import N_

ENDED_BY_ONESELF = N_("Ended from another connection of yours")
ENDED_BY_OPERATOR = N_("Ended by an operator of the server")


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
    outcome: list[Outcome] = []
    last = None if rest else ending.popitem()[1]
    for session in ending.values():
        outcome += stop_files_of(state, person, now, session.id)
        outcome.append(SessionDetached(session.id, person.source, reason, now, by_server=True))
    if last is None:
        return [*outcome, *presence.follow_away(state, person, rest, now)]
    detached = SessionDetached(last.id, person.source, reason, now, by_server=True)
    return [*outcome, *presence.go_absent(state, person, detached, last)]
