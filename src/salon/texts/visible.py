"""Text from elsewhere, made safe for a terminal: nothing in it commands, reorders other text, or hides.

Controls, line separators, direction overrides and characters without a glyph become marks, or are dropped.
What scripts and emoji need stays: joiners, variation selectors, direction marks, the tags of a flag.
Embeddings and isolates stay, too, and end with the text at the latest (Unicode TR 36, 3.5).
"""

import re

from salon.texts.cut import shorten

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands for one character that is not shown. It takes one cell."""

MAX_ECHOED = 258
"""Bytes of the longest mask, NICK!USER@HOST. Names and names of files have fewer: none is shortened."""

# Tags that spell a region behind a black flag are the emoji of that region (Unicode TS 51, annex C).
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
_CONTROLS = (
    r"\x00-\x08\x0a-\x1f\x7f-\x9f"  # but not the tab
    r"\u2028\u2029"  # line and paragraph separator
    r"\u202d\u202e"  # direction overrides
)
# Default_Ignorable_Code_Point and format characters without a glyph, but for those that stay.
_HIDDEN = (
    r"\xad\u061c\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_EMBEDDINGS = "\u202a\u202b"
_ISOLATES = "\u2066\u2067\u2068"
_END_EMBEDDING = "\u202c"
_END_ISOLATE = "\u2069"
_NESTED = f"{_EMBEDDINGS}{_ISOLATES}{_END_EMBEDDING}{_END_ISOLATE}"

_DIRECTIONS = re.compile(f"[\u202d\u202e{_NESTED}]")
_LOOKED_AT = re.compile(f"({_FLAG})|[{_CONTROLS}{_HIDDEN}]|([{_NESTED}])")
# Alone, what stays shows nothing either; nor do the fillers of Hangul, Khmer and Braille.
_BLANK = re.compile(
    rf"[\s{_CONTROLS}{_HIDDEN}{_NESTED}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]*"
)
# Deeper nesting has no effect (Unicode UAX 9, BD2), and would make a text grow.
_DEEPEST = 125


def visible(text: str) -> str:
    """Return a line of text with a mark for each character that must not reach a terminal."""
    return _clean(text, MARK)


def visible_name(name: str) -> str:
    """Return a name, of a person or a file, with a mark for every character that is not shown by itself."""
    return "".join(character if character.isprintable() else MARK for character in name)


def stripped(text: str) -> str:
    """Return a line of text without the characters for which `visible` has marks."""
    return _clean(text, "")


def echoed(text: str) -> str:
    """Return what somebody typed, to be shown to them: one line, nothing in it that commands or hides.

    It has up to MAX_ECHOED bytes, with a mark where there were more.
    """
    if not text.isprintable():
        text = "".join(character for character in stripped(text) if character.isprintable())
    return shorten(text, MAX_ECHOED)


def confined(text: str, size: int) -> str:
    """Return a text of up to `size` bytes that is read among others, without what changes their direction.

    Overrides, embeddings and isolates would act on what stands behind it. Formatting of IRC stays.
    """
    return shorten(_DIRECTIONS.sub("", text) if not text.isascii() else text, size)


def is_text(text: str) -> bool:
    """Return whether a text can be written: bytes that are no UTF-8 come from a shell as halves of pairs."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_blank(text: str) -> bool:
    """Return whether a text shows nothing."""
    return _BLANK.fullmatch(text) is not None


def _clean(text: str, mark: str) -> str:
    if text.isprintable():
        return text
    opened: list[str] = []

    def clean(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        return found[0] if found[2] and _nest(found[2], opened) else mark

    cleaned = _LOOKED_AT.sub(clean, text)
    return cleaned + "".join(reversed(opened))


def _nest(character: str, opened: list[str]) -> bool:
    """Return whether an embedding or isolate may begin or end here. `opened` holds the ends to come."""
    if character in _EMBEDDINGS or character in _ISOLATES:
        if len(opened) == _DEEPEST:
            return False
        opened.append(_END_EMBEDDING if character in _EMBEDDINGS else _END_ISOLATE)
        return True
    if character == _END_EMBEDDING:
        return opened[-1:] == [_END_EMBEDDING] and bool(opened.pop())
    # An isolate ends the embeddings inside it (UAX 9, X6a).
    if _END_ISOLATE not in opened:
        return False
    while opened.pop() != _END_ISOLATE:
        pass
    return True
