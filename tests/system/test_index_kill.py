"""A process that writes, changes and indexes messages is killed, or its disk is full: the index is right."""

import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from harness.searching import check_index, found, index_all
from harness.storing import ALICE, CHILD_ENVIRONMENT, said, sequences, write
from salon.core.message_events import MessageRedacted
from salon.storage import index
from salon.storage.failures import failures
from salon.storage.port import DiskFull, Durability
from salon.storage.sqlite import SqliteStorage

# ruff: noqa: S311 - drawn by lot, but by a seed

CHANGER = """
import os, pathlib, random, sys
from harness.storing import ALICE, said, write
from salon.core.message_events import MessageEdited, MessageRedacted
from salon.storage import index, sqlite
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage

index.LAG, index.INDEXED_AT_ONCE, sqlite.LOOK_SECONDS = 1, 20, 0.0
path, seed = sys.argv[1:]
storage = SqliteStorage(pathlib.Path(path), Durability.PROCESS)
sequence = storage.load().sequence
chance = random.Random(seed)
while True:
    write(storage, *(said(sequence := sequence + 1, f"mot w{chance.randint(1, 99)}") for _ in range(30)))
    storage.tidy(idle=True)
    storage.tidy(idle=True)
    for _ in range(5):
        at = chance.randint(1, sequence)
        write(storage, MessageEdited(ALICE, at, "#1", 1, 0, f"mot e{chance.randint(1, 99)}", 9))
        write(storage, MessageRedacted(ALICE, chance.randint(1, sequence), "#1", 1, 0, "", 9))
    storage._connection.execute("DELETE FROM message WHERE sequence = ?", (chance.randint(1, sequence),))
    os.write(1, b".")
"""


@pytest.mark.parametrize("seed", range(3))
def test_after_a_kill_the_index_agrees_with_the_messages(tmp_path: Path, seed: int) -> None:
    """Whatever was under way: batches, corrections, steps of the index."""
    path, chance = tmp_path / "salon.db", random.Random(seed)
    reached = 0
    for kill in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", CHANGER, str(path), f"{seed}.{kill}"],
            stdout=subprocess.PIPE,
            env=CHILD_ENVIRONMENT,
        ) as process:
            assert process.stdout is not None
            process.stdout.read(chance.randint(1, 40))
            process.kill()
        assert process.returncode == -9
        storage = SqliteStorage(path, Durability.PROCESS)
        storage.load()
        now = check_index(storage._connection)
        assert now > reached
        reached = now
        assert found(storage, "mot", limit=1_000_000) == sequences(storage)
        storage.close()


def test_a_full_disk_amid_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step that had no room left nothing; with room the index is finished, and agrees."""
    monkeypatch.setattr(index, "LAG", 1)
    path = tmp_path / "salon.db"
    storage = SqliteStorage(path, Durability.PROCESS)
    storage.load()
    words = random.Random(1)
    for start in range(1, 4_000, 100):
        texts = (" ".join(f"w{words.randrange(10**6)}" for _ in range(20)) for _ in range(100))
        write(storage, *(said(start + number, text) for number, text in enumerate(texts)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = path.with_name("salon.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, hard))
    try:
        with pytest.raises(DiskFull):
            fill(storage)
        assert not storage._connection.in_transaction
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    before = check_index(storage._connection)
    assert before < 4_000
    storage.close()
    again = SqliteStorage(path, Durability.PROCESS)
    again.load()
    assert check_index(again._connection) == before
    fill(again)
    write(again, MessageRedacted(ALICE, 5, "#1", 1, 0, "", 9))
    assert check_index(again._connection) == 4_000
    assert len(sequences(again)) == 3_999
    again.close()


def fill(storage: SqliteStorage) -> None:
    """Index everything as the storage does, its errors those of the port."""
    with failures(storage._path, storage._connection):
        index_all(storage)
