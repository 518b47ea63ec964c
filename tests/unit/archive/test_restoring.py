"""What is told of a restore; the command itself is asserted in test_command.py."""

import sys

import pytest

from salon.archive.restoring import can_ask


def test_nobody_is_asked_by_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a terminal has somebody in front of it."""
    for answer in (True, False):
        monkeypatch.setattr(sys.stdin, "isatty", lambda answer=answer: answer, raising=False)
        assert can_ask() is answer
