"""A process that writes is killed, again and again: what it had reported as committed is there."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from harness.storing import CHILD_ENVIRONMENT, sequences
from salon.storage.directory import DataDirectory
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage

# ruff: noqa: S311 - drawn by lot, but by a seed

WRITER = """
import os, pathlib, random, sys
from harness.storing import Loop, said
from salon.storage.directory import DataDirectory
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.storage.writer import Writer

path, durability, seed = sys.argv[1:]
held = DataDirectory(pathlib.Path(path), "salon.example")
storage = SqliteStorage(held.database, Durability(durability))
sequence = storage.load().sequence
loop = Loop()
writer = Writer(storage, loop.call_soon_threadsafe)
chance = random.Random(seed)

def report(last):
    def committed(error):
        assert error is None, error
        os.write(1, b"%d\\n" % last)
    return committed

for _ in range(3):  # batches on their way at any time
    loop.call_soon_threadsafe(lambda: None)
while True:
    loop.run(1)
    size = chance.randint(1, 20)
    batch = [said(sequence := sequence + 1, "x" * chance.choice([10, 3000])) for _ in range(size)]
    writer.commit(batch, report(sequence))
"""

KILLS = 5


def write_until_killed(path: Path, durability: Durability, seed: str, reports: int) -> int:
    """Let a process write, kill it after some reports, and return the last sequence that it reported."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), durability.value, seed],
        stdout=subprocess.PIPE,
        env=CHILD_ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(reports)]
        process.kill()
        lines += process.stdout.readlines()
    assert process.returncode == -9
    return int(lines[-1])


@pytest.mark.parametrize("durability", Durability)
@pytest.mark.parametrize("seed", range(4))
def test_what_was_reported_is_there(tmp_path: Path, durability: Durability, seed: int) -> None:
    """After each kill the database is sound, and holds all that was reported, once, without a gap."""
    chance = random.Random(seed)
    for kill in range(KILLS):
        last = write_until_killed(tmp_path, durability, f"{seed}.{kill}", chance.randint(1, 150))
        with DataDirectory(tmp_path, "salon.example") as held:
            storage = SqliteStorage(held.database, durability)
            highest = storage.load().sequence
            assert storage._connection.pragma("integrity_check") == "ok"
            found = sequences(storage)
            storage.close()
        assert found == list(range(1, highest + 1))
        assert highest >= last
