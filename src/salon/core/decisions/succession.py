"""Who comes after whom in a channel: heirs of who leads it, the end or next life of an emptied one."""

from collections.abc import Iterable, Iterator

from salon.core.addresses import place_of
from salon.core.channel_history import Past
from salon.core.context import Context
from salon.core.decisions.closures import after_change, after_emptying, is_closing
from salon.core.events import (
    ChannelDropped,
    ChannelEmptied,
    ChannelForgotten,
    ChannelRefounded,
    Event,
    MainAdministratorChanged,
    ModeChange,
    ModesChanged,
    Source,
)
from salon.core.modes import LETTERS_BY_RANK
from salon.core.ranks import Rank
from salon.core.replies import EmptyChannelEntered, Outcome
from salon.core.state import Channel, Member, Person, State


def server_source(state: State) -> Source:
    """Return the server itself as the source of an event."""
    name = state.rules.server
    return Source(0, name, "", "", mask=name)


def after_leaving(state: State, channel: Channel, person: Person, now: int) -> list[Outcome]:
    """Return what follows in a channel when a member is gone from it.

    The main administrator of a guests' channel hands over. A channel that belongs to an account has no heirs.
    """
    if len(channel.members) == 1:
        return [*emptied(state, channel, now)]
    if channel.main_administrator != person.id:
        return []
    others = (member for member in channel.members.values() if member.person is not person)
    return [*led_by(state, channel, heir_of(others), now)]


def lead_again(state: State, channel: Channel, now: int) -> Iterator[Event]:
    """Yield who leads a guests' channel after a restart, of the members who stayed: the first who came."""
    if not (channel.main_administrator or channel.owner or state.is_room(channel.name)):
        yield from led_by(state, channel, heir_of(channel.members.values()), now)


def led_by(state: State, channel: Channel, heir: Member, now: int) -> Iterator[Event]:
    """Yield how a member comes to lead a guests' channel."""
    number, nick, server = heir.person.id, heir.person.nick, server_source(state)
    if not heir.ranks & Rank.OPERATOR.bit:
        given = ModeChange(LETTERS_BY_RANK[Rank.OPERATOR], adding=True, parameter=nick, person=number)
        yield ModesChanged(server, channel.id, channel.name, (given,), now)
    yield MainAdministratorChanged(server, channel.id, channel.name, number, nick, now)


def heir_of(members: Iterable[Member]) -> Member:
    """Return who leads a guests' channel next: the highest rank, and among equals the first who came."""
    return max(members, key=lambda member: member.ranks.bit_length())


def emptied(state: State, channel: Channel, now: int) -> Iterator[Event]:
    """Yield what becomes of a channel in which nobody is any more."""
    yield from after_emptying(channel)
    if state.is_room(channel.name):
        return
    stays = state.rules.keep_empty_channels
    if channel.kept or stays:
        yield ChannelEmptied(channel.id, now, asleep=not (stays or channel.owner))
    else:
        yield ChannelDropped(channel.id)


def is_forfeit(state: State, channel: Channel, now: int) -> bool:
    """Tell whether a channel has been empty for so long that it is the first comer's, as a new one is."""
    if channel.members or not channel.emptied or channel.owner or state.is_room(channel.name):
        return False
    return now - channel.emptied >= state.rules.limits.empty_channel_seconds * 1000


def refound(state: State, channel: Channel, context: Context) -> tuple[list[Outcome], list[Outcome]]:
    """Return what comes before, and what after, the entry of the first who comes into an empty channel."""
    if channel.members:
        return [], []
    fresh = is_forfeit(state, channel, context.now)
    closed = not fresh and is_closing(channel.flags, channel.key, channel.history)
    closures = list(after_change(state, channel, closed=closed))
    if state.is_room(channel.name):
        return [*closures], []
    guests = not channel.owner
    since = state.last_sequence + 1 if channel.kept and guests else channel.since
    place = place_of(context.actor.address)
    founded = ChannelRefounded(channel.id, fresh, since, context.now, place)
    hidden = not fresh and channel.history.past is not Past.ALL
    goes_on = closed and not closures and not hidden
    told = EmptyChannelEntered(channel.name, fresh, goes_on, hidden)
    return [founded, *closures], [told] if channel.kept and guests else []


def forget_surplus(state: State) -> Iterator[ChannelForgotten]:
    """Yield which sleeping channels go; each event has to be applied before the next is asked for."""
    while len(state.sleeping) > state.rules.limits.channels:
        yield ChannelForgotten(state.sleeping.next_forgotten().id)
