"""The store of what people and channels say of themselves."""

import pytest

from salon.core.events import Source
from salon.core.metadata import KEY, Metadata, owner_of


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("avatar", True),
        ("a.b/c_d-9", True),
        ("", False),
        ("A", False),
        ("a b", False),
        ("a\n", False),
        ("é", False),
    ],
)
def test_what_a_key_looks_like(key: str, expected: bool) -> None:
    """metadata, "Keys and Values"."""
    assert (KEY.fullmatch(key) is not None) is expected


def test_whose_values_they_are() -> None:
    """An account's, a guest's for the visit, or nobody's."""
    assert owner_of(Source(7, "ann", "ann", "h", account_id=3)) == 3
    assert owner_of(Source(7, "ann", "ann", "h")) == -7
    assert owner_of(Source(0, "", "", "")) == 0


def test_values_change_and_go() -> None:
    """Whoever says nothing any more takes no room."""
    metadata = Metadata()
    metadata.change(1, {"a": "x", "b": "y"})
    metadata.change(1, {"a": None, "c": "z", "never": None})
    assert dict(metadata.of(1)) == {"b": "y", "c": "z"}
    metadata.change(1, {"b": None, "c": None})
    metadata.change(2, {"b": None})
    assert metadata.people == {}
    metadata.change_channel(5, {"a": "x"})
    assert dict(metadata.of_channel(5)) == {"a": "x"}
    metadata.drop_channel(5)
    assert metadata.channels == {}


def test_how_often_one_may_change_something() -> None:
    """So many times a minute; the wait is long enough, and others have theirs."""
    metadata = Metadata()
    for time in (1_000, 2_000, 3_000):
        assert metadata.seconds_to_wait(1, time, 3) == 0
        metadata.note_change(1, time)
    assert metadata.seconds_to_wait(1, 4_000, 3) == 58
    assert metadata.seconds_to_wait(2, 4_000, 3) == 0
    assert metadata.seconds_to_wait(1, 4_000 + 58_000, 3) == 0


def test_few_are_remembered() -> None:
    """Of those who changed something long ago nothing is left."""
    metadata = Metadata()
    for owner in range(1, 3_000):
        metadata.note_change(owner, owner * 100)
    assert len(metadata._changed) <= 1_000
    assert metadata.seconds_to_wait(2_999, 300_000, 1) > 0
