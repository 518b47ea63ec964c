"""Which guests an account finds again."""

import pytest

from salon.core import past_guests
from salon.core.past_guests import PastGuests, marked

FIRST, SECOND = (3 << 32) + 17, (3 << 32) + 18


@pytest.fixture
def guests() -> PastGuests:
    """Return two guests of one account, who had the same nick."""
    guests = PastGuests(str.lower)
    guests.note(1, FIRST, "Bob")
    guests.note(1, SECOND, "bob")
    return guests


def test_the_last_one_of_a_nick(guests: PastGuests) -> None:
    """Each by the marked name, and by another account none."""
    assert marked("Bob", FIRST) == "Bob~3.17"
    assert guests.find(1, "BOB") == SECOND
    assert guests.find(1, "bob~3.17") == FIRST
    assert guests.find(2, "bob") == guests.find(2, "bob~3.17") == 0
    assert guests.nick(1, FIRST) == "Bob"
    guests.note(1, FIRST, "bobby")
    assert (guests.find(1, "bobby"), guests.find(1, "bob"), guests.find(1, "bob~3.17")) == (FIRST, SECOND, 0)
    guests.drop(1)
    assert guests.find(1, "bobby") == guests.find(1, "bobby~3.17") == 0


def test_the_oldest_is_forgotten(guests: PastGuests, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever talks again is not the oldest any more."""
    monkeypatch.setattr(past_guests, "MOST_GUESTS", 2)
    guests.note(1, FIRST, "Bob")
    guests.note(1, 5, "eve")
    assert [guests.nick(1, guest) for guest in (FIRST, SECOND, 5)] == ["Bob", "", "eve"]
    assert guests.find(1, "bob") == FIRST
