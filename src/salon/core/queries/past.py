"""What people ask for of the past: what each may see of it, and what they are shown."""

import enum
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

import msgspec
from msgspec import structs

from salon.core import message_refusals, refusals
from salon.core.channel_history import Past
from salon.core.events import MessagePosted, TopicChanged
from salon.core.message_events import MessageReacted, MessageRedacted, Said
from salon.core.queries.correspondents import find_guest, name_of_party
from salon.core.queries.history import (
    HistoryQuery,
    Kind,
    PastQuery,
    Point,
    SeenChannel,
    Target,
    TargetsQuery,
    conversation_between,
    conversation_of,
    party,
)
from salon.core.queries.sight import is_visible_channel, seen_channel, seen_channels
from salon.core.refusals import Refusal
from salon.core.replies import HistoryShown, TargetsShown, UnreadShown
from salon.core.sources import with_nick
from salon.core.state import Channel, Person, State

Words = MessagePosted | TopicChanged
"""What a history holds by itself, without what has become of it."""

MAX_MESSAGES = 100
"""Messages that are shown at once to whoever asks for them."""


class ReadHistory(msgspec.Struct, frozen=True):
    """Show the last messages of a channel; `reactions`: with those to them."""

    channel: str
    limit: int
    reactions: bool = False


class ReplayHistory(msgspec.Struct, frozen=True):
    """Show the last messages of a channel, by its number, to somebody who has just joined.

    Those up to `received` they have seen already; those from `before` on they hear as they are said.
    """

    channel: int
    received: int
    before: int


class ReplayMissed(msgspec.Struct, frozen=True):
    """Show what was said to somebody in private while nobody was here to be told it: from `first` on.

    What is said from `before` on they hear as it is said.
    """

    first: int
    before: int


class Page(enum.Enum):
    """Which messages of a conversation a page holds."""

    LATEST = "LATEST"
    """The last ones, none of them before its point, if it has one."""
    BEFORE = "BEFORE"
    """The last ones before its point."""
    AFTER = "AFTER"
    """The first ones after its point."""
    AROUND = "AROUND"
    """Those on both sides of its point, and the message that is there."""
    BETWEEN = "BETWEEN"
    """Those between its two points, beginning at the first."""


class ReadPage(msgspec.Struct, frozen=True):
    """Show some messages of a channel, or of what one and a nick said to each other, at most `limit`.

    Whoever asks is answered whatever there is. `until` is the second point, of `BETWEEN` alone. `kinds`,
    `reactions` and `redactions` are as in `HistoryQuery`; with `kinds`, reactions are always asked for.
    `unread`: without what they said themselves.
    """

    page: Page
    target: str
    limit: int
    point: Point | None = None
    until: Point | None = None
    kinds: frozenset[Kind] = frozenset()
    reactions: bool = False
    redactions: bool = False
    unread: bool = False


class ReadTargets(msgspec.Struct, frozen=True):
    """Show in which conversations the last message was said between two times (ms), at most `limit`."""

    first: int
    second: int
    limit: int


class ReadUnread(msgspec.Struct, frozen=True):
    """Count what was said in a channel, by its number, since somebody has read it, before a sequence."""

    channel: int
    before: int


HistoryRequest = ReadHistory | ReplayHistory | ReplayMissed | ReadPage | ReadTargets | ReadUnread


def has_replay(state: State, channel: Channel) -> bool:
    """Return whether there is anything to show to somebody who joins."""
    return channel.kept and state.rules.replay_lines > 0 and channel.history.past is not Past.NONE


