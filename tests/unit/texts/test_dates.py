"""Times as people read them."""

import time
from collections.abc import Iterator

import pytest

from salon.texts.dates import local_clock, word_date

NOON = 1_800_014_400_000
"""2027-01-15, 12:00 UTC."""
HOUR = 3_600_000


@pytest.fixture(autouse=True)
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the server one hour east of Greenwich."""
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_same_day_has_no_date() -> None:
    """What was said today is told by the clock alone, in the server's zone."""
    assert local_clock(NOON - 12 * HOUR, NOON) == "01:00"


def test_another_day_has_its_date() -> None:
    """What was said before midnight here is told with its day."""
    assert local_clock(NOON - 14 * HOUR, NOON) == "2027-01-14 23:00"


def test_a_date_in_words() -> None:
    """A moment that is told by itself has its weekday, its date, and its time in the server's zone."""
    assert word_date(NOON, str) == "Friday, 15 January 2027, 13:00:00 CET"
