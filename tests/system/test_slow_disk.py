"""The disk takes its time: whoever waits for it is told all the same."""

import signal
from contextlib import closing
from pathlib import Path

import apsw

from harness.salon_process import SalonProcess, messages


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
