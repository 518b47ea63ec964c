"""Passwords: made into argon2id hashes and checked against them, off the loop's thread.

It knows nothing of accounts, operators or the configuration; whoever asks brings the hash.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import argon2
from argon2.exceptions import Argon2Error
from precis_i18n import get_profile

from salon.texts.marks import N_
from salon.threads import Executor

# OWASP, Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. RFC 9106's low-memory
# profile wants 64 MiB and four lanes: on the small machines that chat servers live on, 300 ms against 45.
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# RFC 8265, section 4.2: the same password typed on another keyboard gives the same bytes.
_PROFILE = get_profile("OpaqueString")

HASH_PATTERN: Final = r"\$argon2id\$v=[0-9]+\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
"""What an argon2id hash looks like, so that a clear-text password is never taken for one."""

_log = logging.getLogger("salon.accounts")


def hash_password(text: str) -> str:
    """Return the argon2id hash of the password.

    Raises ValueError for a text that cannot be a password: an empty one, or one with control characters.
    """
    return _HASHER.hash(_PROFILE.enforce(text))


def verify_password(stored: str, text: str) -> bool:
    """Say whether the password is the one of the hash; whatever is no hash or no password is not."""
    try:
        return _HASHER.verify(stored, _PROFILE.enforce(text))
    except (Argon2Error, ValueError):
        return False


class PasswordWorker:
    """Checks passwords, one after the other, by default on a thread, so that the loop never waits 45 ms.

    One thread and no more: a flood of log-ins waits for its own kind and leaves the other core to the chat.
    """

    def __init__(self, executor: Executor | None = None) -> None:
        self._executor = executor or ThreadPoolExecutor(max_workers=1, thread_name_prefix="salon-passwords")

    def submit_verify(self, stored: str, text: str, done: Callable[[bool], None]) -> None:
        """Check the password against the hash; `done` is called with the result, where it was checked."""
        self._executor.submit(_verify, stored, text, done)

    def close(self) -> None:
        """Finish the check under way, drop those that wait, end the thread."""
        self._executor.shutdown(cancel_futures=True)


def _verify(stored: str, text: str, done: Callable[[bool], None]) -> None:
    try:
        done(verify_password(stored, text))
    except Exception:  # noqa: BLE001 - whatever went wrong in it
        # Nobody looks at the future: without this line the failure would vanish, the session wait for ever.
        _log.exception(N_("the answer of a password check could not be handed back"))
