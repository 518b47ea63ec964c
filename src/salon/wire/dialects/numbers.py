"""The numbers by which people name messages, where there are no ids: those that /HISTORY shows.

A number belongs to a connection, and never means another message there. Knows nothing of commands.
"""

from typing import Final

MOST_NUMBERS: Final = 2_000
"""Messages whose numbers are known; the oldest numbers are forgotten first."""


class Numbers:
    """The numbers that one session has shown, each for a message in a channel."""

    def __init__(self) -> None:
        self._messages: dict[int, tuple[int, int]] = {}
        self._numbers: dict[int, int] = {}
        self._last = 0

    def number(self, channel: int, message: int) -> int:
        """Return the number of a message; one that has none yet gets the next."""
        number = self._numbers.get(message)
        if number is None:
            if len(self._messages) >= MOST_NUMBERS:
                oldest = next(iter(self._messages))
                del self._numbers[self._messages.pop(oldest)[1]]
            number = self._last = self._last + 1
            self._numbers[message] = number
            self._messages[number] = channel, message
        return number

    def find(self, channel: int, number: int) -> int:
        """Return the message of a number in a channel; 0: none has it there."""
        its, message = self._messages.get(number, (0, 0))
        return message if its == channel else 0
