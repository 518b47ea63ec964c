"""Passwords: made into argon2id hashes and checked against them, off the loop's thread.

It knows nothing of accounts, operators or the configuration; whoever asks brings the hash.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Literal

import argon2
from argon2.exceptions import Argon2Error
from precis_i18n import get_profile

from salon.accounts.fair_queue import FairQueue, Place
from salon.accounts.scram import make_verifier
from salon.core.needs import Hashed, TryLater
from salon.core.rules import AccountPolicy
from salon.core.scram import read_verifier, write_verifier
from salon.texts.marks import N_
from salon.threads import Executor

_DEFAULTS: Final = AccountPolicy()
# What a hash was made with stands in it.
_VERIFIER: Final = argon2.PasswordHasher()

# RFC 8265, section 4.2: the same password typed on another keyboard gives the same bytes.
_PROFILE = get_profile("OpaqueString")

HASH_PATTERN: Final = r"\$argon2id\$v=[0-9]+\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
"""What an argon2id hash looks like, so that a clear-text password is never taken for one."""

BUSY_SECONDS: Final = 5
"""After how long to try again where too many passwords wait to be checked."""

Verified = Hashed | bool | TryLater
"""Whether a password is right, or what is kept of one; or that too many wait."""

_log = logging.getLogger("salon.accounts")


def hash_password(text: str, policy: AccountPolicy = _DEFAULTS) -> str:
    """Return the argon2id hash of the password, as costly as the policy has it.

    Raises ValueError for a text that cannot be a password: an empty one, or one with control characters.
    """
    return _hasher(policy).hash(_PROFILE.enforce(text))


def _hasher(policy: AccountPolicy) -> argon2.PasswordHasher:
    # One lane: RFC 9106's low-memory profile wants 64 MiB and four. On the small machines that chat servers
    # live on, that is 300 ms against 45.
    return argon2.PasswordHasher(policy.argon2_iterations, policy.argon2_memory_kib, parallelism=1)


def verify_password(stored: str, text: str) -> bool:
    """Say whether the password is the one of the hash; whatever is no hash or no password is not."""
    try:
        return _VERIFIER.verify(stored, _PROFILE.enforce(text))
    except (Argon2Error, ValueError):
        return False


def renew_password(stored: str, scram: str, text: str, policy: AccountPolicy = _DEFAULTS) -> Hashed | bool:
    """Say whether the password is the one of the hash; if it is not kept as the policy has it, what to keep.

    `scram`: what SCRAM checks it by so far.
    """
    if not verify_password(stored, text):
        return False
    verifier = read_verifier(scram)
    passes = verifier.iterations if verifier is not None else 0
    is_due = _hasher(policy).check_needs_rehash(stored) or passes != policy.scram * policy.scram_iterations
    return keep_password(text, policy) if is_due else True


def replace_password(
    stored: str, text: str, new: str, policy: AccountPolicy = _DEFAULTS
) -> Hashed | Literal[False]:
    """Return what is kept of a new password; False: the old one is wrong."""
    return keep_password(new, policy) if verify_password(stored, text) else False


def keep_password(text: str, policy: AccountPolicy = _DEFAULTS) -> Hashed:
    """Return what is kept of a password: nothing, where it cannot be one."""
    try:
        hashed = hash_password(text, policy)
    except ValueError:
        return Hashed("")
    return Hashed(
        hashed, write_verifier(make_verifier(text, policy.scram_iterations)) if policy.scram else ""
    )


class PasswordWorker:
    """Makes and checks hashes, one after the other, by default on a thread: the loop never waits 45 ms.

    One thread and no more: a flood of log-ins waits for its own kind and leaves the other core to the chat.
    Whoever waits for it has turns by place. `done` is called on that thread, or at once with `TryLater` where
    too many wait.
    """

    def __init__(self, executor: Executor | None = None) -> None:
        self._executor = executor or ThreadPoolExecutor(max_workers=1, thread_name_prefix="salon-passwords")
        self._queue = FairQueue()
        self.policy = _DEFAULTS

    def submit_verify(self, stored: str, text: str, place: Place, done: Callable[[Verified], None]) -> None:
        """Check the password against the hash."""
        self._submit(place, lambda: verify_password(stored, text), done)

    def submit_renew(
        self, stored: str, scram: str, text: str, place: Place, done: Callable[[Verified], None]
    ) -> None:
        """Check the password of an account as `renew_password` does."""
        self._submit(place, lambda: renew_password(stored, scram, text, self.policy), done)

    def submit_replace(
        self, stored: str, text: str, new: str, place: Place, done: Callable[[Verified], None]
    ) -> None:
        """Check the password, then make the hash of the new one, as `replace_password` does."""
        self._submit(place, lambda: replace_password(stored, text, new, self.policy), done)

    def submit_hash(self, text: str, place: Place, done: Callable[[Verified], None]) -> None:
        """Make what is kept of a password, as `keep_password` does."""
        self._submit(place, lambda: keep_password(text, self.policy), done)

    def _submit(self, place: Place, work: Callable[[], Verified], done: Callable[[Verified], None]) -> None:
        policy = self.policy
        bounds = policy.waiting_passwords, policy.waiting_passwords_per_address
        if self._queue.put(place, partial(_do, work, done), *bounds):
            # One turn for each call that waits; whose it is, is known when it comes.
            self._executor.submit(self._take_turn)
        else:
            done(TryLater(BUSY_SECONDS, busy=True))

    def _take_turn(self) -> None:
        self._queue.take()()

    def close(self) -> None:
        """Finish the check under way, drop those that wait, end the thread."""
        self._executor.shutdown(cancel_futures=True)


def _do(work: Callable[[], Verified], done: Callable[[Verified], None]) -> None:
    try:
        done(work())
    except Exception:  # noqa: BLE001 - whatever went wrong in it
        # Nobody looks at the future: without this line the failure would vanish, the session wait for ever.
        _log.exception(N_("the answer of a password check could not be handed back"))
