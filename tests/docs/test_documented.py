"""Everything that can be set, said or negotiated is in the reference."""

import re

import pytest

from reference import ROOT
from salon.core.modes import CHANNEL_MODES, RANKS_BY_LETTER, USER_MODES
from salon.core.ranks import Rank
from salon.server.settings.members import Value, members
from salon.wire.irc.capabilities import CAPABILITIES
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.forms import PREFIXES

_CELL = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def page(name: str) -> str:
    """Return a page of the reference, as it is committed."""
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text(encoding="utf-8")


def first_cells(text: str) -> list[str]:
    """Return what stands in the first column of the page's tables, where it is code."""
    return [cell.replace("\\|", "|") for cell in _CELL.findall(text)]


def test_every_setting_is_documented() -> None:
    """Each setting has a heading of its own."""
    headings = set(re.findall(r"^### `(.+)`$", page("settings"), re.MULTILINE))
    settings = {".".join(path) for path, member in members().items() if isinstance(member, Value)}
    assert headings == settings


def test_every_command_is_documented() -> None:
    """Each command has a line, and none is there that is none."""
    assert {cell.partition(" ")[0] for cell in first_cells(page("commands"))} == set(COMMANDS)


def test_every_capability_is_documented() -> None:
    """Each capability has a line, and none is there that is none."""
    assert first_cells(page("capabilities")) == [its.name for its in CAPABILITIES]


@pytest.mark.parametrize(
    ("heading", "letters"),
    [
        ("Modes of channels", set(CHANNEL_MODES) - set(RANKS_BY_LETTER)),
        ("Modes of people", set(USER_MODES)),
    ],
)
def test_every_mode_is_documented(heading: str, letters: set[str]) -> None:
    """Each mode is explained in its section, and none is there that is none."""
    section = page("modes").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    assert set(first_cells(section)) == letters


def test_every_rank_is_documented() -> None:
    """Each rank above a plain member's has its sign and its mode."""
    rows = re.findall(r"^\| `(\S)` \| .+ \| `(\w)` \|$", page("modes"), re.MULTILINE)
    assert dict(rows) == {PREFIXES[rank]: letter for letter, rank in RANKS_BY_LETTER.items()}
    assert set(PREFIXES) == set(Rank) - {Rank.MEMBER}
