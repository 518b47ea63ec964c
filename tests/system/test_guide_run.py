"""What the guide shows of a start is what a start prints."""

import re
from pathlib import Path

import pytest

from harness.salon_process import SalonProcess

GUIDES = Path(__file__).parents[2] / "docs" / "guide"

DIFFERENT = re.compile(r"(?<=Configuration).*|/\S*data$|[0-9A-F]{2}(?::[0-9A-F]{2}){3,}\S*|\b\d{4,5}\b")
"""The parts of a line that differ: where the settings come from, directory, fingerprint and port."""


def without_parts(text: str) -> list[str]:
    """Return the lines of a text, with `*` for what differs from start to start."""
    return [DIFFERENT.sub("*", line) for line in text.splitlines()]


@pytest.mark.parametrize(("guide", "language"), [("run.md", "en"), ("run.fr.md", "fr")])
def test_the_start_prints_what_the_guide_shows(tmp_path: Path, guide: str, language: str) -> None:
    """Line for line, the log's first; `…` stands for lines that are left out."""
    blocks = re.findall(
        r"^```(\w*)\n(.*?)^```$", (GUIDES / guide).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (shown,) = (block for marked, block in blocks if not marked)
    served = ("--language", language, "--set", "http.enabled=true", "--set", "http.port=0")
    with SalonProcess(tmp_path, *served) as salon:
        printed = iter(without_parts(salon.log + salon.said))
    for line in without_parts(shown):
        assert line == "…" or line in printed
