"""Lines in colours, and nothing that a terminal obeys but these."""

import pytest

from salon.terminal.colours import harmless, paint_notice, paint_speaker, wants_colours


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


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b2J", "a\rb", "a\x00", "\N{RIGHT-TO-LEFT OVERRIDE}x"])
def test_nobody_commands_the_terminal(text: str) -> None:
    """What came from elsewhere is shown with a mark in place of each control."""
    shown = harmless(text)
    assert shown.count("\N{REPLACEMENT CHARACTER}") == 1
    assert len(shown) == len(text)


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
