"""What of the past somebody asks for, and may see: a value that each storage can answer by itself."""

import enum
from collections.abc import Sequence

import msgspec
from msgspec import structs

from salon.core import refusals
from salon.core.events import MessagePosted, Said
from salon.core.queries.sight import is_visible_channel, may_read
from salon.core.refusals import Refusal
from salon.core.replies import HistoryShown
from salon.core.state import Channel, Member, Person, State

MAX_MESSAGES = 100
"""Messages that are shown at once to whoever asks for them."""


class Kind(enum.Enum):
    """What a history holds beside what was said in words; the values are its names in the database."""

    TAGS = "tagmsg"
    """Messages that are tags alone: reactions and the like."""
    TOPICS = "topic"
    """Changes of the topic."""


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for messages of one conversation, at most `limit`; the answer has the oldest first.

    `conversation` is a channel's number, or the key of two people (`conversation_of`). Sequences are above
    `after` and below `before`; with the times of the same kind (ms), also by when it was said, as far as
    time went forward. Where there are more than `limit`, the newest are meant; with `forward`, the
    oldest; with `around`, those on both sides of that sequence.

    In a channel, whoever asks sees what was said while it was open, from `joined` on, and in the closure in
    which they were let in (`closure`, 0: the channel was open then). With neither, all of it.

    `account`: in place of a conversation, what was said to the account of that number in private, whoever
    said it.

    `kinds` are asked for beside what was said in words. `text` is for storages that can search.
    """

    conversation: int | str
    limit: int
    after: int = 0
    before: int | None = None
    after_time: int | None = None
    before_time: int | None = None
    around: int | None = None
    forward: bool = False
    joined: int = 0
    closure: int = 0
    kinds: frozenset[Kind] = frozenset()
    text: str = ""
    account: int = 0

    @property
    def sees_closed_from(self) -> int:
        """The sequence from which whoever asks sees what was said while the channel was closed.

        A closure is unbroken: what was said from its beginning on was said in it, or after they joined.
        """
        return self.closure or self.joined


def conversation_of(message: MessagePosted) -> str | None:
    """Return the key of what two people say to each other, whoever speaks; None in a channel.

    Each of them is known by the account, or as a guest by the person's number. A guest's conversations end
    with the guest, so what two guests say to each other is stored without a key.
    """
    if message.channel:
        return None
    source = message.source
    return conversation_between(source.person, source.account_id, message.person, message.recipient_account)


def conversation_between(person: int, account: int, other_person: int, other_account: int) -> str:
    """Return the key under which what two people say to each other is kept; the order does not matter."""
    one, other = party(person, account), party(other_person, other_account)
    return f"{one} {other}" if one <= other else f"{other} {one}"


def party(person: int, account: int) -> str:
    """Return how a conversation names one of two people: by the account, or a guest by the person."""
    return f"@{account}" if account else f"#{person}"


class ReadHistory(msgspec.Struct, frozen=True):
    """Show the last messages of a channel."""

    channel: str
    limit: int


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
    """Which messages of a channel a page holds."""

    LATEST = "LATEST"
    """The last ones, none of them before its point, if it has one."""
    BEFORE = "BEFORE"
    """The last ones before its point."""
    AFTER = "AFTER"
    """The first ones after its point."""


class Point(msgspec.Struct, frozen=True):
    """A point of the past: a message, by its number, or else a time (ms)."""

    sequence: int = 0
    time: int | None = None


class ReadPage(msgspec.Struct, frozen=True):
    """Show some messages of a channel, at most `limit`; whoever asks is answered whatever there is."""

    page: Page
    channel: str
    limit: int
    point: Point | None = None


HistoryRequest = ReadHistory | ReplayHistory | ReplayMissed | ReadPage


def has_replay(state: State, channel: Channel) -> bool:
    """Return whether there is anything to show to somebody who joins."""
    return channel.kept and state.rules.replay_lines > 0


def history_query(
    state: State, viewer: Person | None, request: HistoryRequest
) -> HistoryQuery | Refusal | None:
    """Return what to read for a request; None: there is nothing to show, and nothing to say about it.

    What is said from now on, while it is read, the viewer hears as it is said.
    """
    if isinstance(request, ReplayHistory):
        channel = state.channels.get(request.channel)
        if channel is None or viewer is None or viewer.id not in channel.members:
            return None
        member = channel.members[viewer.id]
        return _query(channel, member, state.rules.replay_lines, request.received, request.before)
    if isinstance(request, ReplayMissed):
        return _missed_query(state, viewer, request)
    if viewer is None:
        return refusals.NotRegistered()
    channel = state.find_channel(request.channel)
    if isinstance(request, ReadPage):
        if channel is None or not may_read(channel, viewer):
            return refusals.NoPastThere(request.page.value, request.channel)
        return _page_query(state, channel, channel.members[viewer.id], request)
    if channel is None or not is_visible_channel(channel, viewer):
        return refusals.NoChannelToRead(request.channel)
    if not may_read(channel, viewer):
        return refusals.NotInChannel(channel.name)
    member, limit = channel.members[viewer.id], min(max(request.limit, 1), MAX_MESSAGES)
    return _query(channel, member, limit, 0, state.last_sequence + 1)


def history_answer(
    state: State,
    viewer: Person | None,
    request: HistoryRequest,
    query: HistoryQuery,
    events: Sequence[Said] | None,
) -> HistoryShown | Refusal | None:
    """Return the answer to a request for which events were read; None of them: they cannot be read."""
    if events is None and isinstance(request, ReadPage):
        return refusals.PageUnavailable(request.page.value, request.channel)
    if events is None:
        return refusals.HistoryUnavailable()
    shown = history_shown(state, viewer, query, events)
    if not isinstance(request, ReadPage):
        return shown
    if shown is None:
        return refusals.NoPastThere(request.page.value, request.channel)
    return structs.replace(shown, page=True)


def history_shown(
    state: State, viewer: Person | None, query: HistoryQuery, events: Sequence[Said]
) -> HistoryShown | None:
    """Return what was read as it is shown now; None to those who are no longer in the channel."""
    if query.account:
        return _missed_shown(viewer, query, events)
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


def _missed_query(state: State, viewer: Person | None, request: ReplayMissed) -> HistoryQuery | None:
    limit = state.rules.accounts.missed_messages
    if viewer is None or not viewer.account_id or not limit:
        return None
    after, before = request.first - 1, request.before
    return HistoryQuery(conversation="", account=viewer.account_id, limit=limit, after=after, before=before)


def _missed_shown(viewer: Person | None, query: HistoryQuery, events: Sequence[Said]) -> HistoryShown | None:
    """Return what somebody has missed, to the nick that they have now."""
    if viewer is None or viewer.account_id != query.account:
        return None
    said = [event for event in events if isinstance(event, MessagePosted)]
    return HistoryShown("", tuple(structs.replace(event, target=viewer.nick) for event in said))


def _page_query(state: State, channel: Channel, member: Member, request: ReadPage) -> HistoryQuery:
    limit = min(request.limit, state.rules.page_messages)
    # What is said from now on, while it is read, the viewer hears as it is said.
    query = _query(channel, member, limit, 0, state.last_sequence + 1)
    point = request.point
    if point is None:
        return query
    if request.page is Page.BEFORE:
        if point.time is not None:
            return structs.replace(query, before_time=point.time)
        return structs.replace(query, before=min(point.sequence, state.last_sequence + 1))
    forward = request.page is Page.AFTER
    if point.time is not None:
        return structs.replace(query, after_time=point.time, forward=forward)
    return structs.replace(query, after=point.sequence, forward=forward)


def _query(channel: Channel, member: Member, limit: int, received: int, before: int) -> HistoryQuery:
    return HistoryQuery(
        conversation=channel.id,
        limit=limit,
        after=received,
        before=before,
        joined=member.joined + 1,
        closure=member.closure,
    )
