"""What files have sent and told."""

import errno

from harness.memory_disk import MemoryDisk
from salon.client.desk import PROGRESS_SECONDS, Desk, UnderWay


def desk() -> Desk:
    """Return a desk with a disk in memory."""
    return Desk(MemoryDisk(), str)


def test_what_is_taken_is_forgotten() -> None:
    """Lines for the server in one piece, texts for the person one by one."""
    its = desk()
    its.say("GOT 1 5")
    its.say("STOP 2")
    its.tell("{count} files", count=2)
    assert its.take() == (b"GOT 1 5\nSTOP 2\n", ["2 files"])
    assert its.take() == (b"", [])


def test_bytes_that_are_no_text_go_their_way() -> None:
    """A name as it was typed; it is for the server to refuse it."""
    its = desk()
    its.say(b"SEND ann 1 0 \xff".decode("utf-8", "surrogateescape"))
    assert its.take()[0] == b"SEND ann 1 0 \xff\n"


def test_progress_is_told_now_and_then() -> None:
    """Only when it went on, and not before it has been under way for a while."""
    its, file = desk(), UnderWay(1, "x.jpg", 200)

    def told(done: int, now: float) -> list[str]:
        its.now, file.done = now, done
        its.tell_progress(file)
        return its.take()[1]

    assert told(20, now=0) == []
    assert told(50, now=PROGRESS_SECONDS / 2) == []
    assert told(50, now=PROGRESS_SECONDS) == ['"x.jpg": 25 % of 200 bytes']
    assert told(51, now=3 * PROGRESS_SECONDS) == []
    assert told(60, now=3 * PROGRESS_SECONDS) == ['"x.jpg": 30 % of 200 bytes']


def test_a_file_goes_by_its_name_or_number() -> None:
    """Whichever the person types."""
    file = UnderWay(7, "x.jpg", 1)
    assert file.is_called("x.jpg")
    assert file.is_called("7")
    assert not file.is_called("x")


def test_why_a_file_cannot_be_read_or_written() -> None:
    """In the system's words, and with the place."""
    its = desk()
    its.cannot_read("/home/x", OSError(errno.ENOENT, "No such file or directory"))
    its.cannot_write("x", OSError(errno.ENOSPC, "No space left on device"))
    read, written = its.take()[1]
    assert read.startswith('The file "/home/x" cannot be read: ')
    assert written.startswith('"x" cannot be written into /in: ')
