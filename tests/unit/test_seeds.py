"""Where random conversations come from."""

import pytest

from harness.seeds import named, seeded


def test_a_number_is_the_same_conversation_each_time() -> None:
    """Of one seed; another seed has others."""
    assert seeded(7, "").random() == seeded(7, "").random()
    assert seeded(7, "a").random() == seeded(7, "a").random()
    assert len({seeded(number, seed).random() for number in (7, 8) for seed in ("", "a", "b")}) == 6


def test_a_failure_says_how_to_have_it_again() -> None:
    """Whatever failed."""
    with pytest.raises(ValueError, match="wrong") as failure, named(7, "a"):
        raise ValueError("wrong")
    assert failure.value.__notes__ == ["conversation 7; to have it again: SALON_SEED='a'"]
