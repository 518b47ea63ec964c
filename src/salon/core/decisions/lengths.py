"""Cut what people write to the lengths that the owner of the server chose."""


def cut(text: str, longest: int) -> str:
    """Return as much of a text as `longest` bytes of UTF-8 hold, whole characters only."""
    return text.encode()[:longest].decode(errors="ignore")
