"""Cutting a text to a number of bytes."""


def cut(text: str, size: int) -> str:
    """Return as much of a text's beginning as fits into `size` bytes of UTF-8, whole characters only.

    A lone surrogate, which has no UTF-8, becomes a question mark. A negative size is none.
    """
    return text.encode(errors="replace")[: max(size, 0)].decode(errors="ignore")
