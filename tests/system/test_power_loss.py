"""The power is cut, again and again: what was acknowledged is there when it is back."""

import random
import shutil
import tempfile
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import apsw
import pytest

from harness.lossy_disk import LossyDisk
from harness.storing import ALICE, said
from salon.core.events import ChannelFounded, Event, ModeChange, ModesChanged, TopicChanged
from salon.storage import sqlite
from salon.storage.port import Durability, StorageError
from salon.storage.sqlite import SqliteStorage

# ruff: noqa: S311 - drawn by lot, but by a seed: each cut can be repeated

SEEDS = range(20)
CUTS = 3
"""Power cuts in one history: each starts from what the one before it left."""
BATCHES = 60


@pytest.fixture(autouse=True)
def _small_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the log emptied often enough for cuts to fall into that too."""
    monkeypatch.setattr(sqlite, "IDLE_FRAMES", 40)
    monkeypatch.setattr(sqlite, "BUSY_FRAMES", 120)


@dataclass
class History:
    """What was written to one database, over all its cuts: the sequences of each batch."""

    acknowledged: list[list[int]] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)

    def batch(self, chance: random.Random) -> list[Event]:
        """Draw a batch: messages in most cases, sometimes with other events among them."""
        start = self.acknowledged[-1][-1] + 1 if self.acknowledged else 1
        self.uncertain = list(range(start, start + chance.randint(1, 20)))
        events: list[Event] = [
            said(number, "x" * chance.choice([10, 100, 3000]))
            if chance.random() < 0.9
            else TopicChanged(ALICE, 1, "#1", "t", number, number)
            for number in self.uncertain
        ]
        if chance.random() < 0.2:
            change = ModeChange("i", adding=True)
            events += [ChannelFounded(start + 1, "#x", 1), ModesChanged(ALICE, start + 1, "#x", (change,), 1)]
        return events

    def acknowledge(self) -> None:
        """Take the last batch for safe: from now on people see it."""
        self.acknowledged.append(self.uncertain)
        self.uncertain = []

    def survive(self, found: list[int]) -> list[int]:
        """Go on from what was found after a cut, and return what was acknowledged and is not there.

        Whole batches are there, from the first on without a gap; perhaps also the one that was on its way.
        """
        written = self.acknowledged + ([self.uncertain] if self.uncertain else [])
        kept = 0
        while list(chain(*written[:kept])) != found:
            kept += 1
            assert kept <= len(written), "a part of a batch is missing"
        lost = list(chain(*self.acknowledged[kept:]))
        self.acknowledged = written[:kept]
        self.uncertain = []
        return lost


def write_until_the_cut(
    path: Path, durability: Durability, disk: LossyDisk, history: History, chance: random.Random
) -> None:
    """Open the database and write batches until the power goes, or all are written."""
    storage = SqliteStorage(path, durability, vfs=disk.name)
    try:
        storage.load()
        for _ in range(BATCHES):
            storage.prepare(history.batch(chance)).write()
            history.acknowledge()
            storage.tidy(idle=chance.random() < 0.3)
    finally:
        with suppress(apsw.Error):
            storage.close()


def count_operations(directory: Path, durability: Durability, history: History, seed: str) -> int:
    """Count the operations of a run in which the power stays, on a copy of the database."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(directory, copy, dirs_exist_ok=True)
        disk = LossyDisk()
        write_until_the_cut(Path(copy, "salon.db"), durability, disk, deepcopy(history), random.Random(seed))
        disk.unregister()
    return disk.operations


def find(directory: Path) -> list[int]:
    """Return the sequences that are in a database, which must be sound."""
    storage = SqliteStorage(directory / "salon.db", Durability.FULL)
    storage.load()
    assert storage._connection.pragma("integrity_check") == "ok"
    # All rows, also those that a reader is not shown.
    found = [number for (number,) in storage._connection.execute("SELECT sequence FROM message ORDER BY 1")]
    storage.close()
    return found


def cut_power(directory: Path, durability: Durability, seed: int) -> list[int]:
    """Cut the power some times at random moments, and return what was acknowledged and is lost."""
    history = History()
    lost: list[int] = []
    here = directory / "0"
    here.mkdir()
    for cut in range(CUTS):
        plan = f"{seed}.{cut}"
        chance = random.Random(f"cut {plan}")
        disk = LossyDisk(cut=chance.randint(1, count_operations(here, durability, history, plan)))
        with suppress(StorageError):
            write_until_the_cut(here / "salon.db", durability, disk, history, random.Random(plan))
        assert disk.dead
        disk.unregister()
        here = directory / str(cut + 1)
        here.mkdir()
        disk.recover(here, chance)
        lost += history.survive(find(here))
    return lost


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    """With durability `full`, whatever was acknowledged is there after every cut, in whole batches."""
    assert cut_power(tmp_path, Durability.FULL, seed) == []


def test_without_syncing_something_is_lost(tmp_path: Path) -> None:
    """The same cuts do cost messages with durability `process`; the database stays sound even so."""
    lost = []
    for seed in SEEDS:
        (tmp_path / str(seed)).mkdir()
        lost += cut_power(tmp_path / str(seed), Durability.PROCESS, seed)
    assert lost != []
