"""Decide about whom people block."""

from collections.abc import Iterator

from salon.core.block_events import BlockChanged
from salon.core.block_refusals import BlockInvalid, BlockListFull, NotBlocked
from salon.core.blocks import Blocked
from salon.core.commands import Block, Unblock
from salon.core.context import Context
from salon.core.masks import ACCOUNT, normalise_mask, parse_extended
from salon.core.replies import Decision
from salon.core.state import Person, State


def block(state: State, command: Block, context: Context) -> Decision:
    """Block somebody from now on: the account, where the name is of one."""
    person, blocked = context.person, blocked_by(state, command.target)
    if blocked is None:
        return [BlockInvalid(command.target)]
    entries, limit = state.blocks.of(person.list_owner), state.rules.limits.list_entries
    if blocked in entries:
        return []
    if len(entries) >= limit:
        return [BlockListFull(shown(state, blocked), limit)]
    return [_changed(person, person.list_owner, blocked, context.now)]


def unblock(state: State, command: Unblock, context: Context) -> Decision:
    """Hear somebody again, under whichever of their names they were blocked."""
    person = context.person
    mask = normalise_mask(command.target, state.names)
    if mask is None:
        return [BlockInvalid(command.target)]
    asked = {Blocked(0, mask), blocked_by(state, command.target)}
    found = [its for its in state.blocks.of(person.list_owner) if its in asked]
    if not found:
        return [NotBlocked(command.target)]
    return [_changed(person, person.list_owner, its, context.now, adding=False) for its in found]


def taken_along(state: State, person: Person, account: int, now: int) -> Iterator[BlockChanged]:
    """Yield how an account takes over whom a guest blocks who logs in to it, as far as there is room."""
    entries = state.blocks.of(account)
    room = state.rules.limits.list_entries - len(entries)
    new = [blocked for blocked in state.blocks.of(person.list_owner) if blocked not in entries]
    for blocked in new[: max(room, 0)]:
        yield _changed(person, account, blocked, now)


def blocked_by(state: State, target: str) -> Blocked | None:
    """Return whom a name or mask means; None: nobody can be called so."""
    mask = normalise_mask(target, state.names)
    if mask is None:
        return None
    extended = parse_extended(mask)
    name = extended.argument if extended is not None and extended.kind == ACCOUNT else ""
    person = None
    if mask == f"{state.names.fold(target)}!*@*":
        name, person = target, state.find_person(target)
    account = state.accounts.find(name) if name else None
    number = person.account_id if person is not None else account.id if account is not None else 0
    return Blocked(number) if number else Blocked(0, mask)


def shown(state: State, blocked: Blocked) -> str:
    """Return the mask by which a list shows somebody who is blocked."""
    if blocked.mask:
        return blocked.mask
    account = state.accounts.get(blocked.account)
    return f"~a:{account.name}" if account is not None else ""


def _changed(person: Person, owner: int, blocked: Blocked, now: int, *, adding: bool = True) -> BlockChanged:
    return BlockChanged(person.source, owner, blocked.account, blocked.mask, adding, now)
