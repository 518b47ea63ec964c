"""How an outcome is shown to the session that caused it or that it concerns, where it has its own way."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from salon.core import events
from salon.core.block_events import BlockChanged
from salon.core.decisions.sessions import ENDED_ON_PURPOSE
from salon.core.events import ModeChange
from salon.core.message_events import ConversationRead, MessageReacted, MessageRedacted
from salon.core.metadata_events import ChannelMetadataChanged, MetadataShown, PersonMetadataChanged
from salon.core.modes import LETTERS_BY_RANK
from salon.core.replies import (
    ActsShown,
    AlreadyAway,
    ConfigurationReloaded,
    EmptyChannelEntered,
    HistoryShown,
    MarkerShown,
    MetadataTakenAway,
    MonitoredArrived,
    MonitoredChanged,
    MonitoredLeft,
    PersistenceShown,
    PersonIsAway,
    PostedBefore,
    PrivateMessagesMissed,
    PseudonymTaken,
    ReactionUnchanged,
    SanctionDone,
    SearchShown,
    ServerBanDone,
    SessionsEnded,
    TargetsShown,
    UndoDone,
)
from salon.core.sanction_events import PersonSanctioned
from salon.texts.dates import local_clock, word_date
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.account_outcomes import SHOW_ACCOUNTS, offer_account
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.commands.acts import show_acts, show_undone
from salon.wire.irc.commands.marks import show_marker
from salon.wire.irc.commands.metadata import (
    send_monitored,
    send_own,
    show_changed,
    show_shown,
    show_taken_away,
)
from salon.wire.irc.commands.people import send_presence
from salon.wire.irc.commands.persistence import show_persistence
from salon.wire.irc.commands.registration import (
    keep_token,
    send_isupport,
    send_token,
    use_up_token,
)
from salon.wire.irc.commands.search import show_found
from salon.wire.irc.commands.server import send_lusers, send_motd
from salon.wire.irc.commands.server_bans import show_done
from salon.wire.irc.commands.sessions import show_ended
from salon.wire.irc.commands.silence import show_block
from salon.wire.irc.conversation import Conversation, noted, send_as_read, with_tag
from salon.wire.irc.forms import ONCE_TAG, message_id, render_modes
from salon.wire.irc.missed import replay_missed, show_missed
from salon.wire.irc.ownership_outcomes import SHOW_OWNERSHIP
from salon.wire.irc.roster import replay, send_channel, send_present
from salon.wire.irc.server import CHANNEL_LETTERS, PARAMETER_LETTERS, SOFTWARE, USER_LETTERS
from salon.wire.sanctions import word_sanction, word_told

CONTEXT = "draft/chathistory-context"
"""Marks what belongs to the line before it, and is none of those that were asked for (chathistory)."""


def _message(talk: Conversation, event: events.MessagePosted, _now: int, own: bool) -> None:
    # echo-message: what one said comes back as it was delivered.
    if talk.caps & Cap.ECHO_MESSAGE:
        if own and event.once:
            # Its sender alone is shown under which id it was sent.
            tag = f"{ONCE_TAG}={event.once.partition(' ')[0]}"
            event = structs.replace(event, tags=f"{tag};{event.tags}" if event.tags else tag)
        talk.send_event(event)


def _reacted(talk: Conversation, event: MessageReacted, _now: int, own: bool) -> None:
    if not own or talk.has(Cap.ECHO_MESSAGE):
        talk.send_event(event)


def _unchanged(_talk: Conversation, _reply: ReactionUnchanged, _now: int, _own: bool) -> None:
    """Programs know what is there: there is nothing to say."""


def _posted_before(talk: Conversation, reply: PostedBefore, now: int, own: bool) -> None:
    _message(talk, reply.message, now, own)


def _missed(talk: Conversation, _reply: PrivateMessagesMissed, _now: int, _own: bool) -> None:
    talk.standard_reply(
        "WARN",
        "RESUME",
        "MESSAGES_MISSED",
        text=N_("There were too many private messages meanwhile: only the last ones follow"),
        cap=Cap.RESUME,
    )


def _attached(talk: Conversation, event: events.SessionAttached, _now: int, _own: bool) -> None:
    server, settings = talk.server, talk.server.settings
    talk.password = ""
    talk.received = talk.state.last_sequence
    talk.numeric(
        numerics.RPL_WELCOME,
        # Without the host, which is a cloak (modern-irc, RPL_WELCOME).
        text=N_("Welcome to the {network} network, {nick}"),
        network=settings.network,
        nick=event.source.nick,
    )
    if talk.has(Cap.RESUME):
        send_token(talk)
        keep_token(talk)
    software = f"{SOFTWARE}-{settings.version}"
    talk.numeric(
        numerics.RPL_YOURHOST,
        text=N_("Your host is {server}, running {software}"),
        server=server.name,
        software=software,
    )
    talk.numeric(
        numerics.RPL_CREATED,
        text=N_("This server was started on {when}"),
        when=word_date(settings.created, talk.locale.translate),
    )
    talk.numeric(numerics.RPL_MYINFO, server.name, software, USER_LETTERS, CHANNEL_LETTERS, PARAMETER_LETTERS)
    send_isupport(talk)
    send_lusers(talk)
    send_own(talk)
    send_motd(talk)
    offer_account(talk, event.source)
    send_present(talk, event.source, event.time)
    replay_missed(talk, event.missed)


def _detached(talk: Conversation, event: events.SessionDetached, _now: int, own: bool) -> None:
    use_up_token(talk)
    if event.source is None:
        if not own:
            talk.say_goodbye(event.reason)
        return  # who ends by itself has been told so
    person = talk.state.people[event.source.person]
    client = person.folded, talk.core.address, talk.caps
    talk.server.received.remember(client, frozenset(person.channels), talk.received, event.time)
    if event.killer is not None:
        left = events.PersonLeft(event.source, event.reason, event.time, event.killer)
        tags = talk.form.tags(structs.replace(left, source=event.killer))
        talk.send(f"{tags}:{event.killer.mask} KILL {event.source.nick} :{event.reason}")
        talk.send_event(left)
    if event.by_server and event.reason in ENDED_ON_PURPOSE and talk.has(Cap.STANDARD_REPLIES):
        talk.fail("SESSIONS", "ENDED", text=event.reason)
    # What the server says of itself is a text; whoever left said the rest themselves.
    reason = talk.text(event.reason) if event.by_server else event.reason
    talk.send(f"ERROR :Closing link: {reason}")


def _host(talk: Conversation, event: events.HostChanged, _now: int, _own: bool) -> None:
    person = talk.state.people[event.source.person]
    if person is talk.person:
        talk.send_event(event)
        talk.numeric(numerics.RPL_HOSTHIDDEN, event.host, text=N_("is now your displayed host"))
        return
    if event.quiet:
        return  # who knows no CHGHOST sees the new host with the next thing that the person does
    # chghost, "Fallback": as if the person had left and come back, in every channel that both are in.
    left = events.PersonLeft(event.source, N_("Changing host"), event.time, by_server=True)
    talk.send_event(left)
    for channel in person.channels.values():
        if talk.me.id not in channel.members:
            continue
        joined = events.MemberJoined(
            person.source, channel.id, channel.name, person.real_name, 0, event.time, away=person.away
        )
        talk.send_event(joined)
        ranks = channel.members[person.id].ranks
        changes = tuple(
            ModeChange(letter, adding=True, parameter=person.nick)
            for rank, letter in LETTERS_BY_RANK.items()
            if ranks & rank.bit
        )
        if changes:
            talk.send(f":{talk.server.name} MODE {channel.name} {render_modes(changes)}")


def _away(talk: Conversation, event: events.AwayChanged | AlreadyAway, _now: int, own: bool) -> None:
    if not own:
        return
    if event.text is None:
        talk.numeric(numerics.RPL_UNAWAY, text=N_("You are no longer marked as away"))
    else:
        talk.numeric(numerics.RPL_NOWAWAY, text=N_("You are marked as away"))


def _user_modes(
    talk: Conversation, event: events.UserModesChanged | events.OperatorGranted, _now: int, _own: bool
) -> None:
    mode = f":{event.source.mask} MODE {event.source.nick} {render_modes(event.changes)}"
    talk.send(talk.form.tags(event) + mode)


def _operator(talk: Conversation, event: events.OperatorGranted, now: int, own: bool) -> None:
    _user_modes(talk, event, now, own)
    talk.numeric(numerics.RPL_YOUREOPER, text=N_("You are now a server operator"))


def _monitoring(talk: Conversation, event: events.MonitorChanged, _now: int, _own: bool) -> None:
    nicks = [nick for _, nick in event.added]
    send_presence(talk, nicks)
    send_monitored(talk, nicks)


def _monitored_arrived(talk: Conversation, reply: MonitoredArrived, _now: int, _own: bool) -> None:
    talk.send(f":{talk.server.name} {numerics.RPL_MONONLINE} {talk.client} :{reply.source.mask}")
    send_monitored(talk, [reply.source.nick])


def _monitored_left(talk: Conversation, reply: MonitoredLeft, _now: int, _own: bool) -> None:
    talk.send(f":{talk.server.name} {numerics.RPL_MONOFFLINE} {talk.client} :{reply.nick}")


def _monitored_changed(talk: Conversation, reply: MonitoredChanged, now: int, _own: bool) -> None:
    if isinstance(reply.event, PersonMetadataChanged):
        show_changed(talk, reply.event, now, False)
        return
    # extended-monitor: only what the client also asked to be told of in channels.
    if talk.has(Cap.EXTENDED_MONITOR):
        talk.send_event(reply.event)


def _joined(talk: Conversation, event: events.MemberJoined, _now: int, _own: bool) -> None:
    channel = talk.state.channels[event.channel]
    # Others are told that one is away.
    talk.send_event(structs.replace(event, away=None))
    send_channel(talk, channel)
    replay(talk, channel)


def _entered_empty(talk: Conversation, reply: EmptyChannelEntered, _now: int, _own: bool) -> None:
    shown = N_(
        "The channel was empty, and you are its main administrator now. You see what was said"
        " while it was open"
    )
    if reply.hidden:
        shown = N_("The channel was empty, and you are its main administrator now. Its past is not shown")
    elif reply.goes_on:
        shown = N_(
            "The channel was empty, and you are its main administrator now. You see what was said"
            " while it was open or had this key"
        )
    talk.standard_reply("NOTE", "JOIN", "CHANNEL_WAS_EMPTY", reply.channel, text=shown)
    if reply.fresh:
        reset = N_("The channel was empty for long: its modes and lists are those of a new one")
        talk.standard_reply("NOTE", "JOIN", "CHANNEL_RESET", reply.channel, text=reset)


def _main(talk: Conversation, event: events.MainAdministratorChanged, _now: int, _own: bool) -> None:
    name = event.name
    if event.person == talk.me.id:
        text = N_("You are the main administrator of {channel} now")
    elif event.person:
        text = N_("{nick} is the main administrator of {channel} now")
    else:
        text = N_("{channel} has no main administrator now")
    talk.standard_reply("NOTE", "MODE", "MAIN_ADMINISTRATOR", name, text=text, nick=event.nick, channel=name)


def _invited(talk: Conversation, event: events.PersonInvited, _now: int, own: bool) -> None:
    if event.person == talk.me.id and not talk.state.hides(talk.me.list_owner, event.source):
        talk.send(talk.form.tags(event) + talk.form.invite(event))
    if own:
        talk.numeric(numerics.RPL_INVITING, event.nick, event.name)
        guest = talk.state.people[event.person]
        if guest.away is not None:
            talk.send(f":{talk.server.name} {numerics.RPL_AWAY} {talk.client} {guest.nick} :{guest.away}")


def _renamed(talk: Conversation, event: events.ChannelRenamed, _now: int, _own: bool) -> None:
    line = talk.form.line(event)
    if line is not None:
        talk.send(line)
        return
    # channel-rename, "Fallback": as if one had left the old name and entered the new one, unless only the
    # case changed.
    fold = talk.state.names.fold
    person = talk.person
    channel = talk.state.channels[event.channel]
    if fold(event.name) == fold(event.new_name) or person is None or person.id not in channel.members:
        return
    parted = events.MemberParted(person.source, channel.id, event.name, event.reason, event.time)
    joined = events.MemberJoined(person.source, channel.id, event.new_name, person.real_name, 0, event.time)
    talk.send_event(parted)
    talk.send_event(joined)
    send_channel(talk, channel)


def _wallops(talk: Conversation, event: events.WallopsSent, _now: int, _own: bool) -> None:
    if "w" in talk.me.modes:
        talk.send_event(event)


def _away_reply(talk: Conversation, reply: PersonIsAway, _now: int, _own: bool) -> None:
    talk.send(f":{talk.server.name} {numerics.RPL_AWAY} {talk.client} {reply.nick} :{reply.text}")


def _reloaded(talk: Conversation, _reply: ConfigurationReloaded, _now: int, _own: bool) -> None:
    text = N_(
        "The configuration was read again; the log says what changed, and what waits for the next start"
    )
    talk.standard_reply("NOTE", "REHASH", "CONFIG_RELOADED", text=text)


def _sanctioned(talk: Conversation, reply: SanctionDone, _now: int, _own: bool) -> None:
    words = word_sanction(reply, reply.channel, talk.locale.translate)
    talk.send(f":{talk.server.name} NOTICE {talk.client} :{words}")


def _told(talk: Conversation, event: PersonSanctioned, _now: int, _own: bool) -> None:
    if event.person == talk.me.id:
        words = word_told(event, event.name, talk.locale.translate)
        talk.send(noted(talk, f":{talk.server.name} NOTICE {talk.client} :{words}", channel=event.name))


def _listed(talk: Conversation, reply: PseudonymTaken, _now: int, _own: bool) -> None:
    listed = N_("The directory lists your machine as {name} and tells its address to anyone who asks")
    talk.standard_reply("NOTE", "ANNUAIRE", "LISTED", reply.new, text=listed, name=reply.new)


def _history(talk: Conversation, reply: HistoryShown, now: int, _own: bool) -> None:
    if not reply.target:
        show_missed(talk, reply, now)
        return
    lines, said = [], 0
    for event in reply.events:
        if isinstance(event, events.MessagePosted):
            clock = "" if reply.page or talk.has(Cap.SERVER_TIME) else f"[{local_clock(event.time, now)}] "
            lines += talk.form.speech(event, clock)
            said = event.time
        elif isinstance(event, MessageReacted):
            # A program that goes on from the time of the last line would leave out what was said before it.
            lines += [
                with_tag(line, CONTEXT) for line in talk.form.lines(structs.replace(event, time=said)) or []
            ]
        elif isinstance(event, MessageRedacted):
            # Who has deleted it is kept nowhere (message-redaction, "Chat history").
            its = message_id(talk.server.identity, event.sequence)
            lines.append(with_tag(f":{talk.server.name} REDACT {reply.target} {its}", CONTEXT))
        elif talk.has(Cap.EVENT_PLAYBACK):
            lines += talk.form.lines(event) or []
    if lines or reply.page:
        # As the draft has it since 2026: on the batch beyond which there is nothing in that direction.
        tag = "draft/chathistory-end" if reply.complete and talk.has(Cap.MESSAGE_TAGS) else ""
        # A page of long messages is more than may wait for a client that does not read it.
        send_as_read(talk, talk.batched("chathistory", lines, reply.target, whole=reply.page, tag=tag))


def _targets(talk: Conversation, reply: TargetsShown, _now: int, _own: bool) -> None:
    stamp = talk.form.clockface.stamp
    lines = [f":{talk.server.name} CHATHISTORY TARGETS {name} {stamp(time)}" for name, time in reply.targets]
    talk.batch("draft/chathistory-targets", lines, whole=True)


_Show = Callable[[Conversation, Any, int, bool], None]

SHOW: dict[type[object], _Show] = {
    events.MessagePosted: _message,
    MessageReacted: _reacted,
    ReactionUnchanged: _unchanged,
    events.SessionAttached: _attached,
    events.SessionDetached: _detached,
    events.HostChanged: _host,
    events.AwayChanged: _away,
    events.UserModesChanged: _user_modes,
    events.OperatorGranted: _operator,
    events.MonitorChanged: _monitoring,
    events.MemberJoined: _joined,
    events.MainAdministratorChanged: _main,
    events.PersonInvited: _invited,
    events.ChannelRenamed: _renamed,
    events.WallopsSent: _wallops,
    AlreadyAway: _away,
    EmptyChannelEntered: _entered_empty,
    MonitoredArrived: _monitored_arrived,
    MonitoredLeft: _monitored_left,
    MonitoredChanged: _monitored_changed,
    PersistenceShown: show_persistence,
    PersonIsAway: _away_reply,
    PostedBefore: _posted_before,
    PrivateMessagesMissed: _missed,
    ConfigurationReloaded: _reloaded,
    HistoryShown: _history,
    TargetsShown: _targets,
    SearchShown: show_found,
    MarkerShown: show_marker,
    ConversationRead: show_marker,
    PseudonymTaken: _listed,
    SanctionDone: _sanctioned,
    PersonSanctioned: _told,
    SessionsEnded: show_ended,
    ServerBanDone: show_done,
    ActsShown: show_acts,
    UndoDone: show_undone,
    BlockChanged: show_block,
    PersonMetadataChanged: show_changed,
    ChannelMetadataChanged: show_changed,
    MetadataShown: show_shown,
    MetadataTakenAway: show_taken_away,
    **SHOW_ACCOUNTS,
    **SHOW_OWNERSHIP,
}
