"""The numbers of messages."""

import pytest

from salon.wire.dialects import numbers
from salon.wire.dialects.numbers import Numbers


def test_a_number_stays_with_its_message() -> None:
    """In its channel alone; each new one is higher."""
    shown = Numbers()
    assert [shown.number(1, message) for message in (70, 80, 70)] == [1, 2, 1]
    assert shown.number(2, 60) == 3
    assert [shown.find(1, number) for number in (1, 2, 3, 4, 0)] == [70, 80, 0, 0, 0]
    assert shown.find(2, 3) == 60


def test_the_oldest_are_forgotten_and_never_reused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is forgotten means nothing; its message gets another one."""
    monkeypatch.setattr(numbers, "MOST_NUMBERS", 2)
    shown = Numbers()
    assert [shown.number(1, message) for message in (70, 80, 90, 70)] == [1, 2, 3, 4]
    assert [shown.find(1, number) for number in (1, 2, 3, 4)] == [0, 0, 90, 70]
