"""Sizes as people read them."""

import pytest

from salon.texts.sizes import word_size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),
        (1_048_575, "1023.9 KiB"),
        (16_777_216, "16.0 MiB"),
        (5_000_000_000, "4768.3 MiB"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    """In the largest unit of which there is one; what is left over is cut off."""
    assert word_size(size, str) == words