def history_query(state: State, viewer: Person | None, request: HistoryRequest) -> PastQuery | Refusal | None:
    """Return what to read for a request; None: there is nothing to show, and nothing to say about it.

    What is said from now on, while it is read, the viewer hears as it is said.
    """
    if isinstance(request, ReplayHistory):
        channel = state.channels.get(request.channel)
        seen = seen_channel(channel, viewer) if channel is not None and viewer is not None else None
        if seen is None:
            return None
        return _of_channel(seen, state.rules.replay_lines, request.received, request.before)
    if isinstance(request, ReplayMissed):
        return _missed_query(state, viewer, request)
    if isinstance(request, ReadUnread):
        return _unread_query(state, viewer, request)
    if viewer is None:
        return refusals.NotRegistered()
    if not state.rules.keeps_history:
        return message_refusals.HistoryOff("HISTORY" if isinstance(request, ReadHistory) else "CHATHISTORY")
    if isinstance(request, ReadTargets):
        return _targets_query(state, viewer, request)
    if isinstance(request, ReadPage):
        return _page_query(state, viewer, request)
    return _last_query(state, viewer, request)


def _last_query(state: State, viewer: Person, request: ReadHistory) -> HistoryQuery | Refusal:
    channel = state.find_channel(request.channel)
    if channel is None or not is_visible_channel(channel, viewer):
        return refusals.NoChannelToRead(request.channel)
    seen = seen_channel(channel, viewer)
    if seen is None:
        return refusals.NotInChannel(channel.name)
    limit = min(max(request.limit, 1), MAX_MESSAGES)
    query = _of_channel(seen, limit, 0, state.last_sequence + 1)
    return structs.replace(query, reactions=request.reactions)


def history_answer(
    state: State,
    viewer: Person | None,
    request: HistoryRequest,
    query: PastQuery,
    found: Sequence[Said] | Sequence[Target] | None,
) -> HistoryShown | TargetsShown | UnreadShown | Refusal | None:
    """Return the answer to a request for which this was found; None: it could not be read."""
    if found is None:
        if isinstance(request, ReadPage):
            return message_refusals.PageUnavailable(request.page.value, request.target)
        if isinstance(request, ReadTargets):
            return message_refusals.PageUnavailable("TARGETS", "*")
        return refusals.HistoryUnavailable()
    if isinstance(query, TargetsQuery):
        return TargetsShown(tuple(_named_targets(state, viewer, query, cast("Sequence[Target]", found))))
    events = cast("Sequence[Said]", found)
    if isinstance(request, ReadUnread):
        return _unread_shown(state, viewer, request, events)
    said = [event for event in events if isinstance(event, Words)]
    answer: HistoryShown | Refusal | None
    if isinstance(request, ReadPage):
        answer = _page_answer(state, viewer, request, query, said)
    else:
        answer = history_shown(state, viewer, query, said)
    if len(said) < len(events) and viewer is not None and isinstance(answer, HistoryShown):
        reacted = _with_reactions(viewer, answer, [its for its in events if isinstance(its, MessageReacted)])
        redactions = [its for its in events if isinstance(its, MessageRedacted)]
        return _with_redactions(reacted, query, redactions)
    return answer


def _with_reactions(viewer: Person, shown: HistoryShown, reactions: Sequence[MessageReacted]) -> HistoryShown:
    """Return what is shown with the reactions behind each message, under the names of today."""
    by_message: dict[int, list[MessageReacted]] = {}
    for its in reactions:
        by_message.setdefault(its.sequence, []).append(its)
    events: list[Said] = []
    for event in shown.events:
        events.append(event)
        for its in by_message.get(event.sequence, ()):
            if its.channel or its.owner == viewer.list_owner:
                source = its.source if its.channel else viewer.source
                events.append(structs.replace(its, source=source, target=shown.target))
            else:
                source = with_nick(its.source, shown.target)
                events.append(structs.replace(its, source=source, target=viewer.nick))
    return structs.replace(shown, events=tuple(events))


def _with_redactions(
    shown: HistoryShown, query: HistoryQuery, redactions: Sequence[MessageRedacted]
) -> HistoryShown:
    """Return what is shown with what was deleted, each in the place of its message."""
    named = [structs.replace(its, target=shown.target) for its in redactions]
    if not shown.complete and query.around is None:
        # What is beyond the page belongs to the next one.
        forward = query.forward or _goes_forward(query, shown.events)
        edge = shown.events[-1 if forward else 0].sequence if shown.events else 0
        named = [its for its in named if shown.events and (its.sequence < edge) is forward]
    events = sorted([*shown.events, *named], key=lambda event: event.sequence)
    return structs.replace(shown, events=tuple(events))


