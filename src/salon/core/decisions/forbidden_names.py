"""Decide which names channels may not have, and what becomes of those that have one."""

from collections.abc import Iterable, Iterator

from salon.core.context import Context
from salon.core.decisions import presence
from salon.core.decisions.succession import emptied, server_source
from salon.core.events import Event, MemberKicked
from salon.core.forbidden_names import (
    ChannelNameAllowed,
    ChannelNameForbidden,
    ForbiddenName,
    ForbiddenNames,
)
from salon.core.masks import is_wild, name_mask
from salon.core.name_commands import AllowChannelName, ForbidChannelName
from salon.core.name_refusals import (
    ChannelForbidden,
    ChannelForbiddenFor,
    NameForbiddenBySetting,
    NameMaskInvalid,
    NameMaskTooWide,
    NameNotForbidden,
    NameOfRoom,
    TooManyForbiddenNames,
)
from salon.core.refusals import Refusal
from salon.core.replies import ChannelNameDone, Decision
from salon.core.state import Channel, State
from salon.texts.marks import N_
from salon.texts.visible import confined

FORBIDDEN = N_("This channel name is forbidden")
"""The reason that people read who are put out."""


def forbidden_name_refusal(state: State, name: str) -> Refusal | None:
    """Tell why nobody may be in a channel of a name, which must have a channel's form."""
    found = state.forbidden_names.of(name) if not state.is_room(name) else None
    if found is None:
        return None
    return ChannelForbiddenFor(name, found.reason) if found.reason else ChannelForbidden(name)


def forbid_name(state: State, command: ForbidChannelName, context: Context) -> Decision:
    """Forbid a name, or a mask of names, and empty the channels that it means: nothing of them is lost."""
    mask = name_mask(command.mask, state.names)
    if mask is None:
        return [NameMaskInvalid(command.mask)]
    if is_wild(mask):
        return [NameMaskTooWide(mask)]
    limit = state.rules.limits.forbidden_names
    if state.forbidden_names.find(mask) is None and len(state.forbidden_names) >= limit:
        return [TooManyForbiddenNames(limit)]
    reason = confined(command.reason, state.rules.limits.kick_length)
    name = ForbiddenName(mask, context.name, context.now, reason)
    alone = ForbiddenNames(state.names)
    alone.forbid(name)
    room = next((room for room in sorted(state.rules.rooms) if alone.of(room) is not None), None)
    if room is not None:
        return [NameOfRoom(room)]
    meant = [its for its in state.channels.values() if its.members and alone.of(its.name) is not None]
    return [
        ChannelNameForbidden(mask, context.name, context.now, reason),
        ChannelNameDone(mask, emptied=len(meant)),
        *_emptied(state, meant, reason or FORBIDDEN, context.now),
    ]


def allow_name(state: State, command: AllowChannelName, _context: Context) -> Decision:
    """Allow a name again."""
    mask = name_mask(command.mask, state.names)
    if mask is None or state.forbidden_names.find(mask) is None:
        if mask is not None and state.forbidden_names.is_configured(mask):
            return [NameForbiddenBySetting(mask)]
        return [NameNotForbidden(command.mask)]
    return [ChannelNameAllowed(mask), ChannelNameDone(mask, allowed=True)]


def empty_forbidden(state: State, now: int) -> Iterator[Event]:
    """Yield how channels are emptied whose names the configuration forbids now."""
    meant = [channel for channel in state.channels.values() if channel.forbidden and channel.members]
    yield from _emptied(state, meant, FORBIDDEN, now)


def _emptied(state: State, channels: Iterable[Channel], reason: str, now: int) -> Iterator[Event]:
    server = server_source(state)
    for channel in channels:
        for member in list(channel.members.values()):
            person = member.person
            yield MemberKicked(server, channel.id, channel.name, person.id, person.nick, reason, now)
            yield from presence.left(state, person, channel.id)
        yield from emptied(state, channel, now)
