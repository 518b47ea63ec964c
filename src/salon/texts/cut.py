"""Cutting a text to a number of bytes."""

SHORTENED = "\N{HORIZONTAL ELLIPSIS}"
"""Stands at the end of a text that was shortened, so that nobody takes it for whole."""

_MARK_SIZE = len(SHORTENED.encode())


def cut(text: str, size: int) -> str:
    """Return as much of a text's beginning as fits into `size` bytes of UTF-8, whole characters only.

    A lone surrogate, which has no UTF-8, becomes a question mark. A negative size is none.
    """
    return text.encode(errors="replace")[: max(size, 0)].decode(errors="ignore")


def shorten(text: str, size: int) -> str:
    """Return a text of at most `size` bytes of UTF-8: the whole, or its beginning and the mark.

    Where not even the mark has room, the beginning stands alone.
    """
    if len(text) * 4 <= size or len(text.encode(errors="replace")) <= size:
        return text
    return cut(text, size - _MARK_SIZE) + SHORTENED if size >= _MARK_SIZE else cut(text, size)
