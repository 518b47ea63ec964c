"""Decide about what people and channels say of themselves: who may change it, and into what."""

import re
from collections.abc import Iterator

from salon.core import metadata_refusals as no
from salon.core.accounts import Account
from salon.core.context import Context
from salon.core.decisions.withheld_names import is_withheld
from salon.core.metadata import KEY, Changes
from salon.core.metadata_commands import ClearMetadata, SetMetadata
from salon.core.metadata_events import ChannelMetadataChanged, MetadataShown, PersonMetadataChanged
from salon.core.queries.metadata import find_target
from salon.core.ranks import Right, may
from salon.core.refusals import Refusal
from salon.core.replies import Decision, MetadataTakenAway, Outcome
from salon.core.state import Channel, Person, State
from salon.texts.visible import is_blank, stripped

ALL_KEYS = "*"
"""What stands for every key in a refusal (metadata, "METADATA CLEAR")."""

SHOWN_NAME = "display-name"
"""The key of the name by which a person wants to be shown: it is nobody else's."""

_AROUND = re.compile(r"\A[\W_]+|[\W_]+\Z")


def set_metadata(state: State, command: SetMetadata, context: Context) -> Decision:
    """Give a key a value, or take it away."""
    person, key, value = context.person, command.key, command.value
    target = find_target(state, person, command.target)
    if target is None:
        return [no.MetadataTargetInvalid(command.target)]
    refusal: Refusal | None = None
    if not KEY.fullmatch(key):
        refusal = no.MetadataKeyInvalid(key)
    elif not _may_change(person, target, removes=value is None):
        refusal = no.MetadataNotAllowed(command.target, key)
    elif value is None:
        if key not in _values(state, target):
            refusal = no.MetadataUnset(command.target, key)
    elif key not in state.rules.metadata.keys:
        refusal = no.MetadataNotAllowed(command.target, key)
    else:
        refusal = _value_refusal(state, target, command, value)
    refusal = refusal or _speed_refusal(state, person, command.target, key, context.now)
    return [refusal] if refusal is not None else _changed(person, target, {key: value}, context.now)


def clear_metadata(state: State, command: ClearMetadata, context: Context) -> Decision:
    """Take all values away."""
    person = context.person
    target = find_target(state, person, command.target)
    if target is None:
        return [no.MetadataTargetInvalid(command.target)]
    if not _may_change(person, target, removes=True):
        return [no.MetadataNotAllowed(command.target, ALL_KEYS)]
    refusal = _speed_refusal(state, person, command.target, ALL_KEYS, context.now)
    if refusal is not None:
        return [refusal]
    changes = dict.fromkeys(_values(state, target))
    return _changed(person, target, changes, context.now, whole=True)


def _may_change(person: Person, target: Person | Channel, *, removes: bool) -> bool:
    """Tell whether somebody may: their own; a channel's by rank; an operator may take away what is bad."""
    if isinstance(target, Channel):
        return person.is_operator or (
            person.id in target.members and may(target.standing_of(person), Right.MODES)
        )
    return target is person or (removes and person.is_operator)


def _values(state: State, target: Person | Channel) -> Changes:
    metadata = state.metadata
    if isinstance(target, Channel):
        return metadata.of_channel(target.id)
    return metadata.of(target.list_owner)


def _value_refusal(
    state: State, target: Person | Channel, command: SetMetadata, value: str
) -> Refusal | None:
    policy, values = state.rules.metadata, _values(state, target)
    if len(value.encode(errors="replace")) > policy.value_bytes or stripped(value) != value:
        return no.MetadataValueInvalid(policy.value_bytes)
    if command.key not in values and len(values) >= policy.keys_per_target:
        return no.MetadataFull(command.target, policy.keys_per_target)
    if command.key == SHOWN_NAME and isinstance(target, Person) and _is_anothers(state, target, value):
        return no.MetadataNameTaken(command.target, command.key, value)
    return None


def _is_anothers(state: State, person: Person, name: str) -> bool:
    """Tell whether a name that is to be shown is somebody else's, or looks like it, or is withheld from all.

    Signs around a name, and what nobody sees in it, do not make it another one: `@root` is root.
    """
    if is_blank(name):
        return bool(name)
    own = state.account_of(person)
    seen = "".join(sign for sign in name if sign.isspace() or not is_blank(sign))
    return any(_is_taken(state, person, own, its) for its in {name, _AROUND.sub("", seen)} if its)


def _is_taken(state: State, person: Person, own: Account | None, name: str) -> bool:
    if is_withheld(state, name, own.name if own is not None else None):
        return True
    holder, account = state.find_person(name), state.accounts.find(name)
    if holder not in {None, person} or account not in {None, own}:
        return True
    if state.nick_look_alikes.find(name, besides=person) is not None:
        return True
    alike = state.accounts.look_alike(name, besides=own)
    return alike is not None and alike.verified


def _speed_refusal(state: State, person: Person, target: str, key: str, now: int) -> Refusal | None:
    most = state.rules.metadata.changes_per_minute
    seconds = state.metadata.seconds_to_wait(person.list_owner, now, most)
    return no.MetadataTooFast(target, key, seconds) if seconds else None


def _changed(
    person: Person, target: Person | Channel, changes: dict[str, str | None], now: int, *, whole: bool = False
) -> list[Outcome]:
    if isinstance(target, Channel):
        return [ChannelMetadataChanged(person.source, target.id, target.name, changes, now, whole)]
    # Those who know the person hear of whom it is, and not who took it away.
    changed = PersonMetadataChanged(target.source, target.list_owner, changes, now, whole)
    return [changed] if target is person else [changed, MetadataTakenAway(target.nick, tuple(changes), whole)]


# --- what follows from other things ------------------------------------------------------------------


def shown_at_join(state: State, person: Person, channel: Channel, now: int) -> Iterator[MetadataShown]:
    """Yield what the members of a channel are to know of somebody who enters it."""
    values = state.metadata.of(person.list_owner)
    if values:
        yield MetadataShown(person.source, channel.id, dict(values), now)


def brought_along(state: State, person: Person, account: int, now: int) -> Iterator[PersonMetadataChanged]:
    """Yield what a guest who logs in says from now on: what the account said, and what it did not say yet."""
    kept, own = state.metadata.of(account), state.metadata.of(person.list_owner)
    room = max(state.rules.metadata.keys_per_target - len(kept), 0)
    new = [key for key in own if key not in kept][:room]
    lost: dict[str, str | None] = dict.fromkeys(key for key in own if key not in kept)
    changes = lost | dict(kept) | {key: own[key] for key in new}
    if changes:
        yield PersonMetadataChanged(person.source, account, changes, now)


def left_behind(state: State, person: Person, now: int) -> Iterator[PersonMetadataChanged]:
    """Yield that somebody who logs out says nothing any more: it was the account's."""
    values = state.metadata.of(person.account_id) if person.account_id else {}
    if values:
        yield PersonMetadataChanged(person.source, -person.id, dict.fromkeys(values), now)
