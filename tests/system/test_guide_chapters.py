"""The conversations in the chapters of the guide are what happens with a server that runs."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from harness.conversations import read_conversation
from harness.live_conversations import Replay
from harness.salon_process import SalonProcess

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
CLASS = "Name\nkarim\nlea\n"
CHAPTERS = [page for page in sorted(GUIDES.glob("*.md")) if read_conversation(page)]
_SETTINGS = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_there_are_chapters() -> None:
    """For each kind of reader, in both languages."""
    readers = ("account", "channels", "class", "moderate")
    assert {page.name for page in CHAPTERS} >= {
        f"{name}.{end}" for name in readers for end in ("md", "fr.md")
    }


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: str(page.name))
def test_the_chapter_is_true(page: Path, tmp_path: Path) -> None:
    """Each line that is typed is answered as the page shows, by a server in the language of the page.

    The server has the first configuration that the page shows.
    """
    settings = _SETTINGS.search(page.read_text("utf-8"))
    (tmp_path / "salon.toml").write_text(settings[1] if settings else "", "utf-8")
    (tmp_path / "class.csv").write_text(CLASS, "utf-8")
    language = ("--language", "fr" if page.name.endswith(".fr.md") else "en")
    with (
        SalonProcess(tmp_path, *language, data="salon-data") as salon,
        closing(Replay(salon, *language)) as replay,
    ):
        replay.play(read_conversation(page))
