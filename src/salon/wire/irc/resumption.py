"""Tokens by which a client proves that an earlier connection was its own.

A token is the number of its session, sealed. So none is kept. It holds for as long as its session, and for
the next one until that one's client has proved that it knows its own token: it may lose this connection, too,
before that arrives. No number comes again.
"""

import hashlib
import hmac

LONGEST_NUMBER = 16
"""Digits of the highest number that a session can have."""


class Tokens:
    """Makes and verifies tokens. `secret`: random bytes, new for each process, as its sessions are."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        # By the number of the token that a client has said, the session that went on by it and may be unknown
        # to its client yet.
        self._unproved: dict[int, int] = {}

    def of(self, session: int) -> str:
        """Return the token of a session."""
        number = f"{session:x}"
        return f"{number}-{hmac.digest(self._secret, number.encode(), hashlib.sha256).hex()}"

    def keep(self, number: int, session: int) -> None:
        """Let the token of a number hold for the session that has gone on by it."""
        self._unproved[number] = session

    def use_up(self, number: int, session: int) -> None:
        """Let the token hold no more, unless yet another session has gone on by it."""
        if self._unproved.get(number) == session:
            del self._unproved[number]

    def holder_of(self, number: int) -> int:
        """Return the session for which the token of a number holds."""
        return self._unproved.get(number, number)

    def number_of(self, token: str) -> int:
        """Return the number of a token; 0: it is none."""
        digits = token.partition("-")[0]
        try:
            number = int(digits[: LONGEST_NUMBER + 1], 16)
        except ValueError:
            return 0
        # In constant time: how long a refusal takes does not tell how much of a guess was right.
        return number if hmac.compare_digest(token.encode(), self.of(number).encode()) else 0
