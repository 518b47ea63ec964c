"""Sizes as people read them."""

import pytest

from salon.texts.sizes import word_size, word_sizes


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),
        (1_048_575, "1023.9 KiB"),
        (16_777_216, "16.0 MiB"),
        (1_073_741_823, "1023.9 MiB"),
        (5_000_000_000, "4.6 GiB"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    """In the largest unit of which there is one; what is left over is cut off."""
    assert word_size(size, str) == words


@pytest.mark.parametrize(
    ("size", "other", "words"),
    [
        (16_777_217, 16_777_216, ("16777217 bytes", "16777216 bytes")),
        (1_025, 1_024, ("1025 bytes", "1024 bytes")),
        (33_554_432, 16_777_216, ("32.0 MiB", "16.0 MiB")),
        (1_024, 1_024, ("1.0 KiB", "1.0 KiB")),
    ],
)
def test_sizes_that_are_compared(size: int, other: int, words: tuple[str, str]) -> None:
    """Two that differ never read alike."""
    assert word_sizes(size, other, str) == words
