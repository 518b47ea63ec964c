"""Keys edit a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.terminal.editor import LONGEST, REMEMBERED, Key, LineEditor, cells


def press(*keys: str) -> LineEditor:
    """Return an editor after keys."""
    editor = LineEditor()
    for key in keys:
        editor.feed(key.encode())
    return editor


def test_enter_gives_the_line() -> None:
    """Several lines may come at once, as when they are pasted."""
    editor = LineEditor()
    assert editor.feed("salut à tous\rça va ?\nre".encode()) == ["salut à tous", "ça va ?"]
    assert (editor.text, editor.cursor) == ("re", 2)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("abc", "\x7f"), "ab"),
        (("abc", "\x1b[D", "\x1b[D", "x"), "axbc"),
        (("abc", "\x01", "x", "\x05", "y"), "xabcy"),
        (("abc", "\x1b[H", "\x1b[3~"), "bc"),
        (("abc", "\x1bOD", "\x04"), "ab"),
        (("un deux", "\x17"), "un "),
        (("un deux", "\x1b[1;5D", "\x0b"), "un "),
        (("un deux", "\x01", "\x1bf", "x"), "unx deux"),
        (("un deux", "\x15"), ""),
        (("abc", "\x1b[99~", "\x1b[200~", "d"), "abcd"),
        (("a\tb\x07c",), "a\tbc"),
        (("\x7f\x1b[D\x1b[3~x",), "x"),
    ],
)
def test_keys(keys: tuple[str, ...], text: str) -> None:
    """Each does what it does elsewhere; a key that is not known does nothing."""
    assert press(*keys).text == text


def test_lines_are_called_back() -> None:
    """Up and down go through the lines before, and back to the one that was begun."""
    editor = LineEditor()
    for line in ("un", "deux", "deux", " "):
        editor.remember(line)
    editor.feed(b"secret\rtr")
    seen = []
    for key in (b"\x1b[A", b"\x1b[A", b"\x1b[A", b"\x1b[B", b"\x1b[B", b"\x1b[B"):
        editor.feed(key)
        seen.append(editor.text)
    assert seen == ["deux", "un", "un", "deux", "tr", "tr"]


def test_what_is_kept_is_bounded() -> None:
    """Neither a line nor the lines before grow for ever."""
    editor = press("x" * (LONGEST + 1))
    assert len(editor.text) == LONGEST
    for number in range(REMEMBERED + 5):
        editor.remember(str(number))
    for _ in range(REMEMBERED + 9):
        editor.feed(b"\x1b[A")
    assert editor.text == "5"


def test_the_end_of_input() -> None:
    """Ctrl-D ends on an empty line alone; Ctrl-L is for the screen."""
    editor = LineEditor()
    assert editor.feed(b"\x0ca\x04\x7f\x04") == [Key.CLEAR, Key.END]


def test_a_character_in_pieces() -> None:
    """UTF-8 and sequences may come byte by byte."""
    editor = LineEditor()
    for byte in "é\x1b[Dx".encode():
        editor.feed(bytes([byte]))
    assert editor.text == "xé"


@given(
    st.text(st.sampled_from("aé日\N{COMBINING ACUTE ACCENT}"), max_size=30),
    st.integers(0, 30),
    st.integers(3, 12),
)
def test_the_view_fits(text: str, place: int, width: int) -> None:
    """What is shown never wraps, and the cursor is within it."""
    editor = press(text)
    editor.move(place)
    shown, cursor = editor.view(width)
    assert cells(shown) < width
    assert 0 <= cursor <= cells(shown)
    assert shown in text


@given(st.binary(max_size=80))
def test_no_key_breaks_it(data: bytes) -> None:
    """Whatever bytes come, the cursor stays in the line."""
    editor = LineEditor()
    editor.feed(data)
    assert 0 <= editor.cursor <= len(editor.text)