def history_shown(
    state: State, viewer: Person | None, query: HistoryQuery, events: Sequence[Words]
) -> HistoryShown | None:
    """Return what was read as it is shown now; None to those who are no longer in the channel."""
    if query.account:
        return _missed_shown(state, viewer, query, events)
    channel = state.channels.get(query.conversation) if isinstance(query.conversation, int) else None
    if channel is None or viewer is None or viewer.id not in channel.members:
        return None
    # The channel may have had another name then: it is this one's history.
    name = channel.name
    shown = (
        structs.replace(event, target=name)
        if isinstance(event, MessagePosted)
        else structs.replace(event, name=name)
        for event in events
    )
    return HistoryShown(name, tuple(shown))


def _of_channel(seen: SeenChannel, limit: int, received: int, before: int) -> HistoryQuery:
    return HistoryQuery(
        conversation=seen.channel,
        limit=limit,
        after=max(received, seen.after),
        before=before,
        closed_from=seen.closed_from,
    )


# --- how much is unread ---------------------------------------------------------------------------


def _unread_query(state: State, viewer: Person | None, request: ReadUnread) -> HistoryQuery | Refusal | None:
    if not state.rules.keeps_history:
        return message_refusals.HistoryOff("HISTORY")
    channel = state.channels.get(request.channel)
    seen = seen_channel(channel, viewer) if channel is not None and viewer is not None else None
    if channel is None or viewer is None or seen is None:
        return None
    read = state.read_markers.of(viewer.list_owner, channel.id)
    after = channel.members[viewer.id].joined if read is None else 0
    query = _of_channel(seen, MAX_MESSAGES + 1, after, request.before)
    return structs.replace(query, after_time=read, unread_by=viewer.list_owner)


def _unread_shown(
    state: State, viewer: Person | None, request: ReadUnread, events: Sequence[Said]
) -> UnreadShown | None:
    """Return how much of it others have said whom one does not block, and how often they named one."""
    channel = state.channels.get(request.channel)
    if channel is None or viewer is None or viewer.id not in channel.members:
        return None
    last = events[-MAX_MESSAGES:]
    owner = viewer.list_owner
    said = [its for its in last if isinstance(its, MessagePosted) and not state.hides(owner, its.source)]
    name = re.compile(rf"(?<!\w){re.escape(viewer.nick)}(?!\w)", re.IGNORECASE)
    mentions = sum(name.search(its.text) is not None for its in said)
    return UnreadShown(channel.name, len(said), mentions, len(events) > MAX_MESSAGES)


# --- what was missed ------------------------------------------------------------------------------


def _missed_query(state: State, viewer: Person | None, request: ReplayMissed) -> HistoryQuery | None:
    limit = state.rules.accounts.missed_messages
    if viewer is None or not viewer.account_id or not limit:
        return None
    after, before = request.first - 1, request.before
    return HistoryQuery(conversation="", account=viewer.account_id, limit=limit, after=after, before=before)


def _missed_shown(
    state: State, viewer: Person | None, query: HistoryQuery, events: Sequence[Words]
) -> HistoryShown | None:
    """Return what somebody has missed, to the nick and number that they have now: a restart gives others."""
    if viewer is None or viewer.account_id != query.account:
        return None
    said = [event for event in events if isinstance(event, MessagePosted)]
    return HistoryShown("", tuple(_heard(state, viewer, event) for event in said))


def _heard(state: State, viewer: Person, event: MessagePosted) -> MessagePosted:
    """Return what was said to somebody, under a guest's name of today: another one may have the nick."""
    source = event.source
    if source.person and not source.account_id:
        name = name_of_party(state, viewer.account_id, party(source.person, 0), source.nick)
        source = with_nick(source, name)
    return structs.replace(event, source=source, target=viewer.nick, person=viewer.id)


