"""Decide about people: coming in, nicks, being away, modes of one's own, leaving."""

from msgspec import structs

from salon.core import account_refusals, events, refusals
from salon.core.accounts import Account
from salon.core.commands import (
    ChangeNick,
    ChangeRealName,
    ChangeUserModes,
    Monitor,
    OpenSession,
    Quit,
    Register,
    Resume,
    SetAway,
)
from salon.core.context import Context
from salon.core.decisions import passwords, presence
from salon.core.decisions.admission import ban_of_arrival, ban_of_nick
from salon.core.decisions.bans import silenced_refusal
from salon.core.decisions.consent import end_consent, follow_nick, follow_session
from salon.core.decisions.files import stop_files_of
from salon.core.decisions.logins import operator_granted, renamed_away
from salon.core.decisions.permissions import refusal_of
from salon.core.decisions.speech import speech_refusal
from salon.core.decisions.succession import after_leaving
from salon.core.decisions.withheld_names import is_withheld
from salon.core.hosts import own_host, shown_host
from salon.core.modes import USER_MODES
from salon.core.presence_events import SessionAwayChanged
from salon.core.refusals import Refusal
from salon.core.replies import AlreadyAway, Decision, NameReserved, Outcome
from salon.core.sanction_refusals import Silenced
from salon.core.sources import source_of, with_nick
from salon.core.state import Person, State
from salon.texts.marks import N_
from salon.texts.visible import confined

OPERATOR_MODE = "o"

ADDRESS_BANNED = N_("Your address is banned from this server")


def register(state: State, command: Register, context: Context) -> Decision:
    """Let a connection in under a nick; one that logged in, as its account's person if that is here."""
    actor = context.actor
    if actor.person is not None:
        return [refusals.AlreadyRegistered()]
    if command.logged_in and not actor.account:
        return []
    account = state.accounts.find(actor.account) if actor.account else None
    present = account.person if account is not None else None
    name = account.name if account is not None else None
    refusal: Refusal | None = ban_of_arrival(state, actor, command.nick, command.username, name)
    if refusal is None and present is None:
        refusal = _arrival_refusal(state, command, account)
    stored = state.rules.passwords.get(actor.wire)
    if stored:
        problem = passwords.verify(stored, "server", context, refusals.WrongServerPassword())
        if isinstance(problem, Refusal):
            refusal = problem
        elif problem is not None and refusal is None:
            return problem
    if refusal is not None:
        return [refusal]
    if present is not None:
        return _attached(state, present, context)
    return _arrival(state, command, context, account)


def _arrival_refusal(state: State, command: Register, account: Account | None) -> Refusal | None:
    is_operator = account is not None and account.operator
    barred = refusal_of(state.rules.people.guests, has_account=account is not None, is_operator=is_operator)
    if barred is not None:
        return barred
    holder = state.find_person(command.nick)
    # One's own name is one's own, whoever has it meanwhile.
    own = holder if holder is not None and account is not None and holder.folded == account.folded else None
    name = account.name if account is not None else None
    refusal = nick_refusal(state, command.nick, own, name)
    if refusal is not None or (command.graced and state.rules.accounts.grace_seconds):
        return refusal
    return reserved_refusal(state, command.nick, name)


def _arrival(state: State, command: Register, context: Context, account: Account | None) -> list[Outcome]:
    now, holder = context.now, state.find_person(command.nick)
    outcome: list[Outcome] = [*renamed_away(state, holder, now)] if holder is not None else []
    named = (account.name, account.id) if account is not None else None
    host = shown_host(by_account=state.rules.accounts.cloaks, host=context.actor.host, account=named)
    source = source_of(state.last_person + 1, command.nick, command.username, host, named)
    real_name = confined(command.real_name, state.rules.limits.real_name_length)
    arrived = events.PersonArrived(source, real_name, now, command.modes)
    outcome += [
        arrived,
        *presence.arrived(state, account, arrived, context.actor),
        events.SessionAttached(context.actor.id, source, now),
    ]
    if account is not None and account.operator:
        outcome += operator_granted(source, command.modes, account.name, now)
    if reserved_refusal(state, command.nick, source.account) is not None:
        outcome.append(NameReserved(command.nick, state.rules.accounts.grace_seconds))
    return outcome


def _attached(state: State, person: Person, context: Context) -> list[Outcome]:
    """Return how a connection becomes one more of a person who is here, or the first again."""
    actor, now = context.actor, context.now
    missed = presence.first_missed(state, person)
    back = presence.before_attaching(state, person, actor, now)
    return [*back, events.SessionAttached(actor.id, person.source, now, missed)]


