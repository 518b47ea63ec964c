"""How far something is that reads or copies a whole database."""

import pytest

from salon.storage.progress import LoggedProgress, silent


def test_it_is_logged_now_and_then(caplog: pytest.LogCaptureFixture) -> None:
    """Not for what takes no longer than some seconds."""
    now = 100.0
    with caplog.at_level("INFO"):
        told = LoggedProgress("copied: %(done)d %%", lambda: now)
        for percent in range(0, 100, 10):
            told(percent)
            now += 1.0
    assert caplog.messages == ["copied: 50 %"]


def test_nobody_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """Where nobody waits."""
    silent(50)
    assert not caplog.messages
