"""What was posted last under ids of the senders' own: the storage knows of the rest.

It must know at least what is not committed yet, for that no reader finds.
"""

from hashlib import blake2b
from typing import Final, NamedTuple

from salon.core.events import MessageKind

ENTRIES: Final = 20_000
"""How many at least are known: more than two batches hold (`FULL_OUTCOMES`), the one at the disk and the one
that grows."""


class Posted(NamedTuple):
    """The message that was posted under an id: its number, its time, and a digest of its words."""

    sequence: int
    time: int
    words: bytes


def words_of(kind: MessageKind, rank: int, text: str) -> bytes:
    """Return a digest of what a message says and to whom: so many texts would take too much room."""
    said = f"{kind.value} {rank} {text}".encode(errors="replace")
    return blake2b(said, digest_size=16).digest()


class RecentIds:
    """The last `ENTRIES` and up to as many more, each with its message.

    `generation` is another one whenever some are forgotten. Whoever looks elsewhere for what is not here has
    an answer that holds while the generation is the same: whatever was posted meanwhile is still here.
    """

    def __init__(self) -> None:
        self.generation = 0
        self._young: dict[str, Posted] = {}
        self._old: dict[str, Posted] = {}

    def note(self, once: str, posted: Posted) -> None:
        """Note that a message was posted."""
        if len(self._young) >= ENTRIES:
            self._old, self._young = self._young, {}
            self.generation += 1
        self._young[once] = posted

    def find(self, once: str) -> Posted | None:
        """Return the message that was posted, if it is among the last."""
        return self._young.get(once) or self._old.get(once)
