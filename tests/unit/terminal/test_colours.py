"""Lines in colours."""

import pytest

from salon.terminal.colours import paint_notice, paint_speaker, wants_colours


def test_a_speaker_has_one_colour() -> None:
    """The name alone is painted, always alike, also behind a channel in brackets."""
    painted = paint_speaker("bob: salut: oui")
    assert painted.startswith("\x1b[1;")
    assert painted.endswith("mbob\x1b[0m: salut: oui")
    assert paint_speaker("[x] bob: re") == "[x] " + painted.replace(": salut: oui", ": re")


@pytest.mark.parametrize("line", ["", "un : deux", "http://x", "Bienvenue bob"])
def test_other_lines_stay(line: str) -> None:
    """Where nobody speaks nothing is painted."""
    assert paint_speaker(line) == line


def test_notices_are_pale() -> None:
    """The program's own lines; an empty one stays empty."""
    assert (paint_notice("x"), paint_notice("")) == ("\x1b[2mx\x1b[0m", "")


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_colours_are_wanted_or_not(environment: dict[str, str], wanted: bool) -> None:
    """NO_COLOR, when it is not empty, is respected."""
    assert wants_colours(environment) is wanted
