"""Receiving files: whole and as they were offered, or not at all."""

from base64 import b64encode
from hashlib import sha256

import pytest

from harness.memory_disk import MemoryDisk
from salon.client.desk import Desk
from salon.client.receiving import Receiving

DATA = bytes(range(256)) * 4
SHA = sha256(DATA).hexdigest()
NAME = "x.jpg"


class Receiver:
    """What receives, its desk and its disk."""

    def __init__(self) -> None:
        self.disk = MemoryDisk()
        self.desk = Desk(self.disk, str)
        self.receiving = Receiving(self.desk)

    def begin(self, number: int = 1, size: int = len(DATA), sha: str = SHA) -> None:
        """Take the file, and let it begin."""
        assert self.receiving.want(NAME)
        self.receiving.begin(number, size, sha, NAME)
        assert self.said() == []

    def write(self, data: bytes) -> list[str]:
        """Let bytes come; return what is answered."""
        self.receiving.write(1, b64encode(data).decode())
        return self.said()

    def said(self) -> list[str]:
        """Return the lines that were sent since the last look."""
        heard, self.told = self.desk.take()
        return heard.decode().splitlines()


@pytest.fixture
def receiver() -> Receiver:
    """Return somebody who receives."""
    return Receiver()


def test_a_file_is_kept_when_it_is_whole(receiver: Receiver) -> None:
    """Each piece is acknowledged; where it is, is told."""
    receiver.begin()
    assert receiver.write(DATA[:100]) == ["GOT 1 100"]
    assert receiver.disk.received == {}
    assert receiver.write(DATA[100:]) == [f"GOT 1 {len(DATA)}"]
    assert receiver.disk.received == {NAME: DATA}
    assert receiver.told == [f'"{NAME}" has arrived completely: /in/{NAME}']
    assert receiver.disk.open == 0


def test_an_empty_file_is_whole_at_once(receiver: Receiver) -> None:
    """No piece of it will come."""
    receiver.receiving.want(NAME)
    receiver.receiving.begin(1, 0, sha256(b"").hexdigest(), NAME)
    assert receiver.said() == ["GOT 1 0"]
    assert receiver.disk.received == {NAME: b""}


def test_nothing_is_received_that_was_not_taken(receiver: Receiver) -> None:
    """Nor twice for one word, nor under the number of another."""
    receiver.receiving.begin(1, 5, SHA, NAME)
    assert receiver.said() == ["STOP 1"]
    receiver.begin()
    receiver.receiving.begin(2, 5, SHA, NAME)
    assert receiver.said() == ["STOP 2"]
    receiver.receiving.want(NAME)
    receiver.receiving.begin(1, 5, SHA, NAME)
    assert receiver.said() == ["STOP 1"]


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        ("not base64!", "the data that arrived was not base64"),
        (b64encode(bytes(9999)).decode(), "more bytes arrived"),
    ],
)
def test_what_is_no_part_of_it_spoils_it(receiver: Receiver, encoded: str, why: str) -> None:
    """And nothing is left."""
    receiver.begin()
    receiver.receiving.write(1, encoded)
    assert receiver.said() == ["STOP 1"]
    assert why in receiver.told[0]
    assert receiver.told[1] == f'"{NAME}" was incomplete and has been removed.'
    assert (receiver.disk.open, receiver.disk.received) == (0, {})


def test_another_file_than_was_offered(receiver: Receiver) -> None:
    """Of the very size: its digest tells."""
    receiver.begin()
    assert receiver.write(bytes(len(DATA))) == ["STOP 1"]
    assert "its SHA-256 is different" in receiver.told[0]
    assert (receiver.disk.open, receiver.disk.received) == (0, {})


def test_a_disk_that_is_full(receiver: Receiver) -> None:
    """When the file begins, on the way, and at the very end."""
    receiver.disk.missing = True
    assert not receiver.receiving.want(NAME)
    receiver.disk.missing = False
    receiver.receiving.want(NAME)
    receiver.disk.room = 0
    receiver.receiving.begin(1, 5, SHA, NAME)
    assert receiver.said() == ["STOP 1"]
    receiver.disk.room = 100
    receiver.begin()
    assert receiver.write(DATA[:101]) == ["STOP 1"]
    receiver.disk.room, receiver.disk.full_at_the_end = 10**6, True
    receiver.begin()
    assert receiver.write(DATA) == ["STOP 1"]
    assert (receiver.disk.open, receiver.disk.received) == (0, {})


def test_giving_up(receiver: Receiver) -> None:
    """By the name or the number; the server, and the end of the conversation, do it, too."""
    assert not receiver.receiving.give_up(NAME)
    receiver.begin()
    assert receiver.receiving.give_up("1")
    assert receiver.said() == ["STOP 1"]
    receiver.begin()
    receiver.receiving.stop(1)
    receiver.receiving.stop(1)
    assert receiver.said() == []
    receiver.begin()
    receiver.receiving.close()
    assert receiver.write(DATA) == []
    assert (receiver.disk.open, receiver.disk.received) == (0, {})


def test_progress(receiver: Receiver) -> None:
    """It is told of what is under way."""
    receiver.begin()
    for now, piece in ((0.0, b""), (2.0, DATA[:512])):
        receiver.desk.now = now
        receiver.write(piece)
        receiver.receiving.work()
    receiver.said()
    assert receiver.told[0].startswith(f'"{NAME}": 50 % of ')
