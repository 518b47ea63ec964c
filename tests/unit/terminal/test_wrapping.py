"""Lines are cut at blanks to fit into a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.terminal.editor import cells
from salon.terminal.wrapping import wrapped


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("", [""]),
        ("dix signes", ["dix signes"]),
        ("dix signes de plus", ["dix signes", "de plus"]),
        ("onze signes", ["onze", "signes"]),
        ("dix signes   ", ["dix signes"]),
        ("  retrait et suite", ["  retrait", "et suite"]),
        ("日日日日日 日", ["日日日日日", "日"]),
        ("日日日日 日日", ["日日日日", "日日"]),
        ("\tété comme hiver", ["        été", "comme", "hiver"]),
        ("une https://salon.example oui", ["une", "https://salon.example", "oui"]),
        ("https://salon.example", ["https://salon.example"]),
        ("  https://salon.example oui", ["  https://salon.example", "oui"]),
    ],
)
def test_lines_are_cut_at_blanks(line: str, pieces: list[str]) -> None:
    """To ten cells; what is not cut is as it was."""
    assert wrapped(line, 10) == pieces


@given(st.text(st.sampled_from("ab日 \t\N{COMBINING ACUTE ACCENT}"), max_size=60), st.integers(1, 12))
def test_no_word_is_lost_or_broken(line: str, width: int) -> None:
    """And no piece is too long but for one word."""
    pieces = wrapped(line, width)
    assert [word for piece in pieces for word in piece.split()] == line.split()
    assert all(cells(piece) <= width or len(piece.split()) <= 1 for piece in pieces)
