"""Where random conversations come from: the same in every run, or fresh ones that can be had again.

`SALON_SEED` chooses; where it is empty, the conversations are those of every run.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Final

VARIABLE: Final = "SALON_SEED"
SEED: Final = os.environ.get(VARIABLE, "")


def seeded(number: int, seed: str = SEED) -> Random:
    """Return the source of chance of one conversation, by its number."""
    return Random(f"{seed}/{number}" if seed else number)  # noqa: S311 - to be had again, not to be secret


@contextmanager
def named(number: int, seed: str = SEED) -> Iterator[None]:
    """Say of a failure in the `with` block how to have it again."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(f"conversation {number}; to have it again: {VARIABLE}={seed!r}")
        raise
