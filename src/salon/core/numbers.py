"""Whole numbers as people and programs write them."""


def read_number(text: str, most: int = 999_999_999) -> int | None:
    """Return the number from 0 to `most` that a text is, in ASCII's digits; None where it is none.

    It is never longer than `most` is written: a number of a million digits would take a while to read.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None
