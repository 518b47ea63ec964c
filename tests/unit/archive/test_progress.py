"""What takes long is told: in one line on a terminal, in lines elsewhere."""

import io
import sys
from types import SimpleNamespace

import pytest

from salon.archive import progress
from salon.archive.progress import Progress


class Errors(io.StringIO):
    """The error output, a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        """Tell which."""
        return self._terminal


def told(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, seconds: list[float]) -> str:
    """Return what is written where each of some steps is done at a time."""
    errors = Errors(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", errors)
    now = iter([0.0, *seconds])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(now)))
    with Progress(str) as tell:
        for number in range(len(seconds)):
            tell(100 * (number + 1) // len(seconds))
    return errors.getvalue()


def test_what_is_quick_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the first second."""
    for terminal in (True, False):
        assert told(monkeypatch, terminal=terminal, seconds=[0.3, 0.6, 0.9]) == ""


def test_a_terminal_has_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written over each second, and empty at the end."""
    shown = told(monkeypatch, terminal=True, seconds=[0.5, 1.5, 1.7, 2.6, 4.0])
    lines = shown.split("\r")
    assert lines[1:4] == ["40 % copied", "80 % copied", "copied; it is being checked"]
    assert lines[-2].strip() == lines[-1] == ""
    assert "\n" not in shown


def test_elsewhere_there_are_a_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds apart."""
    shown = told(monkeypatch, terminal=False, seconds=[2.0, 4.0, 8.0, 13.0])
    assert shown == "25 % copied\ncopied; it is being checked\n"
