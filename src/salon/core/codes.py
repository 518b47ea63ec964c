"""Codes that were given out: invitations, resets of a password. Only their digests are known."""

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from salon.core.account_events import CodeKind


@dataclass(slots=True)
class Code:
    """What a code opens. The fields are those of `CodeIssued`."""

    digest: str
    kind: CodeKind
    issuer: str
    time: int
    uses: int
    expires: int
    account: int
    channels: tuple[str, ...]

    def holds(self, now: int) -> bool:
        """Tell whether it can still be used."""
        return self.uses > 0 and not 0 < self.expires <= now


class Codes:
    """All codes that may still open something, by digest."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}
        # When each ends that does, the next one first; those that are gone meanwhile are passed over.
        self._ends: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[Code]:
        """Go through all of them, in the order of their making."""
        return iter(self._codes.values())

    def add(self, code: Code) -> None:
        """Take a new one."""
        self._codes[code.digest] = code
        if code.expires:
            heapq.heappush(self._ends, (code.expires, code.digest))

    def remove(self, digest: str) -> None:
        """Forget one."""
        self._codes.pop(digest, None)

    def get(self, digest: str) -> Code | None:
        """Return the code of a digest."""
        return self._codes.get(digest)

    def of_account(self, account: int, *kinds: CodeKind) -> list[Code]:
        """Return the codes for an account, of some kinds or all."""
        return [its for its in self if its.account == account and (not kinds or its.kind in kinds)]

    def first_over(self, now: int) -> Code | None:
        """Return a code that time has ended, if there is any."""
        while self._ends and self._ends[0][0] <= now:
            code = self._codes.get(self._ends[0][1])
            if code is not None:
                return code
            heapq.heappop(self._ends)
        return None

    def find(self, text: str, now: int, *kinds: CodeKind) -> Code | None:
        """Return the code that a text is, if it is of one of these kinds and still holds.

        The digest is looked up, not the text: how long that takes says nothing of how near a guess was.
        """
        code = self._codes.get(digest_of(text))
        return code if code is not None and code.kind in kinds and code.holds(now) else None


def digest_of(text: str) -> str:
    """Return what is kept of a code, however its letters are grouped.

    It has 128 random bits, so a plain digest is enough.
    """
    letters = "".join(filter(str.isalnum, text.lower()))
    return hashlib.sha256(letters.encode(errors="replace")).hexdigest()