# --- pages ----------------------------------------------------------------------------------------


class Conversation(NamedTuple):
    """What somebody may read: a channel, or what they and another one say to each other.

    `name` is what it is called today, `key` as in `HistoryQuery`; `seen`: what they may read of a channel;
    `person` is the other one, 0 where nobody of that name is here.
    """

    name: str
    key: int | str
    channel: Channel | None = None
    seen: SeenChannel | None = None
    person: int = 0


def _page_query(state: State, viewer: Person, request: ReadPage) -> HistoryQuery | Refusal:
    limit, before = min(request.limit, state.rules.page_messages), state.last_sequence + 1
    conversation = find_conversation(state, viewer, request.target)
    if conversation is None:
        return message_refusals.NoPastThere(request.page.value, request.target)
    if conversation.seen is not None:
        query = _of_channel(conversation.seen, limit, 0, before)
    else:
        key = conversation.key
        query = HistoryQuery(conversation=key, limit=limit, before=before, reader=viewer.list_owner)
    kinds, redactions = request.kinds, request.redactions
    reactions = request.reactions or Kind.TAGS in kinds
    query = structs.replace(query, kinds=kinds, reactions=reactions, redactions=redactions)
    if request.unread:
        query = structs.replace(query, unread_by=viewer.list_owner)
    if request.page is not Page.AROUND and limit:
        # One more, by which one knows whether there are more. A client that goes on from a time would lose
        # the rest of what was said then.
        by_time = request.point is None or request.point.time is not None
        query = structs.replace(query, limit=limit + 1, instants=by_time)
    return _paged(query, request)


def _paged(query: HistoryQuery, request: ReadPage) -> HistoryQuery:
    page, point = request.page, request.point
    if point is None:
        return query
    if page is Page.AROUND:
        return structs.replace(query, around=point)
    if page is Page.BETWEEN:
        return structs.replace(query, between=(point, request.until or point))
    if page is Page.BEFORE:
        if point.time is not None:
            return structs.replace(query, before_time=point.time)
        return structs.replace(query, before=min(point.sequence, query.before or point.sequence))
    forward = page is Page.AFTER
    if point.time is not None:
        return structs.replace(query, after_time=point.time, forward=forward)
    return structs.replace(query, after=max(point.sequence, query.after), forward=forward)


def _page_answer(
    state: State, viewer: Person | None, request: ReadPage, query: HistoryQuery, events: Sequence[Words]
) -> HistoryShown | Refusal:
    asked = min(request.limit, state.rules.page_messages)
    complete = request.page is not Page.AROUND and asked > 0 and len(events) <= asked
    if len(events) > asked:
        forward = query.forward or _goes_forward(query, events)
        if query.instants:
            asked = _whole_instant(events if forward else events[::-1], asked)
        events = events[:asked] if forward else events[-asked:]
    if isinstance(query.conversation, int):
        shown = history_shown(state, viewer, query, events)
    else:
        shown = _private_shown(state, viewer, request, query, events)
    if shown is None:
        return message_refusals.NoPastThere(request.page.value, request.target)
    return structs.replace(shown, page=True, complete=complete)


def _whole_instant(events: Sequence[Words], number: int) -> int:
    """Return how many messages there are, at least so many, up to one that was said at another time."""
    while number < len(events) and events[number].time == events[number - 1].time:
        number += 1
    return number


def _goes_forward(query: HistoryQuery, events: Sequence[Said]) -> bool:
    """Tell whether what was found begins at the first of the two points that it lies between."""
    if query.between is None or not events:
        return False
    first = query.between[0]
    if first.time is not None:
        return first.time < events[0].time
    return first.sequence < events[0].sequence


