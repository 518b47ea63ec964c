"""Who comes after whom in a channel: hand-over of a founder who leaves, and the end of an empty channel."""

from salon.core.events import ChannelDropped, ModeChange, ModesChanged, Source
from salon.core.modes import LETTERS_BY_RANK
from salon.core.ranks import Rank
from salon.core.replies import Outcome
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
        return [] if channel.kept or state.rules.keep_empty_channels else [ChannelDropped(channel.id)]
    leaver = channel.members[person.id]
    if leaver.rank is not Rank.FOUNDER or any(member.rank is Rank.FOUNDER for member in others):
        return []
    heir: Member = max(others, key=lambda member: member.rank)
    change = ModeChange(
        LETTERS_BY_RANK[Rank.FOUNDER], adding=True, parameter=heir.person.nick, person=heir.person.id
    )
    return [ModesChanged(server_source(state), channel.id, channel.name, (change,), now)]
