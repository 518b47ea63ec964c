"""How far the server has come with what was typed: lines go in groups, and the next when one is done.

A server takes lines at its own rate. Behind each group goes an enquiry, which ours answers in its turn, when
all before it is done. A server that knows no enquiry gets everything at once.
"""

from salon.wire.dialects.session import ENQUIRY

GROUP_LINES = 5
"""Half of what a server usually takes at once (`limits.burst`)."""

GROUP_SIZE = 4096
"""In bytes. A server drops whoever has too many waiting."""

ANSWER_SECONDS = 10.0
"""How long the first answer may take: until then it is not known whether the server knows enquiries."""


class Pace:
    """The group of lines that is under way."""

    def __init__(self) -> None:
        self._lines = 0
        self._size = 0
        # When the server was asked, while it has not answered.
        self._asked: float | None = None
        self._has_answered = False
        self._is_deaf = False

    @property
    def is_open(self) -> bool:
        """Whether the next line may go."""
        return self._asked is None

    @property
    def uncertain(self) -> int:
        """How many lines have gone that the server was asked for, and has not answered."""
        return 0 if self.is_open else self._lines

    @property
    def deadline(self) -> float | None:
        """When to look again, in seconds, where it is not known whether the server knows enquiries."""
        return None if self._asked is None or self._has_answered else self._asked + ANSWER_SECONDS

    def send(self, data: bytes, now: float) -> bytes:
        """Return what is sent for a line."""
        self._lines += 1
        self._size += len(data)
        if self._is_deaf or (self._lines < GROUP_LINES and self._size < GROUP_SIZE):
            return data
        self._asked = now
        return data + f"{ENQUIRY}\n".encode()

    def take_answer(self) -> None:
        """Take note that the server has done all that was sent before the enquiry."""
        self._has_answered, self._is_deaf = True, False
        self._begin_group()

    def look(self, now: float) -> None:
        """Take note of the time: a server that has never answered knows no enquiry."""
        if self.deadline is not None and now >= self.deadline:
            self._is_deaf = True
            self._begin_group()

    def _begin_group(self) -> None:
        self._lines = self._size = 0
        self._asked = None
