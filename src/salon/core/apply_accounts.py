"""Write into the state what has happened to accounts and codes."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from msgspec import structs

from salon.core import account_events
from salon.core.accounts import Account
from salon.core.apply_blocks import APPLY_BLOCKS
from salon.core.codes import Code
from salon.core.events import Event
from salon.core.masks import renamed_masks
from salon.core.state import Person, State


def follow_account(state: State, person: Person, present: Person | None) -> None:
    """Note at the account of a person who speaks for it; nobody, where `present` is None.

    Whoever was a guest until then is none any more, or has left.
    """
    state.blocks.drop(-person.id)
    state.read_markers.drop(-person.id)
    state.metadata.drop(-person.id)
    account = state.account_of(person)
    if account is not None:
        account.person = present


def watch_name(state: State, person: Person | None, time: int) -> None:
    """Note whether somebody has the name of an account that is not theirs, and since when."""
    if person is None:
        return
    holder = state.accounts.find_folded(person.folded)
    if holder is None or not holder.verified or person.account == holder.name:
        state.squatters.pop(person.id, None)
    else:
        state.squatters.setdefault(person.id, time)


def _account_registered(state: State, event: account_events.AccountRegistered) -> None:
    account = Account(event.account, event.name, state.names.fold(event.name), event.password, event.time)
    account.email, account.verified = event.email, event.verified
    account.operator, account.suspended = event.operator, event.suspended
    account.scram, account.unconfirmed = event.scram, event.unconfirmed
    state.accounts.add(account)
    watch_name(state, state.nicks.get(account.folded), event.time)


def _account_verified(state: State, event: account_events.AccountVerified) -> None:
    account = _account(state, event.account)
    state.accounts.verify(account)
    watch_name(state, state.nicks.get(account.folded), event.time)


def _email_changed(state: State, event: account_events.EmailChanged) -> None:
    account = _account(state, event.account)
    account.email, account.unconfirmed = event.email, event.unconfirmed


def _password_changed(state: State, event: account_events.PasswordChanged) -> None:
    account = _account(state, event.account)
    account.password, account.scram = event.password, event.scram


def _password_replaced(_state: State, _event: account_events.PasswordReplaced) -> None:
    """Nothing of the state changes."""


def _account_suspended(state: State, event: account_events.AccountSuspended) -> None:
    _account(state, event.account).suspended = event.suspended


def _account_operator_changed(state: State, event: account_events.AccountOperatorChanged) -> None:
    _account(state, event.account).operator = event.operator


def _account_renamed(state: State, event: account_events.AccountRenamed) -> None:
    account = _account(state, event.account)
    before, person = account.folded, account.person
    # Whoever has its operator's rights loses them with it, under its other name, too.
    if person is not None and person.operator == account.name:
        person.operator = event.name
    state.accounts.rename(account, event.name)
    _relist(state, event.mask, event.new_mask)
    watch_name(state, state.nicks.get(before), 0)


def _account_erased(state: State, event: account_events.AccountErased) -> None:
    account = _account(state, event.account)
    state.accounts.remove(account)
    state.blocks.forget(account.id)
    state.read_markers.drop(account.id)
    state.past_guests.drop(account.id)
    state.metadata.drop(account.id)
    for code in state.codes.of_account(account.id):
        state.codes.remove(code.digest)
    watch_name(state, state.nicks.get(account.folded), 0)
    _relist(state, event.mask, "")
    if event.messages is not account_events.Remains.KEEP:
        _forget_name(state, event.name)


def _relist(state: State, mask: str, new_mask: str) -> None:
    """Let all lists, and the bans from the server, spell an account otherwise; or forget it."""
    changes = renamed_masks(mask, new_mask)
    for channel in (*state.channels.values(), *state.sleeping):
        for letter, entries in list(channel.lists.items()):
            if changes.keys().isdisjoint(entries):
                continue
            channel.lists[letter] = {
                new: replace(entry, mask=new)
                for old, entry in entries.items()
                if (new := changes.get(old, old))
            }
            if not channel.lists[letter]:
                del channel.lists[letter]
            channel.list_tests.pop(letter, None)
            channel.mute_cache.clear()
        if not any(entry.until for entry in channel.lists.get("b", {}).values()):
            state.expiring.discard(channel.id)
    for old, new in changes.items():
        ban = state.server_bans.find(old, network=False)
        if ban is not None:
            state.server_bans.lift(old, network=False)
            if new:
                state.server_bans.set(structs.replace(ban, mask=new))


def _forget_name(state: State, name: str) -> None:
    """Let nothing say any more who set a topic or an entry of a list, or was here."""
    own, erased = f"{name}!", account_events.ERASED
    state.departed = deque(
        (its for its in state.departed if name not in {its.source.account, its.source.nick}),
        maxlen=state.departed.maxlen,
    )
    for channel in (*state.channels.values(), *state.sleeping):
        if channel.topic is not None and channel.topic.source.startswith(own):
            channel.topic = channel.topic._replace(source=erased)
        for entries in channel.lists.values():
            for entry in entries.values():
                if entry.source.startswith(own):
                    entry.source = erased


def _account(state: State, number: int) -> Account:
    account = state.accounts.get(number)
    assert account is not None  # noqa: S101 - whoever decided has seen it
    return account


def _code_issued(state: State, event: account_events.CodeIssued) -> None:
    state.codes.add(
        Code(
            event.digest,
            event.kind,
            event.issuer,
            event.time,
            event.uses,
            event.expires,
            event.account,
            event.channels,
        )
    )


def _code_used(state: State, event: account_events.CodeUsed) -> None:
    code = state.codes.get(event.digest)
    if code is not None:
        code.uses -= 1
        if not code.uses:
            state.codes.remove(event.digest)


def _code_revoked(state: State, event: account_events.CodeRevoked) -> None:
    state.codes.remove(event.digest)


APPLY_ACCOUNTS: dict[type[Event], Callable[[State, Any], object]] = {
    account_events.AccountRegistered: _account_registered,
    account_events.AccountVerified: _account_verified,
    account_events.EmailChanged: _email_changed,
    account_events.PasswordChanged: _password_changed,
    account_events.PasswordReplaced: _password_replaced,
    account_events.AccountSuspended: _account_suspended,
    account_events.AccountOperatorChanged: _account_operator_changed,
    account_events.AccountRenamed: _account_renamed,
    account_events.AccountErased: _account_erased,
    account_events.CodeIssued: _code_issued,
    account_events.CodeUsed: _code_used,
    account_events.CodeRevoked: _code_revoked,
    account_events.EmailRefused: lambda _state, _event: None,
    **APPLY_BLOCKS,
}
