"""Write what has happened into the state, at once. Never refuses, never looks outside."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from salon.core import events, file_events
from salon.core.acts import ActNoted
from salon.core.addresses import site_of
from salon.core.apply_accounts import APPLY_ACCOUNTS, follow_account, watch_name
from salon.core.apply_bans import APPLY_BANS
from salon.core.apply_messages import APPLY_MESSAGES
from salon.core.apply_metadata import APPLY_METADATA
from salon.core.apply_modes import (
    APPLY_MODES,
    note_expiry,
    reset_modes,
    restore_modes,
    take_back,
    with_letter,
)
from salon.core.apply_names import APPLY_NAMES, judge_name, take_forbidden_names
from salon.core.apply_ownership import APPLY_OWNERSHIP, change_owner
from salon.core.apply_presence import APPLY_PRESENCE, forget_mutes, lose_session, take_session
from salon.core.events import Event
from salon.core.machines import Machine
from salon.core.modes import DEFAULT_CHANNEL_MODES
from salon.core.queries.retention import retention_of
from salon.core.recent_ids import Posted, words_of
from salon.core.state import (
    Channel,
    Departed,
    ListEntry,
    Member,
    Person,
    Session,
    State,
    Topic,
    Transfer,
)


def _server_started(state: State, event: events.ServerStarted) -> None:
    state.epoch = event.epoch
    state.last_person = event.epoch << 32
    state.last_sequence = event.sequence
    state.last_channel = event.channel
    state.accounts.last = event.account


def _channel_restored(state: State, event: events.ChannelRestored) -> None:
    channel = Channel(event.channel, event.name, state.names.fold(event.name), event.created, "")
    channel.kept, channel.said = True, event.said
    channel.emptied, channel.since, channel.closure = event.emptied, event.since, event.closure
    channel.site = event.site
    if event.topic:
        channel.topic = Topic(event.topic, event.topic_source, event.topic_time, event.topic_closed)
    restore_modes(channel, event.modes)
    channel.lists = {
        letter: {
            entry.mask: ListEntry(entry.mask, entry.source, entry.time, entry.until, entry.reason)
            for entry in entries
        }
        for letter, entries in event.lists.items()
    }
    note_expiry(state, channel)
    change_owner(state, channel, event.owner)
    channel.account_ranks = dict(event.account_ranks)
    judge_name(state, channel)
    if event.asleep:
        state.sleeping.add(channel)
        state.expiring.discard(channel.id)
    else:
        state.channels[channel.id] = channel
        _index_channel(state, channel)


def _rules_changed(state: State, event: events.RulesChanged) -> None:
    state.rules = event.rules
    take_forbidden_names(state)


def _session_opened(state: State, event: events.SessionOpened) -> None:
    state.sessions[event.session] = Session(
        event.session,
        event.address,
        event.host,
        secure=event.secure,
        wire=event.wire,
        takes_files=event.takes_files,
        administrator=event.administrator,
        opened=event.time,
    )


def _session_attached(state: State, event: events.SessionAttached) -> None:
    session, person = state.sessions[event.session], state.people[event.source.person]
    session.named = event.time
    take_session(session, person)
    state.attached += 1


def _session_detached(state: State, event: events.SessionDetached) -> None:
    session = state.sessions.pop(event.session)
    successor = state.sessions.get(event.successor)
    if successor is not None:
        successor.take_over(session)
    if session.person is not None:
        lose_session(session, session.person)
        state.attached -= 1
    _forget_monitors(state, session.id)


def _session_logged_in(state: State, event: events.SessionLoggedIn) -> None:
    session = state.sessions[event.session]
    before = state.accounts.find(session.account)
    if before is not None and before.name != event.account:
        session.note_former(before.id)
    session.account = event.account


def _session_moved(state: State, event: events.SessionMoved) -> None:
    session, person = state.sessions[event.session], state.people[event.new_source.person]
    if session.person is not None:
        session.note_name(session.person.masks, event.time, state.last_ban)
        lose_session(session, session.person)
    take_session(session, person)


def _login_changed(state: State, event: events.LoginChanged) -> None:
    person = state.people[event.source.person]
    follow_account(state, person, None)
    account = state.accounts.find(event.account) if event.account is not None else None
    number = account.id if account is not None else 0
    if person.account_id not in {0, number}:
        for session in person.sessions.values():
            session.note_former(person.account_id)
    _take_source(person, account=event.account, account_id=number)
    follow_account(state, person, person)
    watch_name(state, person, event.time)


def _arrived(state: State, event: events.PersonArrived) -> None:
    nick = event.source.nick
    folded = state.names.fold(nick)
    person = Person(event.source, folded, event.real_name, event.time)
    _set_modes(state, person, event.modes)
    state.people[person.id] = person
    state.nicks[folded] = person
    state.nick_look_alikes.add(person)
    state.last_person = max(state.last_person, person.id)
    follow_account(state, person, person)
    watch_name(state, person, event.time)


def _left(state: State, event: events.PersonLeft) -> None:
    person = state.people.pop(event.source.person)
    _set_modes(state, person, "")
    follow_account(state, person, None)
    state.squatters.pop(person.id, None)
    del state.nicks[person.folded]
    state.nick_look_alikes.discard(person)
    for channel in person.channels.values():
        _forget_member(channel, person)
    for channel in person.invitations.values():
        channel.invited.discard(person.id)
    state.departed.appendleft(Departed(event.source, person.real_name, event.time))


def _nick_changed(state: State, event: events.NickChanged) -> None:
    person = state.people[event.source.person]
    state.departed.appendleft(Departed(event.source, person.real_name, event.time))
    del state.nicks[person.folded]
    state.nick_look_alikes.discard(person)
    for session in person.sessions.values():
        session.note_name(person.masks, event.time, state.last_ban)
    _take_source(person, nick=event.nick)
    person.folded = state.names.fold(event.nick)
    state.nicks[person.folded] = person
    state.nick_look_alikes.add(person)
    watch_name(state, person, event.time)


def _real_name_changed(state: State, event: events.RealNameChanged) -> None:
    state.people[event.source.person].real_name = event.real_name


def _host_changed(state: State, event: events.HostChanged) -> None:
    _take_source(state.people[event.source.person], username=event.username, host=event.host)


def _away_changed(state: State, event: events.AwayChanged) -> None:
    state.people[event.source.person].away = event.text


def _user_modes_changed(state: State, event: events.UserModesChanged) -> None:
    person = state.people[event.source.person]
    _change_modes(state, person, event.changes)
    if "o" not in person.modes:
        person.operator = ""
    _take_source(person)


def _operator_granted(state: State, event: events.OperatorGranted) -> None:
    person = state.people[event.source.person]
    person.operator = event.operator
    _change_modes(state, person, event.changes)


def _change_modes(state: State, person: Person, changes: tuple[events.ModeChange, ...]) -> None:
    modes = person.modes
    for change in changes:
        modes = with_letter(modes, change.letter, present=change.adding)
    _set_modes(state, person, modes)


def _monitor_changed(state: State, event: events.MonitorChanged) -> None:
    watched = state.monitored_by.setdefault(event.session, {})
    for folded, nick in event.added:
        watched[folded] = nick
        state.monitors.setdefault(folded, {})[event.session] = None
    for folded in event.removed:
        del watched[folded]
        _stop_monitoring(state, folded, event.session)
    if not watched:
        del state.monitored_by[event.session]


def _forget_monitors(state: State, session: int) -> None:
    for folded in state.monitored_by.pop(session, ()):
        _stop_monitoring(state, folded, session)


def _stop_monitoring(state: State, folded: str, session: int) -> None:
    watchers = state.monitors[folded]
    del watchers[session]
    if not watchers:
        del state.monitors[folded]


def _founded(state: State, event: events.ChannelFounded) -> None:
    folded = state.names.fold(event.name)
    channel = Channel(event.channel, event.name, folded, event.time, DEFAULT_CHANNEL_MODES)
    channel.site = site_of(event.place)
    change_owner(state, channel, event.owner)
    state.channels[channel.id] = channel
    _place(state, channel, event.place)
    _index_channel(state, channel)
    state.last_channel = max(state.last_channel, channel.id)


def _dropped(state: State, event: events.ChannelDropped) -> None:
    channel = state.channels[event.channel]
    change_owner(state, channel, 0)
    state.metadata.drop_channel(channel.id)
    _take_away(state, channel)


def _take_away(state: State, channel: Channel) -> None:
    del state.channels[channel.id]
    state.expiring.discard(channel.id)
    _place(state, channel, "")
    _forget_invitations(state, channel)
    _unindex_channel(state, channel)


def _emptied(state: State, event: events.ChannelEmptied) -> None:
    slept = state.sleeping.get(event.channel)
    channel = state.channels[event.channel] if slept is None else state.sleeping.remove(event.channel)
    channel.emptied = event.time
    if event.asleep:
        if slept is None:
            _take_away(state, channel)
        state.sleeping.add(channel)


def _refounded(state: State, event: events.ChannelRefounded) -> None:
    if state.sleeping.get(event.channel) is not None:
        channel = state.channels[event.channel] = state.sleeping.remove(event.channel)
        _index_channel(state, channel)
        note_expiry(state, channel)
    else:
        channel = state.channels[event.channel]
    channel.emptied, channel.since = 0, event.since
    _place(state, channel, event.place)
    if event.fresh:
        channel.created = event.time
        reset_modes(channel)
        state.metadata.drop_channel(channel.id)
        state.expiring.discard(channel.id)
        _forget_invitations(state, channel)
        if channel.topic is not None and channel.topic.closed:
            channel.topic = None


def _forgotten(state: State, event: events.ChannelForgotten) -> None:
    state.sleeping.remove(event.channel)
    state.metadata.drop_channel(event.channel)


def _closure_changed(state: State, event: events.ClosureChanged) -> None:
    slept = state.sleeping.get(event.channel)
    channel = state.channels[event.channel] if slept is None else slept
    channel.closure = event.closure


def _main_administrator_changed(state: State, event: events.MainAdministratorChanged) -> None:
    state.channels[event.channel].main_administrator = event.person


def _place(state: State, channel: Channel, place: str) -> None:
    """Count a channel where its founder is now, and no more where the one before was."""
    places, old = state.places, channel.place
    channel.place = place
    if place:
        places[place] = places.get(place, 0) + 1
    if old:
        places[old] -= 1
        if not places[old]:
            del places[old]


def _forget_invitations(state: State, channel: Channel) -> None:
    for person in channel.invited:
        del state.people[person].invitations[channel.id]
    channel.invited.clear()


def _index_channel(state: State, channel: Channel) -> None:
    state.channel_names[channel.folded] = channel
    state.channel_look_alikes.add(channel)


def _unindex_channel(state: State, channel: Channel) -> None:
    # A database that was begun under other rules of names may hold two channels that are now as one.
    if state.channel_names.get(channel.folded) is channel:
        del state.channel_names[channel.folded]
    state.channel_look_alikes.discard(channel)


def _joined(state: State, event: events.MemberJoined) -> None:
    person = state.people[event.source.person]
    channel = state.channels[event.channel]
    channel.members[person.id] = Member(person, event.ranks, state.last_sequence, channel.entry_closure)
    if state.rules.tells_history:
        rule = channel.history.past, retention_of(state.rules, channel)
        if rule not in person.told_histories:
            person.told_histories += (rule,)
    if event.main:
        channel.main_administrator = person.id
    if channel.throttle is not None:
        channel.throttle.note(event.time)
    take_back(channel, person)
    person.channels[channel.id] = channel


def _parted(state: State, event: events.MemberParted) -> None:
    person = state.people[event.source.person]
    _forget_member(person.channels.pop(event.channel), person)


def _kicked(state: State, event: events.MemberKicked) -> None:
    person = state.people[event.person]
    _forget_member(person.channels.pop(event.channel), person)


def _forget_member(channel: Channel, person: Person) -> None:
    channel.members.pop(person.id, None)
    if channel.main_administrator == person.id:
        channel.main_administrator = 0
    channel.mute_cache.pop(person.id, None)


def _invited(state: State, event: events.PersonInvited) -> None:
    if event.opens:
        channel = state.channels[event.channel]
        channel.invited.add(event.person)
        state.people[event.person].invitations[channel.id] = channel


def _topic_changed(state: State, event: events.TopicChanged) -> None:
    topic = Topic(event.text, event.source.mask, event.time, event.closed) if event.text else None
    channel = state.channels[event.channel]
    state.last_sequence = event.sequence
    channel.topic = topic
    channel.kept = True


def _renamed(state: State, event: events.ChannelRenamed) -> None:
    channel = state.channels[event.channel]
    _unindex_channel(state, channel)
    channel.name = event.new_name
    channel.folded = state.names.fold(event.new_name)
    channel.kept = True
    judge_name(state, channel)
    _index_channel(state, channel)


def _posted(state: State, event: events.MessagePosted) -> None:
    # The message itself is history, and that is on disk.
    state.last_sequence = event.sequence
    sender = state.people.get(event.source.person)
    if sender is not None:
        sender.spoke = event.time
    if event.once:
        words = words_of(event.kind, event.rank, event.text)
        state.recent_ids.note(event.once, Posted(event.sequence, event.time, words))
    if not event.channel:
        _note_guest(state, event)
    elif not event.live or _is_not_kept(state, event):
        channel = state.channels[event.channel]
        channel.kept = channel.said = True


def _note_guest(state: State, event: events.MessagePosted) -> None:
    """Note who of two people is a guest, whom the other one, who has an account, is to find again."""
    author, recipient = event.source.account_id, event.recipient_account
    if event.kind is events.MessageKind.TAGMSG or bool(author) == bool(recipient):
        return
    if author:
        state.past_guests.note(author, event.person, event.target)
    elif not event.unheard:
        state.past_guests.note(recipient, event.source.person, event.source.nick)


def _is_not_kept(state: State, event: events.MessagePosted) -> bool:
    """Tell whether something was said that is gone only because no history is kept."""
    return not state.rules.keeps_history and event.kind is not events.MessageKind.TAGMSG


def _pass(_state: State, _event: events.WallopsSent | ActNoted) -> None:
    """Words to operators are heard, not kept; acts of moderation are kept on the disk alone."""


def _machine_listed(state: State, event: events.MachineListed) -> None:
    state.machines[event.host] = Machine(
        event.host, event.pseudonym, event.address, event.online, event.time, event.session, event.person
    )
    session = state.sessions.get(event.session)
    if session is not None:
        session.machine = event.host


def _machine_forgotten(state: State, event: events.MachineForgotten) -> None:
    state.machines.pop(event.host, None)


def _file_offered(state: State, event: file_events.FileOffered) -> None:
    number, sender = event.transfer, event.source.person
    transfer = Transfer(
        number, sender, event.person, event.name, event.size, event.sha256, event.time, event.session
    )
    for person in (sender, event.person):
        state.people[person].transfers[number] = transfer
    state.transfers[number] = transfer
    state.last_transfer = max(state.last_transfer, number)


def _file_accepted(state: State, event: file_events.FileAccepted) -> None:
    state.transfers[event.transfer].receiving = event.session


def _file_ended(state: State, event: file_events.FileFinished | file_events.FileStopped) -> None:
    transfer = state.transfers.pop(event.transfer)
    for person in (transfer.sender, transfer.receiver):
        del state.people[person].transfers[transfer.number]


def _set_modes(state: State, person: Person, modes: str) -> None:
    counts = state.mode_counts
    for letter in person.modes:
        counts[letter] -= 1
    for letter in modes:
        counts[letter] += 1
    person.modes = modes


def _take_source(person: Person, **seen: str | int | None) -> None:
    """Show somebody otherwise: with these fields of their source."""
    changed = structs.replace(person.source, bot="B" in person.modes, **seen)
    person.source = structs.replace(changed, mask=f"{changed.nick}!{changed.username}@{changed.host}")
    forget_mutes(person)


# Keyed by class, so each function may name the event that it takes; the table is checked by a test.
_APPLY: dict[type[Event], Callable[[State, Any], object]] = {
    events.ServerStarted: _server_started,
    events.RulesChanged: _rules_changed,
    events.ChannelRestored: _channel_restored,
    events.SessionOpened: _session_opened,
    events.SessionAttached: _session_attached,
    events.SessionDetached: _session_detached,
    events.SessionLoggedIn: _session_logged_in,
    events.SessionMoved: _session_moved,
    events.LoginChanged: _login_changed,
    events.PersonArrived: _arrived,
    events.PersonLeft: _left,
    events.NickChanged: _nick_changed,
    events.RealNameChanged: _real_name_changed,
    events.HostChanged: _host_changed,
    events.AwayChanged: _away_changed,
    events.UserModesChanged: _user_modes_changed,
    events.OperatorGranted: _operator_granted,
    events.MonitorChanged: _monitor_changed,
    events.ChannelFounded: _founded,
    events.ChannelDropped: _dropped,
    events.ChannelEmptied: _emptied,
    events.ChannelRefounded: _refounded,
    events.ChannelForgotten: _forgotten,
    events.ClosureChanged: _closure_changed,
    events.MainAdministratorChanged: _main_administrator_changed,
    events.MemberJoined: _joined,
    events.MemberParted: _parted,
    events.MemberKicked: _kicked,
    events.PersonInvited: _invited,
    events.TopicChanged: _topic_changed,
    events.ChannelRenamed: _renamed,
    events.MessagePosted: _posted,
    events.WallopsSent: _pass,
    ActNoted: _pass,
    events.MachineListed: _machine_listed,
    events.MachineForgotten: _machine_forgotten,
    file_events.FileOffered: _file_offered,
    file_events.FileAccepted: _file_accepted,
    file_events.FileFinished: _file_ended,
    file_events.FileStopped: _file_ended,
    **APPLY_ACCOUNTS,
    **APPLY_MESSAGES,
    **APPLY_METADATA,
    **APPLY_MODES,
    **APPLY_NAMES,
    **APPLY_BANS,
    **APPLY_OWNERSHIP,
    **APPLY_PRESENCE,
}


def apply(state: State, event: Event) -> None:
    """Change the state by one event."""
    _APPLY[type(event)](state, event)
