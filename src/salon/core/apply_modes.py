"""Write into the state what becomes of a channel's modes, lists and ranks."""

from collections.abc import Callable
from typing import Any

from salon.core import events
from salon.core.channel_history import ChannelHistory, read_history
from salon.core.events import Event, ModeChange
from salon.core.join_throttle import read_throttle
from salon.core.modes import CHANNEL_MODES, DEFAULT_CHANNEL_MODES, RANKS_BY_LETTER, ModeKind
from salon.core.state import Channel, ListEntry, Person, State


def restore_modes(channel: Channel, modes: dict[str, str]) -> None:
    """Give a channel the modes that it had, each letter with its parameter."""
    channel.flags = "".join(sorted(letter for letter in modes if CHANNEL_MODES.get(letter) is ModeKind.NEVER))
    channel.key = modes.get("k", "")
    channel.limit = int(modes.get("l") or 0)
    channel.throttle = read_throttle(modes.get("j", ""))
    channel.history = read_history(modes.get("H", "")) or ChannelHistory()


def reset_modes(channel: Channel) -> None:
    """Give a channel the modes of a new one, and no lists."""
    channel.flags, channel.key, channel.limit = DEFAULT_CHANNEL_MODES, "", 0
    channel.throttle, channel.history = None, ChannelHistory()
    channel.lists.clear()
    channel.mute_cache.clear()


def _modes_changed(state: State, event: events.ModesChanged) -> None:
    channel = state.channels[event.channel]
    for change in event.changes:
        kind = CHANNEL_MODES[change.letter]
        _APPLY_MODE[kind](state, channel, change, event)
        channel.kept |= kind is not ModeKind.RANK
    channel.mute_cache.clear()


def _sanction_noted(state: State, event: events.SanctionNoted) -> None:
    channel = state.channels[event.channel]
    entry = channel.lists["b"][event.mask]
    entry.until, entry.reason = event.until, event.reason
    note_expiry(state, channel)


def note_expiry(state: State, channel: Channel) -> None:
    """Note whether a channel has a ban or mute that ends by itself."""
    if any(entry.until for entry in channel.lists.get("b", {}).values()):
        state.expiring.add(channel.id)
    else:
        state.expiring.discard(channel.id)


def _change_list(state: State, channel: Channel, change: ModeChange, event: events.ModesChanged) -> None:
    entries = channel.lists.setdefault(change.letter, {})
    channel.list_tests.pop(change.letter, None)
    if change.adding:
        entry = ListEntry(change.parameter, event.source.mask, event.time)
        entries[change.parameter] = entry
        # Now, for a line makes few; later one person coming in might have to wait for a whole list.
        test = entry.test(state.names)
        if change.letter == "b":
            state.last_ban = event.time
            for person in [state.people[number] for number in channel.invited]:
                former = state.former_accounts(person)
                if test.concerns(person.masks, person.account, former):
                    take_back(channel, person)
    else:
        entries.pop(change.parameter, None)
    if not entries:
        del channel.lists[change.letter]
    if channel.id in state.expiring:
        note_expiry(state, channel)


def _change_key(_state: State, channel: Channel, change: ModeChange, _event: events.ModesChanged) -> None:
    channel.key = change.parameter if change.adding else ""


def _change_numbers(_state: State, channel: Channel, change: ModeChange, _event: events.ModesChanged) -> None:
    if change.letter == "j":
        channel.throttle = read_throttle(change.parameter) if change.adding else None
    elif change.letter == "H":
        channel.history = (read_history(change.parameter) if change.adding else None) or ChannelHistory()
    else:
        channel.limit = int(change.parameter) if change.adding else 0


def _change_flag(_state: State, channel: Channel, change: ModeChange, _event: events.ModesChanged) -> None:
    channel.flags = with_letter(channel.flags, change.letter, present=change.adding)


def _change_rank(_state: State, channel: Channel, change: ModeChange, _event: events.ModesChanged) -> None:
    member = channel.members[change.person]
    bit = RANKS_BY_LETTER[change.letter].bit
    member.ranks = member.ranks | bit if change.adding else member.ranks & ~bit


_APPLY_MODE: dict[ModeKind, Callable[[State, Channel, ModeChange, events.ModesChanged], None]] = {
    ModeKind.LIST: _change_list,
    ModeKind.ALWAYS: _change_key,
    ModeKind.WHEN_SET: _change_numbers,
    ModeKind.NEVER: _change_flag,
    ModeKind.RANK: _change_rank,
}


def take_back(channel: Channel, person: Person) -> None:
    """Let an invitation count no more."""
    channel.invited.discard(person.id)
    person.invitations.pop(channel.id, None)


def with_letter(letters: str, letter: str, *, present: bool) -> str:
    """Return sorted letters with one of them, or without it."""
    without = letters.replace(letter, "")
    return "".join(sorted(without + letter)) if present else without


APPLY_MODES: dict[type[Event], Callable[[State, Any], object]] = {
    events.ModesChanged: _modes_changed,
    events.SanctionNoted: _sanction_noted,
}
