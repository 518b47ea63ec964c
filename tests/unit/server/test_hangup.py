"""Why SIGHUP has come."""

import errno
import os

import pytest

from salon.server.hangup import Hangup, has_terminal


class Window:
    """A terminal that may be closed."""

    def __init__(self) -> None:
        self.is_open = True

    def is_there(self) -> bool:
        """Tell whether it is open."""
        return self.is_open


def started(window: Window, *, outlasts: bool = False) -> Hangup:
    """Return what a server that was started in a terminal knows of it."""
    return Hangup(window.is_there, lambda: outlasts)


def test_a_terminal_that_is_there() -> None:
    """The signal is somebody's, who wants a reload."""
    assert not started(Window()).has_come()


def test_a_terminal_that_has_gone() -> None:
    """The signal tells of that, also when a look was faster than it."""
    window = Window()
    hangup = started(window)
    hangup.look()
    window.is_open = False
    hangup.look()
    assert hangup.has_come()


def test_a_terminal_that_went_long_ago() -> None:
    """The server has outlasted it without a signal: one that comes now is for a reload."""
    window = Window()
    hangup = started(window)
    window.is_open = False
    for _ in range(3):
        hangup.look()
    assert not hangup.has_come()


def test_no_terminal() -> None:
    """A service has none that could go."""
    window = Window()
    window.is_open = False
    assert not started(window).has_come()


def test_a_server_that_is_to_outlast_its_terminal() -> None:
    """Nohup has the signal ignored."""
    window = Window()
    hangup = started(window, outlasts=True)
    window.is_open = False
    assert not hangup.has_come()


@pytest.mark.parametrize(("number", "there"), [(errno.ENXIO, False), (errno.EMFILE, True)])
def test_what_the_system_says(monkeypatch: pytest.MonkeyPatch, number: int, there: bool) -> None:
    """Only one answer means that there is none; no descriptor left is no reason to stop."""

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    assert has_terminal() is there
