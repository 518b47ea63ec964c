"""Sending files: nothing but what was offered, and no more at once than the server lets pass."""

import re
from base64 import b64decode
from hashlib import sha256

import pytest

from harness.memory_disk import MemoryDisk
from salon.client.desk import Desk
from salon.client.sending import LARGEST_CHUNK, LARGEST_WINDOW, READ_AT_A_GO, Sending

PATH, NAME = "/home/alice/x.jpg", "x.jpg"
DATA = bytes(range(256)) * 50
SHA = sha256(DATA).hexdigest()
WINDOW = 4_096


class Sender:
    """What sends, its desk and its disk."""

    def __init__(self, data: bytes = DATA) -> None:
        self.disk = MemoryDisk()
        self.disk.files[PATH] = data
        self.desk = Desk(self.disk, str)
        self.sending = Sending(self.desk)

    def offer(self) -> list[str]:
        """Offer the file; return what is sent."""
        self.sending.offer("bob", PATH)
        while self.sending.is_busy:
            self.sending.work()
        return self.said()

    def said(self) -> list[str]:
        """Return the lines that were sent since the last look."""
        self.heard, self.told = self.desk.take()
        return self.heard.decode().splitlines()

    def chunks(self) -> bytes:
        """Return the bytes that are sent when it goes on."""
        self.sending.work()
        lines = [line.split() for line in self.said()]
        assert all(word == "CHUNK" for word, *_ in lines)
        return b"".join(b64decode(encoded) for _, _, encoded in lines)


def test_a_file_is_offered_when_it_was_read_through() -> None:
    """With its size and what tells whether it is whole; it is closed until somebody takes it."""
    sender = Sender()
    assert sender.offer() == [f"SEND bob {len(DATA)} {SHA} {NAME}"]
    assert sender.disk.open == 0


def test_a_large_file_is_read_piece_by_piece() -> None:
    """The conversation goes on between two of them."""
    sender = Sender(bytes(READ_AT_A_GO + 1))
    sender.sending.offer("bob", PATH)
    sender.sending.work()
    assert sender.sending.is_busy
    assert sender.said() == []


@pytest.mark.parametrize("window", [512, WINDOW, 16 * LARGEST_WINDOW])
def test_no_more_is_ahead_than_the_window(window: int) -> None:
    """However the receipt is acknowledged, all of it arrives in order."""
    sender = Sender()
    sender.offer()
    sender.sending.begin(1, window, SHA, NAME)
    sender.said()
    received = b""
    while len(received) < len(DATA):
        piece = sender.chunks()
        assert 0 < len(piece) <= max(min(window, LARGEST_WINDOW), 1)
        received += piece
        sender.sending.acknowledge(1, len(received))
    assert received == DATA
    sender.said()
    assert sender.told == [f'"{NAME}" has arrived completely.']
    assert sender.disk.open == 0


def test_a_line_holds_no_more_than_the_wire_takes() -> None:
    """However large the window is."""
    sender = Sender()
    sender.offer()
    sender.sending.begin(1, LARGEST_WINDOW, SHA, NAME)
    sender.said()
    sender.sending.work()
    sizes = {len(b64decode(line.split()[2])) for line in sender.said()}
    assert max(sizes) == LARGEST_CHUNK


def test_nothing_is_sent_but_what_was_offered() -> None:
    """Whatever a server asks for, and once."""
    sender = Sender()
    sender.offer()
    for sha, name in ((SHA, "passwords"), ("0" * 64, NAME)):
        sender.sending.begin(1, WINDOW, sha, name)
        assert sender.said() == ["STOP 1"]
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.sending.begin(2, WINDOW, SHA, NAME)
    assert sender.said() == ["STOP 2"]


@pytest.mark.parametrize("received", [-1, 1, 10**9])
def test_a_receipt_of_what_was_not_sent_is_none(received: int) -> None:
    """It neither ends the file nor lets more of it go."""
    sender = Sender()
    sender.offer()
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.sending.acknowledge(1, received)
    sender.said()
    assert len(sender.chunks()) <= WINDOW
    sender.sending.acknowledge(1, received if received != 1 else -1)
    assert sender.chunks() == b""


def test_a_file_that_changes_is_not_sent() -> None:
    """Neither another one of its name, nor one that shrinks on the way."""
    sender = Sender()
    sender.offer()
    sender.disk.files[PATH] = b"other"
    sender.sending.begin(1, WINDOW, SHA, NAME)
    assert sender.said() == ["STOP 1"]
    assert sender.told == [f'The file "{PATH}" changed while it was read.']
    sender = Sender()
    sender.offer()
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.said()
    sender.disk.files[PATH] = b""
    sender.sending.work()
    assert sender.said() == ["STOP 1"]
    assert sender.disk.open == 0


def test_a_file_that_cannot_be_read() -> None:
    """At any time: when it is offered, looked at, and sent."""
    sender = Sender()
    sender.sending.offer("bob", "/none")
    assert sender.said() == []
    assert re.match('The file "/none" cannot be read: ', sender.told[0])
    sender.disk.unreadable = True
    assert sender.offer() == []
    sender.disk.unreadable = False
    sender.offer()
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.said()
    sender.disk.unreadable = True
    sender.sending.work()
    assert sender.said() == ["STOP 1"]
    assert sender.disk.open == 0


def test_giving_up() -> None:
    """Whatever the file is at; whether the server is to be told is returned."""
    sender = Sender()
    assert not sender.sending.give_up(NAME)
    sender.sending.offer("bob", PATH)
    assert sender.sending.give_up(NAME)
    assert sender.said() == []
    sender.offer()
    assert not sender.sending.give_up(NAME)
    sender.offer()
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.said()
    assert sender.sending.give_up("1")
    assert sender.said() == ["STOP 1"]
    assert sender.disk.open == 0


def test_the_end_of_the_conversation() -> None:
    """Leaves nothing open, and says what was not sent."""
    sender = Sender()
    sender.offer()
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.sending.offer("bob", PATH)
    sender.said()
    sender.sending.close()
    assert sender.said() == []
    assert sender.told == [f'"{NAME}" was not sent completely.']
    assert sender.disk.open == 0
    assert not sender.sending.is_busy


def test_the_server_stops_a_file() -> None:
    """It says why by itself."""
    sender = Sender()
    sender.offer()
    sender.sending.begin(1, WINDOW, SHA, NAME)
    sender.sending.stop(1)
    sender.sending.stop(9)
    sender.said()
    assert sender.chunks() == b""
    assert sender.disk.open == 0
