"""Text from elsewhere on a terminal: marks for what must not reach it, and what people write stays."""

import unicodedata

import pytest

from salon.texts.visible import MARK, confined, is_blank, is_text, stripped, visible, visible_name

UNSAFE = [
    "\x00",
    "\x07",
    "\n",
    "\r",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9b",
    "\xad",
    "\N{ARABIC LETTER MARK}",
    "\N{ZERO WIDTH SPACE}",
    "\N{LINE SEPARATOR}",
    "\N{PARAGRAPH SEPARATOR}",
    "\N{POP DIRECTIONAL FORMATTING}",
    "\N{LEFT-TO-RIGHT OVERRIDE}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{WORD JOINER}",
    "\N{INVISIBLE SEPARATOR}",
    "\N{POP DIRECTIONAL ISOLATE}",
    "\N{NOMINAL DIGIT SHAPES}",
    "\N{ZERO WIDTH NO-BREAK SPACE}",
    "\N{INTERLINEAR ANNOTATION ANCHOR}",
    "\N{TAG LATIN SMALL LETTER A}",
]
KEPT = [
    "a\tb",
    "ça va ?",
    "\N{NO-BREAK SPACE}:",
    "👩\N{ZERO WIDTH JOINER}🔬",
    "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "❤\N{VARIATION SELECTOR-16}",
    "שלום\N{RIGHT-TO-LEFT MARK}!",
    "C\N{LEFT-TO-RIGHT MARK}++",
    "\N{FIRST STRONG ISOLATE}שלום\N{POP DIRECTIONAL ISOLATE}",
    "\N{RIGHT-TO-LEFT EMBEDDING}שלום\N{POP DIRECTIONAL FORMATTING}",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # of England
    "\N{ARABIC NUMBER SIGN}٣",
]


@pytest.mark.parametrize("character", UNSAFE, ids=ascii)
def test_what_is_unsafe_is_marked_or_dropped(character: str) -> None:
    """One mark for each, on the way to a program of ours; nothing, on the way to another's."""
    assert visible(f"a{character}b") == f"a{MARK}b"
    assert stripped(f"a{character}b") == "ab"


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_people_write_stays(text: str) -> None:
    """Scripts and emoji stay whole."""
    assert visible(text) == stripped(text) == text


def test_no_format_character_is_forgotten() -> None:
    """Every control and format character is marked, stays for a reason, or has a glyph."""
    for number in (*range(0x0600), *range(0x1800, 0x2800), *range(0xF900, 0x10000), *range(0xE0000, 0xE1000)):
        character = chr(number)
        if unicodedata.category(character) in {"Cc", "Zl", "Zp"} and character != "\t":
            assert visible(character) == MARK, ascii(character)
        elif unicodedata.category(character) == "Cf":
            kept = number in {0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x2066, 0x2067, 0x2068}
            assert (visible(character)[0] == character) is kept, ascii(character)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("\u202bא", "\u202bא\u202c"),
        ("\u2067א\u202ab", "\u2067א\u202ab\u202c\u2069"),
        ("\u2067א\u202ab\u2069c", "\u2067א\u202ab\u2069c"),
        ("\u202a\u2066a\u202cb", f"\u202a\u2066a{MARK}b\u2069\u202c"),
    ],
    ids=ascii,
)
def test_a_direction_ends_with_its_text(text: str, closed: str) -> None:
    """An embedding or isolate reaches into nothing that stands behind the text."""
    assert visible(text) == closed


def test_nesting_has_an_end() -> None:
    """A text does not grow by more than the depth that has an effect."""
    assert len(stripped("\u2066" * 1000)) == 250


@pytest.mark.parametrize("text", ["a\u200db", "\u200e", "\u2066a", "a\tb", "\x1b"], ids=ascii)
def test_a_name_hides_nothing(text: str) -> None:
    """In a name even the characters are marked that may stay in a message."""
    assert MARK in visible_name(text)
    assert visible_name("é 你好 🔬") == "é 你好 🔬"


@pytest.mark.parametrize(
    "text",
    ["", " \t\N{NO-BREAK SPACE}\u3000", "\u200b", "\u200d\u200e\ufe0f", "\u2800\u3164", *UNSAFE],
    ids=ascii,
)
def test_a_text_that_shows_nothing(text: str) -> None:
    """Whatever it is made of, it is blank; with a letter it is not."""
    assert is_blank(text)
    assert not is_blank(f"{text}a")


def test_what_can_be_written() -> None:
    """Half of a pair, as a shell passes on bytes that are no UTF-8, cannot."""
    assert is_text("Amélie \N{GRINNING FACE}")
    assert not is_text("a\udcff")


@pytest.mark.parametrize("control", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
def test_a_confined_text_gives_no_direction(control: str) -> None:
    """To what stands behind it; what words need of their own stays, and so does formatting."""
    assert confined(f"{control}a{control}b{control}", 9) == "ab"
    assert confined("\x02bold\x02 \u05d0\u200f \u200d", 99) == "\x02bold\x02 \u05d0\u200f \u200d"
    assert confined(f"{control}{'a' * 20}", 10) == "a" * 7 + "\u2026"
