"""File descriptors: all that the system gives, and a word when there are none."""

import logging
import os
import resource

import pytest

from salon.server.descriptors import QUIET_LOOKS, DescriptorWatch, advice, raise_limit


def test_all_that_the_system_gives() -> None:
    """The soft limit becomes the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
    try:
        raise_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_advice_names_the_limit_and_how_to_raise_it() -> None:
    """By systemd's name, and by the shell's."""
    text = str(advice())
    assert str(resource.getrlimit(resource.RLIMIT_NOFILE)[0]) in text
    assert "LimitNOFILE" in text
    assert "ulimit -n" in text


def test_the_warning_comes_once(caplog: pytest.LogCaptureFixture) -> None:
    """And again only after a long time in which there was room."""
    left = True
    watch = DescriptorWatch(lambda: left)
    with caplog.at_level(logging.WARNING, "salon"):
        watch.look()
        assert not caplog.records
        left = False
        for _ in range(3):
            watch.look()
        assert len(caplog.records) == 1
        left = True
        watch.look()
        left = False
        watch.look()
        assert len(caplog.records) == 1
        left = True
        for _ in range(QUIET_LOOKS):
            watch.look()
        left = False
        watch.look()
        assert len(caplog.records) == 2


def test_a_process_without_descriptors_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    """The real limit of this process, used up for a moment."""
    watch = DescriptorWatch()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = os.dup(0)
    os.close(taken)
    # No number below the lowest free one is left.
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken, hard))
    try:
        with caplog.at_level(logging.WARNING, "salon"):
            watch.look()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(caplog.records) == 1
