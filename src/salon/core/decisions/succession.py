"""Who comes after whom in a channel: heirs of a founder who leaves, the end or next life of an empty one."""

from salon.core.addresses import place_of
from salon.core.context import Context
from salon.core.decisions.bans import is_banned, is_invited
from salon.core.events import (
    ChannelDropped,
    ChannelEmptied,
    ChannelRefounded,
    ModeChange,
    ModesChanged,
    Source,
)
from salon.core.modes import DEFAULT_CHANNEL_MODES, LETTERS_BY_RANK
from salon.core.ranks import Rank
from salon.core.replies import ChannelChangedHands, Outcome
from salon.core.state import Channel, Member, Person, State


def server_source(state: State) -> Source:
    """Return the server itself as the source of an event."""
    name = state.rules.server
    return Source(0, name, "", "", mask=name)


def after_leaving(state: State, channel: Channel, person: Person, now: int) -> list[Outcome]:
    """Return what follows in a channel when a member is gone from it.

    A guest's rank ends with the guest, so a founder who leaves hands over: to the highest rank, and among
    equals to the first who came. In a channel of the server's own nothing follows.
    """
    if state.is_room(channel.name):
        return []
    others = [member for member in channel.members.values() if member.person is not person]
    if not others:
        stays = channel.kept or state.rules.keep_empty_channels
        return [ChannelEmptied(channel.id, now) if stays else ChannelDropped(channel.id)]
    leaver = channel.members[person.id]
    if leaver.rank is not Rank.FOUNDER or any(member.rank is Rank.FOUNDER for member in others):
        return []
    heir: Member = max(others, key=lambda member: member.rank)
    change = ModeChange(
        LETTERS_BY_RANK[Rank.FOUNDER], adding=True, parameter=heir.person.nick, person=heir.person.id
    )
    return [ModesChanged(server_source(state), channel.id, channel.name, (change,), now)]


def is_forfeit(state: State, channel: Channel, now: int) -> bool:
    """Tell whether a channel has been empty for so long that it is the first comer's, as a new one is."""
    if channel.members or not channel.emptied or state.is_room(channel.name):
        return False
    return now - channel.emptied >= state.rules.limits.empty_channel_seconds * 1000


def refound(state: State, channel: Channel, context: Context) -> tuple[list[Outcome], list[Outcome]]:
    """Return what comes before, and what after, the entry of the first who comes into an empty channel."""
    if channel.members or state.is_room(channel.name):
        return [], []
    person, now = context.person, context.now
    fresh = is_forfeit(state, channel, now)
    hidden = _was_closed(state, channel, person) if fresh else _comes_uninvited(state, channel, person)
    since = state.last_sequence + 1 if hidden else 0
    founded = ChannelRefounded(channel.id, fresh, since, now, place_of(context.actor.address))
    lost = fresh and _differs_from_new(channel)
    told: list[Outcome] = [ChannelChangedHands(channel.name, lost, hidden)] if lost or hidden else []
    return [founded], told


def _was_closed(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether what was said in a channel was not for whoever would come: nobody is left to ask."""
    return bool(channel.key) or not {"i", "s"}.isdisjoint(channel.flags) or is_banned(state, channel, person)


def _comes_uninvited(state: State, channel: Channel, person: Person) -> bool:
    # Nobody is there who could invite: +i keeps no first comer out, for it would keep out who set it, too.
    return "i" in channel.flags and not (person.is_operator or is_invited(state, channel, person))


def _differs_from_new(channel: Channel) -> bool:
    modes = (channel.flags, channel.key, channel.limit)
    return modes != (DEFAULT_CHANNEL_MODES, "", 0) or bool(channel.lists)
