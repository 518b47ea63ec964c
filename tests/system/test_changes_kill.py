"""The server is killed amid edits, deletions, reactions, retention, indexing: what people were told holds."""

import random
from pathlib import Path

import pytest

from harness.changing import KEEPING, Book, come_in, judge, rest_of, work_until
from harness.hurried import HURRIED
from harness.salon_process import SalonProcess

KILLS = 3

# ruff: noqa: S311 - drawn by lot, but by a seed


@pytest.mark.timeout(600)
def test_what_people_were_told_holds_after_each_kill(tmp_path: Path) -> None:
    """In the history, the search and the tables; what is deleted is nowhere, in no byte of the files."""
    chance, book = random.Random(1), Book()
    for life in range(KILLS):
        with SalonProcess(tmp_path, *KEEPING, through=HURRIED) as salon:
            changers = come_in(salon, book, life, chance)
            work_until(changers, chance.randint(1, 1_000))
            salon.kill()
            for changer in changers:
                changer.listen_to_the_end()
        with SalonProcess(tmp_path, *KEEPING, through=HURRIED) as salon:
            read = rest_of(salon, book, chance)
        judge(tmp_path, salon.database, book, read)
    stories = book.stories.values()
    assert any(story.told for story in stories)
    assert any(story.is_deleted for story in stories)
    assert any(story.reactions for story in stories)
