"""Messages are edited, deleted and expire while the process is killed: afterwards nothing is half done."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from harness.storing import CHILD_ENVIRONMENT
from salon.core.channel_history import Retention
from salon.storage.port import Durability, Keeping
from salon.storage.retention import DELETED_AT_ONCE
from salon.storage.sqlite import SqliteStorage

DAY = 86_400_000
NOW = 1_000 * DAY
OLD = 1_500
"""Messages that are too old: several steps of a pass."""

PROGRAM = f"""
import sys
from msgspec import structs
from harness.storing import ALICE, said, write
from salon.core.channel_history import Retention
from salon.core.events import ChannelFounded
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.storage.port import Durability, Keeping
from salon.storage.sqlite import SqliteStorage
from pathlib import Path

storage = SqliteStorage(Path(sys.argv[1]), Durability.PROCESS)
old = [structs.replace(said(n, f"old-{{n}}."), time=5) for n in range(1, {OLD} + 1)]
new = [structs.replace(said(n, f"new-{{n}}."), time={NOW}) for n in range({OLD} + 1, {OLD} + 301)]
write(storage, ChannelFounded(1, "#1", 5), *old, *new)
storage.expire(Keeping(Retention(30), {NOW}))
for n in range({OLD} + 1, {OLD} + 301):
    place = (ALICE, n, "#1", 1, 0)
    if n % 2:
        write(storage, MessageEdited(*place, f"edited-{{n}}.", 9))
    else:
        write(storage, MessageRedacted(*place, "", 9))
    print(n, flush=True)
    storage._expiry.step()
"""


@pytest.mark.parametrize("lines", [1, 7, 20, 60])
def test_what_was_confirmed_is_there_and_nothing_is_half(tmp_path: Path, lines: int) -> None:
    """Every row is as before or as after; and the next pass leaves no byte of what is gone."""
    path = tmp_path / "salon.db"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, text=True, env=CHILD_ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        confirmed = [int(process.stdout.readline()) for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
    with closing(SqliteStorage(path, Durability.PROCESS)) as storage:
        connection = storage._connection
        assert connection.pragma("integrity_check") == "ok"
        rows = dict(connection.execute("SELECT sequence, text FROM message"))
        olds = [number for number in rows if number <= OLD]
        # They go in their order, in whole steps.
        assert olds == [*range(OLD - len(olds) + 1, OLD + 1)]
        assert len(olds) % DELETED_AT_ONCE == 0
        assert len(olds) < OLD or lines == 1
        for number in range(OLD + 1, OLD + 301):
            after = f"edited-{number}." if number % 2 else ""
            assert rows[number] == after or (number not in confirmed and rows[number] == f"new-{number}.")
        storage.expire(Keeping(Retention(30), NOW))
        while storage._expiry.under_way:
            storage._expiry.step()
        storage._log_cut.make()
        data = b"".join(file.read_bytes() for file in tmp_path.glob("salon.db*"))
        assert b"old-" not in data
        assert not [number for number in confirmed if f"new-{number}.".encode() in data]
