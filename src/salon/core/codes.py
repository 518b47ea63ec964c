"""Codes that were given out: invitations, resets of a password. Only their digests are known."""

import hashlib
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

    def __iter__(self) -> Iterator[Code]:
        """Go through all of them, in the order of their making."""
        return iter(self._codes.values())

    def add(self, code: Code) -> None:
        """Take a new one."""
        self._codes[code.digest] = code

    def remove(self, digest: str) -> None:
        """Forget one."""
        self._codes.pop(digest, None)

    def get(self, digest: str) -> Code | None:
        """Return the code of a digest."""
        return self._codes.get(digest)

    def find(self, text: str, kind: CodeKind, now: int) -> Code | None:
        """Return the code that a text is, if it is of a kind and still holds.

        The digest is looked up, not the text: how long that takes says nothing of how near a guess was.
        """
        code = self._codes.get(digest_of(text))
        return code if code is not None and code.kind is kind and code.holds(now) else None


def digest_of(text: str) -> str:
    """Return what is kept of a code, however its letters are grouped.

    It has 128 random bits, so a plain digest is enough.
    """
    letters = "".join(filter(str.isalnum, text.lower()))
    return hashlib.sha256(letters.encode(errors="replace")).hexdigest()