def resume(state: State, command: Resume, context: Context) -> Decision:
    """Let a connection go on as the person of another session. Nobody else hears of it."""
    if context.actor.person is not None:
        return [refusals.AlreadyRegistered()]
    before = state.sessions.get(command.session)
    if before is None or before.person is None:
        return [refusals.NothingToResume()]
    person, actor, now = before.person, context.actor, context.now
    return [
        *([SessionAwayChanged(actor.id, before.away)] if actor.away != before.away else []),
        events.SessionAttached(actor.id, person.source, now),
        *follow_session(state, before, actor, now),
        *stop_files_of(state, person, now, before.id),
        events.SessionDetached(
            before.id,
            person.source,
            N_("Resumed by another connection"),
            now,
            by_server=True,
            successor=actor.id,
            since=command.since,
        ),
    ]


def change_nick(state: State, command: ChangeNick, context: Context) -> Decision:
    """Give a person another nick."""
    person = context.person
    if command.nick == person.nick:
        return []
    holder = state.find_person(command.nick)
    # One's own name is one's own, whoever has it meanwhile.
    taken_back = holder is not None and holder is not person and is_own_name(state, holder.folded, person)
    refusal = nick_refusal(state, command.nick, holder if taken_back else person, person.account)
    refusal = refusal or reserved_refusal(state, command.nick, person.account)
    refusal = refusal or ban_of_nick(state, person, context.actor, command.nick)
    if refusal is None:
        refusal = _held_refusal(state, person, command.nick)
    if refusal is not None:
        return [refusal]
    old = person.source
    new = with_nick(old, command.nick)
    before = renamed_away(state, holder, context.now) if taken_back and holder is not None else []
    changed = events.NickChanged(old, new, context.now)
    return [*before, changed, *follow_nick(state, person, command.nick, context.now)]


def _held_refusal(state: State, person: Person, nick: str) -> Refusal | None:
    """Tell why somebody may not change the nick: under another one a ban or mute would not find them."""
    barred = _silenced_somewhere(state, person)
    if barred is None:
        return None
    return refusals.BannedFromNickChange(nick, barred.channel, barred.until, barred.reason)


def _silenced_somewhere(state: State, person: Person) -> Silenced | None:
    """Tell in which channel a ban or mute keeps somebody silent: nor must it hear them otherwise."""
    if not person.is_operator:
        for channel in person.channels.values():
            if not channel.members[person.id].ranks:
                refusal = silenced_refusal(state, channel, person)
                if refusal is not None:
                    return refusal
    return None


def nick_refusal(
    state: State, nick: str, own: Person | None = None, account: str | None = None
) -> Refusal | None:
    """Tell why somebody could not take a nick; `own` is who that is, once registered.

    `account`: what that person is logged in to. A nick that is the name of an account itself is the matter of
    `reserved_refusal`.
    """
    problem = state.names.nick_problem(nick, state.rules.limits.nick_length)
    if problem is not None:
        return refusals.NickInvalid(nick, problem)
    holder = state.find_person(nick)
    if holder is not None and holder is not own:
        kept = state.accounts.find(nick)
        # Perhaps it is its owner who asks, from another device, and has to hear of logging in.
        is_its_account = kept is not None and kept.person is holder
        return refusals.NickReserved(nick) if is_its_account else refusals.NickInUse(nick)
    twin = state.nick_look_alikes.find(nick, besides=own)
    if twin is not None:
        return refusals.NickLooksAlike(nick, twin.nick)
    if is_withheld(state, nick, account):
        return account_refusals.NameWithheld(nick)
    alike = state.accounts.look_alike(nick)
    if (
        alike is not None
        and alike.verified
        and alike.name != account
        and alike is not state.accounts.find(nick)
    ):
        return account_refusals.LooksLikeAccount(nick, alike.name)
    return None


def reserved_refusal(state: State, nick: str, account: str | None) -> Refusal | None:
    """Tell why a nick is not somebody's to take: it is the name of an account of another one."""
    holder = state.accounts.find(nick)
    is_others = holder is not None and holder.verified and holder.name != account
    return refusals.NickReserved(nick) if is_others else None


def is_own_name(state: State, folded: str, person: Person) -> bool:
    """Tell whether a folded name is that of the account which somebody is logged in to."""
    return person.account is not None and state.names.fold(person.account) == folded


def change_real_name(state: State, command: ChangeRealName, context: Context) -> Decision:
    """Give a person another real name."""
    longest = state.rules.limits.real_name_length
    real_name = confined(command.real_name, len(command.real_name.encode(errors="replace")))
    if not real_name or len(real_name.encode()) > longest:
        return [refusals.RealNameInvalid(longest)]
    barred = _silenced_somewhere(state, context.person)
    if barred is not None:
        return [refusals.BannedFromNameChange(barred.channel, barred.until, barred.reason)]
    return [
        events.RealNameChanged(context.person.source, real_name, context.now),
        *presence.kept(state, context.person, context.now, real_name=real_name),
    ]


