"""Searching what was said: what somebody asks for, where they may look, and what they are shown."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from msgspec import structs

from salon.core import message_refusals, refusals
from salon.core.events import MessagePosted
from salon.core.queries.correspondents import name_of_party
from salon.core.queries.history import SeenChannel, party
from salon.core.queries.past import find_conversation, is_by
from salon.core.queries.sight import seen_channel, seen_channels
from salon.core.queries.terms import MAX_TERMS, Term, read_terms
from salon.core.refusals import Refusal
from salon.core.replies import SearchShown
from salon.core.sources import with_nick
from salon.core.state import Person, State

RANKED_AMONG = 10_000
"""Among how many of the newest messages that match the best are chosen."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """Find messages that hold some words, in all that one may read; whoever asks is answered in any case.

    `place`: in this channel, or between oneself and this nick. `author`: by whoever had this nick, or has the
    account of this name. Times (ms) are from `after_time` on and before `before_time`; `before`: with lower
    sequences. `ranked`: the best of the newest first, without the first `skip`; else the newest are meant.
    """

    words: str = ""
    place: str = ""
    author: str = ""
    after_time: int | None = None
    before_time: int | None = None
    before: int | None = None
    limit: int
    ranked: bool = False
    skip: int = 0


class Author(NamedTuple):
    """Who said it: whoever had a nick, or an account (0: there is none of that name)."""

    nick: str
    account: int


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for messages that hold all terms, in some channels and in what one party has said and was told.

    `party` is as in conversations, empty: in channels alone; `conversation`: in this one alone. The rest is
    as in `Search` and `HistoryQuery`. After `milliseconds` what was found until then is the answer.
    """

    terms: tuple[Term, ...]
    channels: tuple[SeenChannel, ...]
    party: str
    conversation: str
    reader: int
    author: Author | None
    after_time: int | None
    before_time: int | None
    before: int
    limit: int
    ranked: bool
    skip: int
    milliseconds: int


class Matches(NamedTuple):
    """Messages that a search has found: the oldest first, or the best.

    `reached`: only what was said from this time (ms) on was searched; None: all. `indexing`: because the
    index is still being made.
    """

    messages: Sequence[MessagePosted]
    reached: int | None = None
    indexing: bool = False


def search_query(state: State, viewer: Person | None, request: Search) -> SearchQuery | Refusal:
    """Return what to look for, and where: whatever the viewer may read, and nothing else."""
    rules = state.rules
    if viewer is None:
        return refusals.NotRegistered()
    if not rules.keeps_history:
        return message_refusals.HistoryOff("SEARCH")
    if not rules.search:
        return message_refusals.SearchOff()
    terms = read_terms(request.words)
    if len(terms) > MAX_TERMS:
        return message_refusals.TooManyTerms(MAX_TERMS)
    narrowed = request.after_time is not None or request.before_time is not None
    if not (terms or request.place or request.author or narrowed):
        return message_refusals.NothingToFind()
    channels, own, conversation = seen_channels(viewer), party(viewer.id, viewer.account_id), ""
    if request.place:
        name = request.place
        place = find_conversation(state, viewer, name) or find_conversation(state, viewer, f"#{name}")
        if place is None:
            return message_refusals.NoPlaceToSearch(request.place)
        if isinstance(place.key, str):
            channels, conversation = (), place.key
        else:
            channels, own = tuple(seen for seen in channels if seen.channel == place.key), ""
    account = state.accounts.find(request.author)
    return SearchQuery(
        terms=terms,
        channels=channels,
        party=own,
        conversation=conversation,
        reader=viewer.list_owner,
        author=Author(request.author, account.id if account is not None else 0) if request.author else None,
        after_time=request.after_time,
        before_time=request.before_time,
        before=min(request.before or state.last_sequence + 1, state.last_sequence + 1),
        # One more, by which one knows whether there are more.
        limit=min(request.limit, rules.page_messages) + 1,
        ranked=request.ranked,
        skip=min(request.skip, RANKED_AMONG),
        milliseconds=rules.search_milliseconds,
    )


def search_answer(
    state: State, viewer: Person | None, query: SearchQuery, found: Matches | None
) -> SearchShown | Refusal | None:
    """Return what is shown of what was found; None in `found`: it could not be searched."""
    if found is None:
        return message_refusals.SearchUnavailable()
    if viewer is None:
        return None
    messages, limit = found.messages, query.limit - 1
    complete = found.reached is None and len(messages) <= limit
    if len(messages) > limit:
        messages = messages[:limit] if query.ranked else messages[len(messages) - limit :]
    shown = (_shown(state, viewer, query, message) for message in messages)
    return SearchShown(
        tuple(message for message in shown if message is not None), complete, found.reached, found.indexing
    )


def _shown(state: State, viewer: Person, query: SearchQuery, message: MessagePosted) -> MessagePosted | None:
    """Return a message under the names of today; None where the viewer may no longer read it."""
    if message.channel:
        channel = state.channels.get(message.channel)
        seen = seen_channel(channel, viewer) if channel is not None else None
        if channel is None or seen is None or message.sequence <= seen.after:
            return None
        if message.closed and message.sequence < seen.closed_from:
            return None
        return structs.replace(message, target=channel.name)
    if query.party != party(viewer.id, viewer.account_id):
        return None
    account = viewer.account_id
    if is_by(viewer, message):
        other = party(message.person, message.recipient_account)
        name = name_of_party(state, account, other, message.target) or message.target
        return structs.replace(message, source=viewer.source, target=name)
    source = message.source
    name = name_of_party(state, account, party(source.person, source.account_id), source.nick) or source.nick
    return structs.replace(message, source=with_nick(source, name), target=viewer.nick)
