"""How many may join within how long."""

import pytest

from salon.core.join_throttle import read_throttle


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5:10", "5:10"),
        ("005:010", "5:10"),
        ("999:86400", "999:86400"),
        *(
            (text, None)
            for text in ("", "5", "5:", ":5", "0:5", "5:0", "-1:5", "1000:5", "5:86401", "٣:٣", "5:5:5")
        ),
    ],
)
def test_how_it_is_written(text: str, read: str | None) -> None:
    """As a number of joins and a number of seconds."""
    throttle = read_throttle(text)
    assert (str(throttle) if throttle is not None else None) == read


def test_who_has_to_wait() -> None:
    """Whoever is one too many, until the first of the last ones is long enough ago."""
    throttle = read_throttle("2:10")
    assert throttle is not None
    assert throttle.wait(0) == 0
    throttle.note(1_000)
    assert throttle.wait(1_000) == 0
    throttle.note(4_000)
    assert [throttle.wait(now) for now in (4_000, 10_999, 11_000)] == [7, 1, 0]
    throttle.note(11_000)
    assert [throttle.wait(now) for now in (11_000, 13_999, 14_000)] == [3, 1, 0]


def test_a_clock_that_was_set_back_shuts_nobody_out_for_long() -> None:
    """The wait is never longer than the throttle's own time."""
    throttle = read_throttle("1:10")
    assert throttle is not None
    throttle.note(1_000_000)
    assert throttle.wait(1_000) == 10