def set_away(state: State, command: SetAway, context: Context) -> Decision:
    """Mark a connection as away, or back; and its person, where no other connection is otherwise."""
    session, person = context.actor, context.actor.person
    text = confined(command.text, state.rules.limits.away_length) or None
    if session.id not in state.sessions:
        return []
    if text == session.away:
        return [AlreadyAway(text)]
    barred = _silenced_somewhere(state, person) if person is not None and text is not None else None
    if barred is not None:
        return [barred]
    outcome: list[Outcome] = [SessionAwayChanged(session.id, text)]
    if person is not None:
        others = presence.texts_of(person, besides=session)
        outcome += presence.follow_away(state, person, [*others, text], context.now, text)
    return outcome if len(outcome) > 1 else [*outcome, AlreadyAway(text)]


def open_session(state: State, command: OpenSession, context: Context) -> Decision:
    """Take note of a connection, once."""
    session = context.actor.id
    if session in state.sessions:
        return []
    opened = events.SessionOpened(session, *structs.astuple(command))
    outcome: list[Outcome] = [structs.replace(opened, time=context.now)]
    # Gateways refuse whom they can; this one was about to be made.
    if not command.administrator and state.server_bans.of_address(command.address) is not None:
        outcome.append(events.SessionDetached(session, None, ADDRESS_BANNED, context.now, by_server=True))
    return outcome


def quit_server(state: State, command: Quit, context: Context) -> Decision:
    """End a session; a person leaves with their last one, unless their account stays."""
    session, person, now = context.actor, context.actor.person, context.now
    if session.id not in state.sessions:
        return []
    reason = confined(command.reason, state.rules.limits.kick_length)
    source = person.source if person is not None else None
    detached = events.SessionDetached(session.id, source, reason, now, by_server=command.by_server)
    if person is None:
        return [detached]
    if len(person.sessions) > 1:
        away = presence.after_detaching(state, person, session, now)
        return [*stop_files_of(state, person, now, session.id), detached, *away]
    if presence.stays(state, person):
        return [*presence.go_absent(state, person, detached, session)]
    heard = command.by_server or all(
        speech_refusal(state, channel, person) is None for channel in person.channels.values()
    )
    return leave(state, person, reason if heard else "", now, by_server=command.by_server)


def leave(
    state: State,
    person: Person,
    reason: str,
    now: int,
    killer: events.Source | None = None,
    *,
    by_server: bool = False,
) -> list[Outcome]:
    """Return what follows when a person leaves the server, with all their sessions."""
    # First, while both ends are still here to be told.
    outcome: list[Outcome] = [*stop_files_of(state, person, now), *end_consent(state, person)]
    outcome += [
        events.SessionDetached(session, person.source, reason, now, killer, by_server)
        for session in person.sessions
    ]
    outcome += [
        *presence.ended(state, person),
        events.PersonLeft(person.source, reason, now, killer, by_server),
    ]
    for channel in person.channels.values():
        outcome += after_leaving(state, channel, person, now)
    return outcome


def change_user_modes(state: State, command: ChangeUserModes, context: Context) -> Decision:
    """Change one's own modes; nobody makes themselves an operator by a mode."""
    person = context.person
    if state.find_person(command.nick) is not person:
        return [refusals.NotYourModes()]
    outcome: list[Outcome] = []
    changes = []
    unknown = ""
    held = set(person.modes)
    for change in command.changes:
        letter = change.letter
        if letter not in USER_MODES:
            unknown += letter
        elif change.adding and letter not in held and letter != OPERATOR_MODE:
            held.add(letter)
            changes.append(change)
        elif not change.adding and letter in held:
            held.discard(letter)
            changes.append(change)
    if changes:
        outcome.append(events.UserModesChanged(person.source, tuple(changes), context.now))
        outcome += presence.kept(state, person, context.now, modes="".join(sorted(held)))
    host = own_host(state, person, person.cloak)
    if person.is_operator and OPERATOR_MODE not in held and person.source.host != host:
        # The host of the configuration was the operator's.
        outcome.append(events.HostChanged(person.source, person.source.username, host, context.now))
    if unknown:
        # After what is known was applied, and once (modern-irc, messages-server_queries: User mode).
        outcome.append(refusals.UnknownUserMode(unknown))
    return outcome


def monitor(state: State, command: Monitor, context: Context) -> Decision:
    """Change the list of nicks that a session is told of (ircv3 monitor)."""
    watched = state.monitored_by.get(context.actor.id, {})
    names = state.names
    if command.clear:
        removed = tuple(watched)
    else:
        removed = tuple({folded: None for folded in map(names.fold, command.removed) if folded in watched})
    added: dict[str, str] = {}
    too_many: list[str] = []
    for nick in command.added:
        folded = names.fold(nick)
        if folded in watched or folded in added:
            continue
        if len(watched) + len(added) >= state.rules.limits.monitor_entries:
            too_many.append(nick)
        else:
            added[folded] = nick
    outcome: list[Outcome] = []
    if added or removed:
        outcome.append(events.MonitorChanged(context.actor.id, tuple(added.items()), removed))
    if too_many:
        outcome.append(refusals.MonitorListFull(tuple(too_many), state.rules.limits.monitor_entries))
    return outcome
