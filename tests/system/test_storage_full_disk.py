"""The disk fills up: the commit fails with a clear error, whole, and all that came before it is kept."""

import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.storing import Loop, said, sequences
from salon.core.events import ChannelFounded
from salon.storage.port import DiskFull, Durability, StorageError
from salon.storage.sqlite import SqliteStorage
from salon.storage.writer import Writer

SIZE = 1 << 20


@dataclass
class SmallDisk:
    """A directory in which there is little room, until `make_room` is called."""

    path: Path
    make_room: Callable[[], None]


@pytest.fixture
def small_tmpfs(tmp_path: Path) -> Iterator[SmallDisk]:
    """Mount a small file system of its own; most of it is taken by a file that can be removed."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={4 * SIZE}", "tmpfs", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"this user may not mount a tmpfs, a file size limit is tested instead: {mounted.stderr}")
    ballast = tmp_path / "ballast"
    ballast.write_bytes(bytes(3 * SIZE))
    yield SmallDisk(tmp_path, ballast.unlink)
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


@pytest.fixture
def small_files(tmp_path: Path) -> Iterator[SmallDisk]:
    """Forbid this process to make any file longer than a little; a quota looks the same to it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def lift() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE // 2, hard))
    yield SmallDisk(tmp_path, lift)
    lift()


@pytest.fixture(params=["small_tmpfs", "small_files"])
def disk(request: pytest.FixtureRequest) -> SmallDisk:
    """Give each kind of small disk in turn."""
    found: SmallDisk = request.getfixturevalue(request.param)
    return found


def open_storage(disk: SmallDisk) -> SqliteStorage:
    """Open the database on a disk."""
    storage = SqliteStorage(disk.path / "salon.db", Durability.FULL)
    storage.load()
    return storage


def fill(disk: SmallDisk) -> tuple[SqliteStorage, Writer, Loop, list[int], list[StorageError]]:
    """Commit until that fails; return what was acknowledged, and the errors."""
    storage = open_storage(disk)
    loop = Loop()
    writer = Writer(storage, loop.call_soon_threadsafe)
    acknowledged: list[int] = []
    errors: list[StorageError] = []
    sequence = 0
    while not errors:
        batch = [said(sequence := sequence + 1, "x" * 3000) for _ in range(7)]

        def done(
            error: StorageError | None, numbers: tuple[int, ...] = tuple(m.sequence for m in batch)
        ) -> None:
            if error is None:
                acknowledged.extend(numbers)
            else:
                errors.append(error)

        writer.commit(batch, done)
        loop.run(1)
    return storage, writer, loop, acknowledged, errors


def test_a_full_disk_fails_the_whole_batch(disk: SmallDisk) -> None:
    """The error is `DiskFull`; readers see what was acknowledged and nothing else; later commits fail too."""
    storage, writer, loop, acknowledged, errors = fill(disk)
    writer.commit([said(10_000)], lambda error: errors.append(error or StorageError(reason="none")))
    loop.run(1)
    writer.close()
    assert [type(error) for error in errors] == [DiskFull, DiskFull]
    assert len(acknowledged) > 20
    assert sequences(storage) == acknowledged
    storage.close()


def test_a_full_disk_fails_any_kind_of_batch(disk: SmallDisk) -> None:
    """A batch of several statements fails as a whole too, and leaves no transaction behind."""
    storage, writer, _, acknowledged, _ = fill(disk)
    writer.close()
    for number in range(2):
        with pytest.raises(DiskFull):
            storage.prepare(
                [ChannelFounded(7 + number, "#7", 1), *(said(20_000 + n, "x" * 3000) for n in range(400))]
            ).write()
        assert not storage._connection.in_transaction
    assert sequences(storage) == acknowledged
    assert storage._connection.execute("SELECT count(*) FROM channel").get == 0
    storage.close()


def test_after_making_room_everything_is_there(disk: SmallDisk) -> None:
    """The next start finds what was acknowledged, in a sound database, and goes on."""
    storage, writer, _, acknowledged, _ = fill(disk)
    writer.close()
    storage.close()
    disk.make_room()
    storage = open_storage(disk)
    assert storage._connection.pragma("integrity_check") == "ok"
    assert sequences(storage) == acknowledged
    storage.prepare([said(30_000)]).write()
    assert sequences(storage) == [*acknowledged, 30_000]
    storage.close()


def test_a_start_on_a_full_disk_works_or_says_so(disk: SmallDisk) -> None:
    """Before room is made, a start shows what was acknowledged or fails with `DiskFull`; it harms nothing."""
    storage, writer, _, acknowledged, _ = fill(disk)
    writer.close()
    storage.close()
    try:
        storage = open_storage(disk)
    except DiskFull:
        pass
    else:
        assert sequences(storage) == acknowledged
        storage.close()
    disk.make_room()
    storage = open_storage(disk)
    assert sequences(storage) == acknowledged
    storage.close()
