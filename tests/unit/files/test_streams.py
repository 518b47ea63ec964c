"""The bytes of files: how far they may be ahead, what ends a transfer, and what is passed on."""

import pytest

from salon.core.commands import Command, FinishFile, StopFile
from salon.core.file_events import StopReason
from salon.core.state import Transfer
from salon.files.streams import SMALLEST_CHUNK, Streams

SIZE = 3_000
WINDOW = 2_048
SENDER, RECEIVER = 1, 2
LINE = b"a line"


class Office:
    """Streams, and what they posted."""

    def __init__(self) -> None:
        self.posted: list[tuple[int, bytes]] = []
        self.streams = Streams(lambda session, line: self.posted.append((session, line)), WINDOW, 60)
        self.now = 0
        self.last = 0

    def open(self, size: int = SIZE, sending: int = SENDER) -> int:
        """Begin with a file, and return its number."""
        self.last += 1
        self.streams.open(Transfer(self.last, 11, 12, "x", size, "", 0, sending, RECEIVER), self.now)
        return self.last

    def send(self, transfer: int, size: int) -> list[Command]:
        """Send bytes."""
        return self.streams.send(transfer, LINE, size, self.now)

    def acknowledge(self, transfer: int, received: int) -> list[Command]:
        """Say what has come."""
        return self.streams.acknowledge(transfer, LINE, received, self.now)


def test_a_file_goes_through() -> None:
    """Each line goes to the other end, as it came; the last acknowledgement finishes the file."""
    office = Office()
    number = office.open()
    assert office.send(number, 2_048) == []
    assert office.acknowledge(number, 1_024) == []
    assert office.send(number, 952) == []
    assert office.posted == [(RECEIVER, LINE), (SENDER, LINE), (RECEIVER, LINE)]
    assert office.acknowledge(number, SIZE) == [FinishFile(number)]


def test_an_empty_file_goes_through() -> None:
    """Nothing is sent, and that is acknowledged."""
    office = Office()
    number = office.open(0)
    assert office.acknowledge(number, 0) == [FinishFile(number)]


def test_nothing_is_kept_of_what_has_ended() -> None:
    """Neither of what went through nor of what was stopped midway, and it may be said twice."""
    office = Office()
    whole, midway = office.open(), office.open()
    office.send(whole, 1_000)
    office.send(midway, 1_000)
    office.acknowledge(midway, 600)
    for number in (whole, midway, midway):
        office.streams.close(number)
    assert not office.streams._streams
    assert not office.streams._ahead


@pytest.mark.parametrize(
    ("size", "sent", "reason"),
    [
        (1_000, 1_001, StopReason.TOO_MANY),
        (SIZE, SMALLEST_CHUNK - 1, StopReason.TOO_SMALL),
        (0, 0, StopReason.TOO_SMALL),
        (SIZE, WINDOW + 1, StopReason.TOO_FAST),
        (SMALLEST_CHUNK, SMALLEST_CHUNK, None),
        (1, 1, None),
        (SIZE, WINDOW, None),
    ],
)
def test_pieces(size: int, sent: int, reason: StopReason | None) -> None:
    """Worth their lines, all but the last, and no more than was announced; what is wrong is not passed on."""
    office = Office()
    number = office.open(size)
    assert office.send(number, sent) == ([] if reason is None else [StopFile(number, reason)])
    assert bool(office.posted) is (reason is None)


def test_the_window_is_of_all_that_a_session_sends() -> None:
    """What is ahead of its receipt may not be more, whatever it belongs to; others have their own."""
    office = Office()
    first, second, other = office.open(), office.open(), office.open(sending=3)
    assert office.send(first, WINDOW - 1_000) == office.send(second, 1_000) == []
    assert office.send(second, 512) == [StopFile(second, StopReason.TOO_FAST)]
    assert office.send(other, WINDOW) == []
    # What was lost with the second is no longer ahead.
    office.streams.close(second)
    assert office.send(first, 1_000) == []


def test_the_window_is_that_of_the_acceptance() -> None:
    """A new configuration catches nobody out."""
    office = Office()
    number = office.open()
    office.streams.window = 512
    assert office.send(number, WINDOW) == []


@pytest.mark.parametrize(
    ("received", "reason"),
    [
        (1_001, StopReason.NOT_SENT),
        (-1, StopReason.NOT_SENT),
        (0, StopReason.TOO_SMALL),
        (SMALLEST_CHUNK - 1, StopReason.TOO_SMALL),
        (SMALLEST_CHUNK, None),
        (1_000, None),
    ],
)
def test_acknowledgements(received: int, reason: StopReason | None) -> None:
    """Of what was sent, and worth their lines too."""
    office = Office()
    number = office.open()
    office.send(number, 1_000)
    assert office.acknowledge(number, received) == ([] if reason is None else [StopFile(number, reason)])


def test_one_may_not_acknowledge_the_same_twice() -> None:
    """Else it could be done for ever."""
    office = Office()
    number = office.open()
    office.send(number, 1_000)
    assert office.acknowledge(number, 1_000) == []
    assert office.acknowledge(number, 1_000) == [StopFile(number, StopReason.TOO_SMALL)]


def test_what_goes_on_is_not_over() -> None:
    """Only what stands still is; it is found by whatever goes on with it, and by whoever asks."""
    office = Office()
    number = office.open()
    for received in (1_024, 2_048):
        office.now += 59_000
        assert office.send(number, 1_024) == []
        office.now += 59_000
        assert office.acknowledge(number, received) == []
    assert office.streams.stop_stalled([number, 99], office.now) == []
    office.now += 60_000
    expired = [StopFile(number, StopReason.EXPIRED)]
    assert office.send(number, 952) == office.acknowledge(number, 2_048) == expired
    assert office.streams.stop_stalled([number, 99], office.now) == expired
