"""What leaders say of a channel's past, as MODE writes it."""

import pytest

from salon.core.channel_history import ChannelHistory, Past, Retention, read_history, reworded


@pytest.mark.parametrize(
    ("text", "meaning", "written"),
    [
        ("all", ChannelHistory(), ""),
        ("joined", ChannelHistory(Past.JOINED), "joined"),
        ("NONE", ChannelHistory(Past.NONE), "none"),
        ("500", ChannelHistory(kept=Retention(0, 500)), "500"),
        ("030D", ChannelHistory(kept=Retention(30, 0)), "30d"),
        ("30d:500:joined", ChannelHistory(Past.JOINED, Retention(30, 500)), "joined:500:30d"),
        ("all:1", ChannelHistory(kept=Retention(0, 1)), "1"),
    ],
)
def test_it_is_read_and_written(text: str, meaning: ChannelHistory, written: str) -> None:
    """The words stand in any order; what is as in every channel is left out."""
    assert read_history(text) == meaning
    assert str(meaning) == written
    assert not written or read_history(written) == meaning


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "0", "0d", "-1", "1h", "1:2", "1d:2d", "all:none", "joined:", ":", "36501d", "1000001"),
        *("9" * 20, "\N{ARABIC-INDIC DIGIT THREE}d", "1 d", "joined 5"),
    ],
)
def test_what_it_is_not(text: str) -> None:
    """Nothing twice, nothing beyond the limits, no other words."""
    assert read_history(text) is None


@pytest.mark.parametrize("text", ["", "x", "joined:none", "1:2", "forever:", "forever:x", ":"])
def test_words_that_name_nothing(text: str) -> None:
    """Nothing of them is done."""
    assert reworded(ChannelHistory(), text) is None


@pytest.mark.parametrize("history", [ChannelHistory(kept=Retention(1, 2)), ChannelHistory(Past.NONE)])
def test_in_full(history: ChannelHistory) -> None:
    """It is the same, whatever was before."""
    assert reworded(ChannelHistory(Past.JOINED, Retention(5, 6)), history.in_full) == history


def test_what_is_kept_at_least() -> None:
    """Only a limit is raised: zero is none."""
    assert Retention(1, 200).at_least(Retention(7, 100)) == Retention(7, 200)
    assert Retention(0, 0).at_least(Retention(7, 100)) == Retention(0, 0)


@pytest.mark.parametrize(
    ("one", "other", "both"), [((0, 0), (0, 0), (0, 0)), ((30, 0), (7, 9), (7, 9)), ((5, 9), (0, 2), (5, 2))]
)
def test_the_stricter_holds(one: tuple[int, int], other: tuple[int, int], both: tuple[int, int]) -> None:
    """Zero is no limit."""
    first, second = Retention(*one), Retention(*other)
    assert first.within(second) == second.within(first) == Retention(*both)
