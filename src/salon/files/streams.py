"""The bytes of accepted files, from the session that sends to the session that receives.

What is sent and not yet acknowledged is bounded, so that a receiver who is slow holds up the sender and
nobody else; and pieces are large enough to be worth their line. The server keeps nothing of a file.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from salon.core.commands import Command, FinishFile, StopFile
from salon.core.file_events import StopReason
from salon.core.state import Transfer

SMALLEST_CHUNK = 512
"""Bytes that a piece has, but for the last: lines of a transfer are not throttled, so they have to be worth
something."""


@dataclass(slots=True)
class Stream:
    """How far one file is. `window`: what was promised to its sender; `moved`: when it last went on, ms."""

    transfer: Transfer
    window: int
    moved: int
    sent: int = 0
    acknowledged: int = 0


class Streams:
    """Passes the bytes on; what is to become of the transfer is returned as a command of the core.

    `post` puts a line into a session's output. `window`: how many bytes a session may have sent, of all its
    files, that are not acknowledged; `seconds`: how long a stream may stand still. Both may be changed; a new
    window is for what is opened later.
    """

    def __init__(self, post: Callable[[int, bytes], None], window: int, seconds: int) -> None:
        self.window = window
        self.seconds = seconds
        self._post = post
        self._streams: dict[int, Stream] = {}
        # By the session that sends: all its files wait in one queue.
        self._ahead = Counter[int]()

    def open(self, transfer: Transfer, now: int) -> int:
        """Begin to pass on a file that was accepted; return its window."""
        self._streams[transfer.number] = Stream(transfer, self.window, now)
        return self.window

    def close(self, transfer: int) -> None:
        """Forget a file that has ended."""
        stream = self._streams.pop(transfer, None)
        if stream is not None:
            self._count(stream, stream.acknowledged - stream.sent)

    def send(self, transfer: int, line: bytes, size: int, now: int) -> list[Command]:
        """Pass on the line with the next bytes of a file; whatever is wrong with them ends it."""
        stream = self._streams[transfer]
        fault = self._chunk_fault(stream, size, now)
        if fault is not None:
            return [StopFile(transfer, fault)]
        stream.sent += size
        stream.moved = now
        self._count(stream, size)
        self._post(stream.transfer.receiving, line)
        return []

    def _chunk_fault(self, stream: Stream, size: int, now: int) -> StopReason | None:
        """Tell what is wrong with bytes that were sent."""
        if self._stands_still(stream, now):
            return StopReason.EXPIRED
        left = stream.transfer.size - stream.sent
        if size > left:
            return StopReason.TOO_MANY
        if size < min(SMALLEST_CHUNK, left) or not size:
            return StopReason.TOO_SMALL
        ahead = self._ahead[stream.transfer.sending]
        return StopReason.TOO_FAST if ahead + size > stream.window else None

    def acknowledge(self, transfer: int, line: bytes, received: int, now: int) -> list[Command]:
        """Pass on the line that says how much has come; when that is all, the file is finished."""
        stream = self._streams[transfer]
        fault = self._receipt_fault(stream, received, now)
        if fault is not None:
            return [StopFile(transfer, fault)]
        self._count(stream, stream.acknowledged - received)
        stream.acknowledged = received
        stream.moved = now
        self._post(stream.transfer.sending, line)
        return [FinishFile(transfer)] if received == stream.transfer.size else []

    def _receipt_fault(self, stream: Stream, received: int, now: int) -> StopReason | None:
        """Tell what is wrong with an acknowledgement."""
        if self._stands_still(stream, now):
            return StopReason.EXPIRED
        if not stream.acknowledged <= received <= stream.sent:
            return StopReason.NOT_SENT
        gained = received - stream.acknowledged
        is_last = received == stream.sent and (gained or received == stream.transfer.size)
        return None if gained >= SMALLEST_CHUNK or is_last else StopReason.TOO_SMALL

    def stop_stalled(self, transfers: Iterable[int], now: int) -> list[Command]:
        """Return the ends of those of these transfers that stand still."""
        return [
            StopFile(number, StopReason.EXPIRED)
            for number in transfers
            if number in self._streams and self._stands_still(self._streams[number], now)
        ]

    def _stands_still(self, stream: Stream, now: int) -> bool:
        return now - stream.moved >= self.seconds * 1000

    def _count(self, stream: Stream, gained: int) -> None:
        session = stream.transfer.sending
        self._ahead[session] += gained
        if not self._ahead[session]:
            del self._ahead[session]
