"""Lines are cut at blanks to fit into a terminal, and painted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import width

from salon.terminal.colours import paint_speaker
from salon.terminal.rows import said, told, wrapped

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"


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
        (f"{FAMILY} dix ici {FAMILY}", [f"{FAMILY} dix ici", FAMILY]),
        ("\tun comme hiver", ["        un", "comme", "hiver"]),
        ("une https://salon.example oui", ["une", "https://salon.example", "oui"]),
        ("https://salon.example", ["https://salon.example"]),
    ],
)
def test_lines_are_cut_at_blanks(line: str, pieces: list[str]) -> None:
    """To ten cells; a word that does not fit stays whole."""
    assert wrapped(line, 10) == pieces


@given(st.text(st.sampled_from("ab日 \t\N{COMBINING ACUTE ACCENT}"), max_size=60), st.integers(2, 12))
def test_no_word_is_lost_or_broken(line: str, columns: int) -> None:
    """And no row is too long but for one word."""
    rows = wrapped(line, columns)
    assert [word for row in rows for word in row.split()] == line.split()
    assert all(width(row) <= columns or len(row.split()) <= 1 for row in rows)


def test_rows_are_safe_and_painted() -> None:
    """Nothing in them steers the terminal but their own colours."""
    assert said("ann: \x1b[31mx", 80, colours=False) == ["ann: \N{REPLACEMENT CHARACTER}[31mx"]
    assert said("ann: x", 80, colours=True) == [paint_speaker("ann: x")]
    first, second = said("ann: " + "x" * 10, 8, colours=True)
    assert first + " " == paint_speaker("ann: ")
    assert second == "x" * 10
    assert told("un deux", 4, colours=True) == ["\x1b[2mun\x1b[0m", "\x1b[2mdeux\x1b[0m"]
    assert told("un deux", 4, colours=False) == ["un", "deux"]
