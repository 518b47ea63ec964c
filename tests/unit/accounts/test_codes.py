"""Codes are drawn."""

import re

from salon.accounts.codes import draw_code


def test_a_code_has_128_bits_that_can_be_copied() -> None:
    """26 letters and digits of base 32, in groups; no two are the same."""
    codes = {draw_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(re.fullmatch(r"([a-z2-7]{5}-){5}[a-z2-7]", code) for code in codes)
