"""Ranks, and what each may do: the table, written down a second time."""

import pytest

from salon.core.ranks import LOWEST_RANK, Rank, Right, highest, may

M, V, H, O, A, F = Rank  # noqa: E741 - the letters of the table


@pytest.mark.parametrize(
    ("right", "ranks"),
    [
        (Right.SPEAK_WHEN_MODERATED, {V, H, O, A, F}),
        (Right.KICK, {H, O, A, F}),
        (Right.BAN, {H, O, A, F}),
        (Right.TOPIC, {H, O, A, F}),
        (Right.INVITE, {H, O, A, F}),
        (Right.GIVE_RANKS, {O, A, F}),
        (Right.TAKE_RANKS, {H, O, A, F}),
        (Right.MODES, {O, A, F}),
        (Right.RENAME, {O, A, F}),
        (Right.READ_LOG, {O, A, F}),
        (Right.GOVERN, {F}),
    ],
    ids=lambda value: value.name if isinstance(value, Right) else "",
)
def test_who_may(right: Right, ranks: set[Rank]) -> None:
    """Each right begins at its rank."""
    assert {rank for rank in Rank if may(rank, right)} == ranks


def test_every_right_has_a_rank() -> None:
    """No right is left out of the table."""
    assert LOWEST_RANK.keys() == set(Right)


def test_a_set_of_ranks_is_known_by_its_highest() -> None:
    """Bits of lower ranks do not matter; no bit is a plain member's."""
    assert [rank.bit for rank in Rank] == [0, 1, 2, 4, 8, 16]
    assert [highest(rank.bit) for rank in Rank] == list(Rank)
    assert highest(V.bit | O.bit) is O
    assert highest(F.bit | A.bit | V.bit) is F
