"""The disk takes its time: whoever waits for it is told all the same, and nobody else waits."""

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.preloaded import SlowDisk
from harness.salon_process import SalonProcess, eventually, messages

MOST_SYNCS_OF_A_STOP = 5
"""What is at the disk already, what is said last, two by which the database is closed, and one for what is
overwritten in it then."""


def test_a_stop_waits_for_the_disk(tmp_path: Path) -> None:
    """What was said is committed and seen, and everybody reads why it ends, however long that takes."""
    with SalonProcess(tmp_path) as salon:
        alice, bob = salon.enter("alice", "#c", caps="echo-message"), salon.enter("bob", "#c")
        # Another program at the database is as a disk that does not come back.
        with closing(apsw.Connection(str(salon.database))) as other:
            other.execute("BEGIN IMMEDIATE")
            alice.send("PRIVMSG #c :last words")
            salon.wait_log("another program has kept the database")
            salon.send_signal(signal.SIGTERM)
            salon.wait_log("stopping")
            salon.wait_log("another program has kept the database", after=len(salon.log.splitlines()))
            other.execute("ROLLBACK")
        for client in (alice, bob):
            assert "ERROR" in client.wait_closed()[-1]
            assert messages(client.lines) == ["last words"]
        assert salon.wait_end() == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SlowDisk]:
    """Return a disk that syncs when the test lets it."""
    made = SlowDisk(tmp_path)
    yield made
    made.release()


def test_who_said_nothing_waits_for_no_sync(tmp_path: Path, disk: SlowDisk) -> None:
    """A silent person's PING is answered while the disk is stalled; a speaker's once all is on disk."""
    with SalonProcess(tmp_path, environment=disk.environment) as salon:
        alice, bob = salon.enter("alice", "#c", caps="echo-message"), salon.enter("bob", "#d")
        begun = disk.syncs
        disk.hold()
        alice.send("PRIVMSG #c :one", "PING speaker")
        eventually(lambda: disk.syncs > begun, "sync")
        for _ in range(3):
            bob.settle()
        assert messages(alice.lines) == []
        disk.release()
        alice.wait_for("PONG .*speaker")
        assert messages(alice.lines) == ["one"]


def test_a_stop_takes_few_syncs(tmp_path: Path, disk: SlowDisk) -> None:
    """However many people speak when it comes."""
    with SalonProcess(tmp_path, environment=disk.environment) as salon:
        people = [salon.enter(f"p{number}", "#c", caps="echo-message") for number in range(5)]
        begun = disk.syncs
        disk.hold()
        for person in people:
            person.send("PRIVMSG #c :before")
        eventually(lambda: disk.syncs > begun, "sync")
        for person in people:
            person.send("PRIVMSG #c :last")
        salon.send_signal(signal.SIGTERM)
        salon.wait_log("stopping")
        disk.release()
        assert salon.wait_end() == 0
        assert disk.syncs - begun <= MOST_SYNCS_OF_A_STOP
