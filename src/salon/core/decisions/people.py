"""Decide about people: coming in, nicks, being away, modes of one's own, leaving."""

from msgspec import structs

from salon.core import events, refusals
from salon.core.apply import source_of
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
from salon.core.decisions import passwords
from salon.core.decisions.bans import is_silenced
from salon.core.decisions.consent import end_consent, follow_nick, follow_session
from salon.core.decisions.files import stop_files_of
from salon.core.decisions.speech import speech_refusal
from salon.core.decisions.succession import after_leaving
from salon.core.modes import USER_MODES
from salon.core.refusals import Refusal
from salon.core.replies import AlreadyAway, Decision, Outcome
from salon.core.state import Channel, Person, State
from salon.texts.cut import shorten
from salon.texts.marks import N_

OPERATOR_MODE = "o"


def register(state: State, command: Register, context: Context) -> Decision:
    """Let a connection in under a nick."""
    if context.actor.person is not None:
        return [refusals.AlreadyRegistered()]
    refusal = nick_refusal(state, command.nick, None)
    stored = state.rules.passwords.get(context.actor.wire)
    if stored:
        problem = passwords.verify(stored, "server", context, refusals.WrongServerPassword())
        if isinstance(problem, Refusal):
            refusal = problem
        elif problem is not None and refusal is None:
            return problem
    if refusal is not None:
        return [refusal]
    source = source_of(state.last_person + 1, command.nick, command.username, context.actor.host)
    real_name = shorten(command.real_name, state.rules.limits.real_name_length)
    return [
        events.PersonArrived(source, real_name, context.now, command.modes),
        events.SessionAttached(context.actor.id, source, context.now),
    ]


def resume(state: State, command: Resume, context: Context) -> Decision:
    """Let a connection go on as the person of another session. Nobody else hears of it."""
    if context.actor.person is not None:
        return [refusals.AlreadyRegistered()]
    before = state.sessions.get(command.session)
    if before is None or before.person is None:
        return [refusals.NothingToResume()]
    person, actor, now = before.person, context.actor, context.now
    return [
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
    refusal = nick_refusal(state, command.nick, person)
    if refusal is None:
        refusal = _held_refusal(state, person, command.nick)
    if refusal is not None:
        return [refusal]
    old = person.source
    new = source_of(old.person, command.nick, old.username, old.host, old.account, old.bot)
    changed = events.NickChanged(old, new, context.now)
    return [changed, *follow_nick(state, person, command.nick, context.now)]


def _held_refusal(state: State, person: Person, nick: str) -> Refusal | None:
    """Tell why somebody may not change the nick: under another one a ban or mute would not find them."""
    channel = _silencing_channel(state, person)
    return refusals.BannedFromNickChange(nick, channel.name) if channel is not None else None


def _silencing_channel(state: State, person: Person) -> Channel | None:
    """Return a channel in which a ban or mute keeps somebody silent: nor must it hear them otherwise."""
    if not person.is_operator:
        for channel in person.channels.values():
            if not channel.members[person.id].ranks and is_silenced(state, channel, person):
                return channel
    return None


def nick_refusal(state: State, nick: str, own: Person | None = None) -> Refusal | None:
    """Tell why somebody could not take a nick; `own` is who that is, once registered."""
    problem = state.names.nick_problem(nick, state.rules.limits.nick_length)
    if problem is not None:
        return refusals.NickInvalid(nick, problem)
    holder = state.find_person(nick)
    if holder is not None and holder is not own:
        return refusals.NickInUse(nick)
    twin = state.nick_look_alikes.find(nick, besides=own)
    if twin is not None:
        return refusals.NickLooksAlike(nick, twin.nick)
    return None


def change_real_name(state: State, command: ChangeRealName, context: Context) -> Decision:
    """Give a person another real name."""
    longest = state.rules.limits.real_name_length
    if not command.real_name or len(command.real_name.encode()) > longest:
        return [refusals.RealNameInvalid(longest)]
    channel = _silencing_channel(state, context.person)
    if channel is not None:
        return [refusals.BannedFromNameChange(channel.name)]
    return [events.RealNameChanged(context.person.source, command.real_name, context.now)]


def set_away(state: State, command: SetAway, context: Context) -> Decision:
    """Mark a person as away, or back."""
    person = context.person
    text = shorten(command.text, state.rules.limits.away_length) or None
    if text == person.away:
        return [AlreadyAway(text)]
    channel = _silencing_channel(state, person) if text is not None else None
    if channel is not None:
        return [refusals.MayNotSpeak(channel.name, "b")]
    return [events.AwayChanged(person.source, text, context.now)]


def open_session(state: State, command: OpenSession, context: Context) -> Decision:
    """Take note of a connection, once."""
    session = context.actor.id
    if session in state.sessions:
        return []
    return [events.SessionOpened(session, *structs.astuple(command))]


def quit_server(state: State, command: Quit, context: Context) -> Decision:
    """End a session; a person leaves with their last one."""
    session, person = context.actor, context.actor.person
    if session.id not in state.sessions:
        return []
    reason = shorten(command.reason, state.rules.limits.kick_length)
    if person is not None and len(person.sessions) == 1:
        heard = command.by_server or all(
            speech_refusal(state, channel, person) is None for channel in person.channels.values()
        )
        reason = reason if heard else ""
        return leave(state, person, reason, context.now, by_server=command.by_server)
    source = person.source if person is not None else None
    stopped = stop_files_of(state, person, context.now, session.id) if person is not None else []
    return [
        *stopped,
        events.SessionDetached(session.id, source, reason, context.now, by_server=command.by_server),
    ]


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
    outcome.append(events.PersonLeft(person.source, reason, now, killer, by_server))
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
    if person.is_operator and OPERATOR_MODE not in held and person.source.host != context.actor.host:
        # The host of the configuration was the operator's.
        outcome.append(
            events.HostChanged(person.source, person.source.username, context.actor.host, context.now)
        )
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
