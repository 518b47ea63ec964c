"""Have a password verified before something is done: the server's, an account's, the directory's."""

from salon.core.account_events import PasswordChanged
from salon.core.account_refusals import LoginFailed, PasswordNeedsEncryption, TooManyWaiting
from salon.core.accounts import Account
from salon.core.context import Context
from salon.core.events import Event
from salon.core.needs import Hashed, Need, TryLater, VerifyPassword
from salon.core.refusals import Refusal, TooManyTries
from salon.core.rules import AccountPolicy
from salon.core.state import State

UNKNOWN_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2Fsb25zYWxvbnNhbG9u$L8vLZtJGCVmUf4Tg0M0v0xGQhPBG2nHZkqHfWHqJx0w"
)
"""Verified for a name that is nobody's, so that an answer takes as long as for one that is somebody's."""


def unknown_hash(policy: AccountPolicy) -> str:
    """Return such a hash, as costly as those of the accounts."""
    cost = f"m={policy.argon2_memory_kib},t={policy.argon2_iterations}"
    return UNKNOWN_HASH.replace("m=19456,t=2", cost)


def verify(stored: str, subject: str, context: Context, wrong: Refusal) -> Need | Refusal | None:
    """Return a need, or why the password does not do; None: it is right. `subject`: what it opens."""
    need = VerifyPassword(stored, subject, context.actor.address)
    result = context.answer_to(need)
    if result is None:
        return need
    if isinstance(result, TryLater):
        return later_refusal(result)
    return None if result else wrong


def verify_account(
    account: Account | None, name: str, state: State, context: Context
) -> Need | Refusal | list[Event]:
    """Verify the password of an account, or as if there were one of the name.

    Returns a need, or why it does not do, or what follows from a right one: that it is kept in another way,
    where the settings are other ones than when it was made.
    """
    stored, scram = (account.password, account.scram) if account is not None else ("", "")
    # As long as for an account that there is, so that nobody finds out which there are.
    stored = stored or unknown_hash(state.rules.accounts)
    need = VerifyPassword(stored, f"account {state.names.fold(name)}", context.actor.address, scram)
    result = context.answer_to(need)
    if result is None:
        return need
    if isinstance(result, TryLater):
        return later_refusal(result)
    if not result or account is None:
        return LoginFailed()
    if not isinstance(result, Hashed):
        return []
    return [PasswordChanged(account.id, result.password, result.scram)]


def later_refusal(result: TryLater) -> Refusal:
    """Tell why a password was not verified: too many wrong ones, or too many at once."""
    return TooManyWaiting(result.seconds) if result.busy else TooManyTries(result.seconds)


def is_readable(state: State, context: Context) -> bool:
    """Tell whether somebody is to be warned that others on the way can read the password."""
    return state.rules.accounts.plaintext_passwords == "warn" and not context.actor.local


def readable_refusal(state: State, context: Context) -> Refusal | None:
    """Tell why a password may not come over a connection that others can read, if it may not."""
    refused = state.rules.accounts.plaintext_passwords == "refuse" and not context.actor.local
    return PasswordNeedsEncryption() if refused else None
