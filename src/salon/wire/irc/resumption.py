"""Tokens by which a client proves that an earlier connection was its own.

A token is the number of its session, sealed. So none is kept, and each holds for as long as its session: it
is used up when another session takes the place of that one, for no number comes again.
"""

import hashlib
import hmac

LONGEST_NUMBER = 16
"""Digits of the highest number that a session can have."""


class Tokens:
    """Makes and verifies tokens. `secret`: random bytes, new for each process, as its sessions are."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, session: int) -> str:
        """Return the token of a session."""
        number = f"{session:x}"
        return f"{number}-{hmac.digest(self._secret, number.encode(), hashlib.sha256).hex()}"

    def session_of(self, token: str) -> int:
        """Return the session of a token; 0: it is none."""
        number = token.partition("-")[0]
        try:
            session = int(number[: LONGEST_NUMBER + 1], 16)
        except ValueError:
            return 0
        # In constant time: how long a refusal takes does not tell how much of a guess was right.
        return session if hmac.compare_digest(token.encode(), self.of(session).encode()) else 0
