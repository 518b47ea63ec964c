"""What follows when somebody's connections come and go, or are away; and what a restart is to know of it.

A person is away when all of its connections are. One whose account stays has none at times: others see it as
away, it is in its channels, and what is said to it meanwhile it is shown when it is back.
"""

from collections.abc import Iterable, Iterator

from salon.core.accounts import Account
from salon.core.decisions.consent import end_consent
from salon.core.decisions.files import stop_files_of
from salon.core.events import (
    AwayChanged,
    Event,
    HostChanged,
    ModeChange,
    PersonArrived,
    SessionDetached,
    UserModesChanged,
)
from salon.core.hosts import own_host
from salon.core.presence_events import (
    MembershipEnded,
    MembershipKept,
    Persistence,
    PresenceEnded,
    PresenceKept,
)
from salon.core.replies import Outcome
from salon.core.state import Person, Session, State

UNSAID = "*"
"""The away text of a connection behind which nobody is, for no reason that is told (draft/pre-away)."""


# --- being away -----------------------------------------------------------------------------------


def follow_away(
    state: State, person: Person, texts: Iterable[str | None], now: int, chosen: str | None = None
) -> Iterator[AwayChanged]:
    """Yield how somebody goes away, or is back, whose connections have these away texts from now on.

    None is the text of one that is not away. `chosen`: the one that was just chosen.
    """
    away = _away_of(state, person, [*texts], chosen)
    if away != person.away:
        yield AwayChanged(person.source, away, now)


def _away_of(state: State, person: Person, texts: list[str | None], chosen: str | None) -> str | None:
    if None in texts:
        return None
    said = [text for text in texts if text != UNSAID]
    if chosen in said:
        return chosen
    if not said:
        return person.away or state.rules.absence
    return person.away if person.away in said else said[-1]


def texts_of(person: Person, *, besides: Session | None = None) -> list[str | None]:
    """Return the away texts of somebody's connections."""
    return [session.away for session in person.sessions.values() if session is not besides]


# --- coming and going -----------------------------------------------------------------------------


def first_missed(state: State, person: Person) -> int:
    """Return the sequence from which on nobody was here to be told what was said; 0: somebody is."""
    account = _staying(state, person)
    absence = state.absent.get(account.id) if account is not None else None
    return absence.heard + 1 if absence is not None else 0


def before_attaching(
    state: State, person: Person, session: Session, now: int, *, alone: bool = False
) -> Iterator[Event]:
    """Yield what comes before a connection speaks for a person who is here: they may be back by it.

    `alone`: all their other connections end with it.
    """
    others = () if alone else texts_of(person)
    yield from follow_away(state, person, [*others, session.away], now)
    if first_missed(state, person):
        yield from kept(state, person, now)


def after_detaching(state: State, person: Person, session: Session, now: int) -> Iterator[Event]:
    """Yield what follows when one of several connections of a person ends: the others may all be away."""
    yield from follow_away(state, person, texts_of(person, besides=session), now)


def stays(state: State, person: Person) -> bool:
    """Tell whether somebody stays when their last connection ends."""
    return bool(state.rules.accounts.persistence_days) and _staying(state, person) is not None


def go_absent(state: State, person: Person, detached: SessionDetached, session: Session) -> Iterator[Outcome]:
    """Yield how somebody who stays loses their last connection."""
    now = detached.time
    yield from stop_files_of(state, person, now)
    yield from end_consent(state, person)
    yield detached
    source = person.source
    account = state.account_of(person)
    by_account = account is not None and account.operator and person.operator == person.account
    if person.is_operator and not by_account:
        # That was by a password of the configuration, which the next connection may not know.
        yield UserModesChanged(source, (ModeChange("o", adding=False),), now)
        host = own_host(state, person, session.host)
        if source.host != host:
            yield HostChanged(source, source.username, host, now)
    yield from follow_away(state, person, (), now)
    account, heard = _staying(state, person), state.last_sequence
    if account is not None:
        shown = source.username, session.host, person.real_name, person.modes
        yield _kept(account, *shown, now, heard=heard, absent=True, away=person.away)


def absent_at_start(state: State, now: int) -> Iterator[PresenceKept]:
    """Yield that people who were connected when the server was killed are absent since now."""
    for number, absence in list(state.absent.items()):
        account = state.accounts.get(number)
        person = account.person if account is not None else None
        if account is not None and person is not None and not absence.time:
            shown = person.source.username, person.cloak, person.real_name, person.modes
            yield _kept(account, *shown, now, heard=absence.heard, absent=True)


# --- what lasts -----------------------------------------------------------------------------------


def arrived(state: State, account: Account | None, event: PersonArrived, session: Session) -> Iterator[Event]:
    """Yield what follows when somebody arrives by a connection, logged in or not."""
    away = session.away
    if away is not None:
        text = state.rules.absence if away == UNSAID else away
        yield AwayChanged(event.source, text, event.time)
    if account is not None and account.persistence is Persistence.ON:
        heard = state.last_sequence
        seen = event.source.username, session.host, event.real_name, event.modes
        yield _kept(account, *seen, event.time, heard=heard)


def kept(
    state: State, person: Person, now: int, *, real_name: str = "", modes: str | None = None
) -> Iterator[PresenceKept]:
    """Yield what a restart is to know of somebody who is here and stays; what is not given is as it is."""
    account = _staying(state, person)
    if account is not None:
        shown = real_name or person.real_name, person.modes if modes is None else modes
        yield _kept(account, person.source.username, person.cloak, *shown, now, heard=state.last_sequence)


def all_kept(state: State, person: Person, account: Account, now: int) -> Iterator[Event]:
    """Yield what lasts from now on of somebody who is here, logged in to an account that stays."""
    shown = person.source.username, person.cloak, person.real_name, person.modes
    yield _kept(account, *shown, now, heard=state.last_sequence)
    for channel in person.channels.values():
        member = channel.members[person.id]
        yield MembershipKept(account.id, channel.id, member.joined, member.closure)


def _kept(
    account: Account,
    username: str,
    cloak: str,
    real_name: str,
    modes: str,
    now: int,
    *,
    heard: int,
    absent: bool = False,
    away: str | None = None,
) -> PresenceKept:
    # Whether the account is an operator's is asked again at the start.
    lasting = modes.replace("o", "")
    seen = username, cloak, real_name, lasting
    return PresenceKept(account.id, *seen, away or "", now, absent, heard)


def ended(state: State, person: Person) -> Iterator[PresenceEnded]:
    """Yield that nothing lasts any more of somebody who is gone, or logged out."""
    account = _staying(state, person)
    if account is not None:
        yield PresenceEnded(account.id)


def joined(state: State, person: Person, channel: int, closure: int) -> Iterator[MembershipKept]:
    """Yield that it lasts that somebody is in a channel, which they join in this closure."""
    account = _staying(state, person)
    if account is not None:
        yield MembershipKept(account.id, channel, state.last_sequence, closure)


def left(state: State, person: Person, channel: int) -> Iterator[MembershipEnded]:
    """Yield that somebody is in a channel no more, after a restart as well."""
    account = _staying(state, person)
    if account is not None:
        yield MembershipEnded(account.id, channel)


def _staying(state: State, person: Person) -> Account | None:
    """Return the account of somebody, if it stays where the rules permit that."""
    account = state.account_of(person)
    return account if account is not None and account.persistence is Persistence.ON else None
