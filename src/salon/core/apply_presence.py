"""Write into the state what has happened to the presence of people."""

from collections.abc import Callable
from typing import Any

from salon.core import presence_events
from salon.core.events import Event
from salon.core.state import Absence, Member, Person, Session, State


def take_session(session: Session, person: Person) -> None:
    """Let a connection speak for somebody; bans of its address concern them from now on."""
    session.person = person
    if not person.sessions:
        person.cloak = session.host
    person.sessions[session.id] = session
    forget_mutes(person)


def lose_session(session: Session, person: Person) -> None:
    """Let a connection speak for somebody no more."""
    del person.sessions[session.id]
    session.person = None
    if person.sessions:
        person.cloak = next(iter(person.sessions.values())).host
    forget_mutes(person)


def forget_mutes(person: Person) -> None:
    """Forget where somebody may not speak: it is found out anew."""
    for channel in person.channels.values():
        channel.mute_cache.pop(person.id, None)


def _session_away_changed(state: State, event: presence_events.SessionAwayChanged) -> None:
    state.sessions[event.session].away = event.text


def _persistence_changed(state: State, event: presence_events.PersistenceChanged) -> None:
    account = state.accounts.get(event.account)
    assert account is not None  # noqa: S101 - whoever decided has seen it
    account.persistence = event.persistence


def _presence_kept(state: State, event: presence_events.PresenceKept) -> None:
    account = state.accounts.get(event.account)
    if account is not None and account.person is not None and not account.person.sessions:
        # At a start, where others see a host that tells nothing of it.
        account.person.cloak = event.host
    # Behind those who went earlier.
    state.absent.pop(event.account, None)
    if event.absent:
        state.absent[event.account] = Absence(event.time, event.heard)


def _presence_ended(state: State, event: presence_events.PresenceEnded) -> None:
    state.absent.pop(event.account, None)


def _membership(_state: State, _event: Event) -> None:
    """Who is in a channel is known already; that it lasts is for the disk."""


def _membership_restored(state: State, event: presence_events.MembershipRestored) -> None:
    person, channel = state.people[event.person], state.channels[event.channel]
    account = state.account_of(person)
    ranks = channel.ranks_of_account(account.id) if account is not None else 0
    channel.members[person.id] = Member(person, ranks, event.joined, event.closure)
    person.channels[channel.id] = channel


APPLY_PRESENCE: dict[type[Event], Callable[[State, Any], object]] = {
    presence_events.SessionAwayChanged: _session_away_changed,
    presence_events.PersistenceChanged: _persistence_changed,
    presence_events.PresenceKept: _presence_kept,
    presence_events.PresenceEnded: _presence_ended,
    presence_events.MembershipKept: _membership,
    presence_events.MembershipEnded: _membership,
    presence_events.MembershipRestored: _membership_restored,
}
