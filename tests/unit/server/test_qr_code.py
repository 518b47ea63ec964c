"""The QR code that a terminal shows: what is drawn, and where."""

import os
import sys
from types import SimpleNamespace

import pytest
import segno

from salon.server.qr_code import can_show, draw

ADDRESS = "http://192.168.101.120:8080/"


def modules(drawn: str) -> list[list[int]]:
    """Return what a camera sees: 1 for dark."""
    rows = []
    for line in drawn.splitlines():
        halves = line.removeprefix("\x1b[38;5;231;48;5;16m").removesuffix("\x1b[0m")
        rows.append([int(half in " ▄") for half in halves])
        rows.append([int(half in " ▀") for half in halves])
    return rows


def test_the_code_is_drawn_whole() -> None:
    """Each module is one half of a cell, with light ones around."""
    expected = [[*row] for row in segno.make(ADDRESS, error="l", micro=False).matrix_iter(border=2)]
    drawn = modules(draw(ADDRESS))
    assert drawn[: len(expected)] == expected
    assert not any(map(any, drawn[len(expected) :]))


def terminal(monkeypatch: pytest.MonkeyPatch, columns: int, lines: int, encoding: str = "utf-8") -> None:
    """Have the standard output be a terminal."""
    stdout = SimpleNamespace(isatty=lambda: True, fileno=lambda: 1, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size((columns, lines)))


@pytest.mark.parametrize(
    ("columns", "lines", "encoding", "term", "shown"),
    [
        (80, 24, "utf-8", "xterm-256color", True),
        (80, 24, "UTF8", "xterm", True),
        (29, 16, "utf-8", "xterm", True),
        (28, 24, "utf-8", "xterm", False),
        (80, 15, "utf-8", "xterm", False),
        (80, 24, "iso8859-1", "xterm", False),
        (80, 24, "ascii", "xterm", False),
        (80, 24, "utf-8", "dumb", False),
        (80, 24, "utf-8", None, False),
        (0, 0, "utf-8", "xterm", False),
    ],
)
def test_a_terminal_shows_it_that_can(
    monkeypatch: pytest.MonkeyPatch, columns: int, lines: int, encoding: str, term: str | None, shown: bool
) -> None:
    """It takes the room, the signs, and the colours."""
    terminal(monkeypatch, columns, lines, encoding)
    assert can_show(draw(ADDRESS), {} if term is None else {"TERM": term}) is shown


def test_a_pipe_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does a file: what is kept there is text."""
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: False))
    assert not can_show(draw(ADDRESS), {"TERM": "xterm"})
