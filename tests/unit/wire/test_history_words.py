"""What holds for the history of a channel, in words."""

import pytest

from salon.core.channel_history import Past, Retention
from salon.core.replies import HistoryTold
from salon.texts.language import load_language
from salon.wire.history_words import word_history


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (Retention(), "Messages in c are kept."),
        (Retention(1, 0), "Messages in c are kept for 1 day."),
        (Retention(0, 1), "Only the last message in c is kept."),
        (Retention(0, 9), "Only the last 9 messages in c are kept."),
        (Retention(2, 9), "Only the last 9 messages in c are kept, for 2 days at most."),
    ],
)
def test_how_long(kept: Retention, words: str) -> None:
    """By age, by number, or both."""
    told = HistoryTold("#c", Past.NONE, kept, enabled=True)
    assert word_history(told, "c", str) == f"{words} Nobody can read them later."


def test_in_french() -> None:
    """Each form of a plural."""
    french = load_language("fr").gettext
    told = HistoryTold("#c", Past.ALL, Retention(30, 0), enabled=True)
    assert word_history(told, "#c", french).startswith("Les messages de #c sont conservés pendant 30 jours.")
    assert "conserv" in word_history(HistoryTold("#c", Past.ALL, Retention(), enabled=False), "#c", french)
