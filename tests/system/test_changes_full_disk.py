"""The disk is full amid edits, deletions, reactions, retention and indexing: what people were told holds."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.changing import KEEPING, Book, come_in, judge, rest_of, work_until
from harness.hurried import HURRIED
from harness.mounted import mounted
from harness.salon_process import SalonProcess, try_to_serve
from harness.small_disks import MIB, SmallDisk, SmallFiles, SmallTmpfs

# ruff: noqa: S311 - drawn by lot, but by a seed


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    """Give each kind of small disk in turn, with room for what the channel keeps."""
    data = tmp_path / "small"
    if request.param == "limit":
        yield SmallFiles(data)
    else:
        with mounted(data, f"size={5 * MIB}") as through:
            yield SmallTmpfs(data, *through)


@pytest.mark.timeout(600)
def test_what_people_were_told_holds_on_a_full_disk(tmp_path: Path, disk: SmallDisk) -> None:
    """Everybody is told; nobody saw a change that is not kept; with a little room all goes on."""
    chance, book = random.Random(1), Book()
    with SalonProcess(tmp_path, *KEEPING, data=disk.data, through=(*disk.through, *HURRIED)) as salon:
        changers = come_in(salon, book, 0, chance)
        work_until(changers, chance.randint(500, 1_500))
        disk.fill(salon.pid)
        work_until(changers, 1_000_000)
        assert salon.wait_end() == 1
        assert "There is no room on the disk" in salon.log
    for changer in changers:
        assert changer.lines[-1] == "ERROR :Closing link: The server cannot write to its disk"
    disk.fill_again()
    ended = try_to_serve(tmp_path, "--data", str(disk.data), through=disk.through)
    assert (ended.code, "There is no room on the disk" in ended.log) == (1, True), ended
    disk.make_little_room()
    with SalonProcess(tmp_path, *KEEPING, data=disk.data, through=(*disk.through, *HURRIED)) as salon:
        read = rest_of(salon, book, chance, disk.through)
    left = tmp_path / "left"
    disk.run("cp", "-r", str(disk.data), str(left))
    judge(tmp_path, left / "salon.db", book, read)
    stories = book.stories.values()
    assert any(story.told for story in stories)
    assert any(story.is_deleted for story in stories)
