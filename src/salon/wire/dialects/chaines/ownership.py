"""Whose a channel is, on the wire `chaines`: /CLAIM, /DROP, /ACCESS, and what is told of it."""

from collections.abc import Callable
from typing import Any

from salon.core.commands import ClaimChannel, Command, DropChannel, SetAccess
from salon.core.events import Event
from salon.core.history_commands import SetHistory
from salon.core.ownership_events import ChannelOwnerChanged
from salon.core.queries.access import access_of, may_see_access
from salon.core.queries.retention import history_told
from salon.core.ranks import Rank
from salon.core.replies import AccessChanged, GuestsChannelFounded, HistoryTold
from salon.texts.marks import N_, N_PLURAL
from salon.wire.dialects.chaines import words
from salon.wire.dialects.chaines.forms import bare
from salon.wire.dialects.chaines.talk import ChainesTalk
from salon.wire.history_words import word_history
from salon.wire.rank_words import WORDS, read_rank

REPLIES = (AccessChanged, GuestsChannelFounded, HistoryTold)


def claim(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Make the current channel one's account's own."""
    return [ClaimChannel(talk.channel.name)]


def drop(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Make the current channel a guests' channel again."""
    return [DropChannel(talk.channel.name)]


def tell_access(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Show which accounts have a rank in the current channel."""
    state, channel = talk.state, talk.channel
    if not may_see_access(state, channel, talk.me):
        talk.say(words.NOT_MAIN)
        return []
    found = access_of(state, channel)
    if not found:
        talk.tell(N_("No account has a rank in {channel}."), channel=bare(channel.name))
    for its in found:
        talk.tell(N_("{account}: {rank}"), account=its.account, rank=talk.translate(WORDS[its.rank]))
    return []


def set_access(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Have an account keep a rank in the current channel."""
    account, word = given
    rank = read_rank(word)
    if rank is None:
        talk.say(words.WRONG_COMMAND)
        talk.tell(N_("A rank is admin, operator, half-operator, voice or none."))
        return []
    return [SetAccess(talk.channel.name, account, rank)]


def tell_past(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Show what holds for the history of the current channel."""
    show_reply(talk, history_told(talk.state, talk.channel))
    return []


def set_past(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Say what newcomers can read of the current channel, and how long it is kept."""
    return [SetHistory(talk.channel.name, tuple(given))]


def show_reply(talk: ChainesTalk, reply: AccessChanged | GuestsChannelFounded | HistoryTold) -> None:
    """Show what an account keeps, that one has founded a guests' channel, or what holds for the history."""
    name, text = bare(reply.channel), ""
    if isinstance(reply, HistoryTold):
        talk.say(word_history(reply, name, talk.translate))
        return
    if isinstance(reply, GuestsChannelFounded):
        text = N_PLURAL(
            "Your account owns {limit} channel, the most that it may own: {channel} belongs to no account.",
            "Your account owns {limit} channels, the most that it may own: {channel} belongs to no account.",
            "limit",
        )
        talk.tell(text, channel=name, limit=reply.limit)
    elif reply.rank is Rank.MEMBER:
        talk.tell(N_("{account} keeps no rank in {channel}."), account=reply.account, channel=name)
    else:
        rank = talk.translate(WORDS[reply.rank])
        text = N_("{account} keeps a rank in {channel}: {rank}.")
        talk.tell(text, account=reply.account, channel=name, rank=rank)


def _owner_changed(talk: ChainesTalk, event: ChannelOwnerChanged, own: bool) -> None:
    name = bare(event.name)
    if event.person == talk.me.id and not own and event.channel in talk.me.channels:
        talk.say_of(event.channel, event.name, words.NEW_MAIN)
    elif event.person == talk.me.id:
        text = N_("{channel} now belongs to your account {account}.")
        talk.tell(text, channel=name, account=event.account)
    elif event.owner:
        text = N_("{channel} now belongs to the account {account}.")
        talk.tell(text, channel=name, account=event.account)
    else:
        text = N_("{channel} no longer belongs to any account, and no account keeps a rank in it.")
        talk.tell(text, channel=name)


SHOW: dict[type[Event], Callable[[Any, Any, bool], None]] = {ChannelOwnerChanged: _owner_changed}
