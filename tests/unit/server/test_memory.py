"""Memory is given back when there is some to give, and not all the time."""

from collections.abc import Callable
from unittest.mock import Mock

import pytest

from salon.server import memory
from salon.server.memory import LARGE_BYTES, SPARE_BYTES, TRIM_LOOKS, Memory, glibc, resident_bytes


def at_once(call: Callable[[], None]) -> None:
    """Do it."""
    call()


def test_it_is_given_back_as_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time that it has grown by more than may be spared; then again, each time after twice as long."""
    library, resident = Mock(), 100 * SPARE_BYTES
    monkeypatch.setattr(memory, "resident_bytes", lambda: resident)
    kept = Memory(at_once, library)
    trimmed = []
    for growth in (0, 0, SPARE_BYTES, 1, SPARE_BYTES + 1, -SPARE_BYTES, *[0] * 14):
        resident += growth
        before = library.malloc_trim.call_count
        for _ in range(TRIM_LOOKS):
            kept.look()
        trimmed.append(library.malloc_trim.call_count - before)
    assert trimmed == [1, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_the_threshold() -> None:
    """mallopt(3): M_MMAP_THRESHOLD is -3."""
    library = Mock()
    Memory(at_once, library).fix_threshold()
    library.mallopt.assert_called_once_with(-3, LARGE_BYTES)


def test_another_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done where it is not glibc."""
    monkeypatch.setattr("os.confstr", lambda _name: None)
    assert glibc() is None
    kept = Memory(at_once)
    kept.fix_threshold()
    for _ in range(TRIM_LOOKS):
        kept.look()


def test_this_machine() -> None:
    """It has memory, and gives some back where that can be done."""
    assert resident_bytes() > SPARE_BYTES
    if (library := glibc()) is not None:
        assert library.malloc_trim(0) in {0, 1}