def _private_shown(
    state: State, viewer: Person | None, request: ReadPage, query: HistoryQuery, events: Sequence[Words]
) -> HistoryShown | None:
    """Return what two people said to each other, under the names that they have now."""
    partner = find_conversation(state, viewer, request.target) if viewer is not None else None
    if viewer is None or partner is None or query.conversation != partner.key:
        return None
    shown = []
    for event in events:
        if not isinstance(event, MessagePosted):
            continue
        if is_by(viewer, event):
            shown.append(structs.replace(event, source=viewer.source, target=partner.name))
        else:
            source = with_nick(event.source, partner.name)
            shown.append(structs.replace(event, source=source, target=viewer.nick))
    return HistoryShown(partner.name, tuple(shown))


def is_by(person: Person, event: MessagePosted) -> bool:
    """Tell whether somebody has said this; a guest who comes back is another one."""
    source = event.source
    return source.account_id == person.account_id if person.account_id else source.person == person.id


def is_seen(viewer: Person, conversation: Conversation, message: MessagePosted) -> bool:
    """Tell whether a message was said in a conversation of theirs, and is for them to see."""
    channel = conversation.channel
    if channel is None:
        # Who it was for has not heard it, and its row says nothing of them (`MessagePosted.unheard`).
        hidden = not message.channel and not message.person and is_by(viewer, message)
        return hidden or conversation_of(message) == conversation.key
    seen = seen_channel(channel, viewer)
    if seen is None or message.channel != channel.id:
        return False
    if message.rank and channel.standing_of(viewer) < message.rank and not is_by(viewer, message):
        return False
    if message.sequence > channel.members[viewer.id].joined:
        return True
    return message.sequence > seen.after and (not message.closed or message.sequence >= seen.closed_from)


def find_conversation(state: State, viewer: Person, target: str) -> Conversation | None:
    """Return the conversation that somebody means by a name: a channel that they are in, or a nick.

    That is whoever has the nick now, or else the account of this name, or else a guest who had it.
    """
    channel = state.find_channel(target)
    if channel is not None:
        seen = seen_channel(channel, viewer)
        return Conversation(channel.name, channel.id, channel, seen) if seen is not None else None
    person = state.find_person(target)
    if person is not None:
        name, number, its_account = person.nick, person.id, person.account_id
    elif (account := state.accounts.find(target)) is not None:
        name, its_account = account.name, account.id
        number = account.person.id if account.person is not None else 0
    else:
        return _with_guest(state, viewer, target)
    key = conversation_between(viewer.id, viewer.account_id, number, its_account)
    return Conversation(name, key, person=number)


def _with_guest(state: State, viewer: Person, name: str) -> Conversation | None:
    """Return what somebody and a guest said who has left, or has another nick now."""
    guest = find_guest(state, viewer.account_id, name)
    if not guest:
        return None
    shown = name_of_party(state, viewer.account_id, party(guest, 0))
    person = state.people.get(guest)
    present = guest if person is not None and not person.account_id else 0
    return Conversation(shown, conversation_between(viewer.id, viewer.account_id, guest, 0), person=present)


# --- in which conversations there is something ----------------------------------------------------


def _targets_query(state: State, viewer: Person, request: ReadTargets) -> TargetsQuery:
    after, before = sorted((request.first, request.second))
    limit, forward = min(request.limit, state.rules.page_messages), request.first < request.second
    return TargetsQuery(seen_channels(viewer), viewer.account_id, after, before, limit, forward)


def _named_targets(
    state: State, viewer: Person | None, query: TargetsQuery, found: Sequence[Target]
) -> Iterator[tuple[str, int]]:
    """Yield the targets that whoever asked may still read, by the names that they have now."""
    if viewer is None or viewer.account_id != query.account:
        return
    own = party(viewer.id, viewer.account_id)
    for conversation, time in found:
        if isinstance(conversation, int):
            channel = state.channels.get(conversation)
            if channel is not None and seen_channel(channel, viewer) is not None:
                yield channel.name, time
            continue
        one, _, other = conversation.partition(" ")
        name = name_of_party(state, viewer.account_id, other if one == own else one)
        if name:
            yield name, time
