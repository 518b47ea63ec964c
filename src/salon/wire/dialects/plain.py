"""What people say on other wires, as a line of plain text: a terminal obeys control characters.

Knows the habits of IRC's texts (formatting codes, CTCP), and no wire's lines.
"""

import re

# Colours take digits with them: ^C as `04,12`, ^D as six hexadecimal ones.
_CODES = re.compile(
    r"\x03(?:\d{1,2}(?:,\d{1,2})?)?"
    r"|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


def plain(text: str) -> str:
    """Return a text without formatting; a CTCP ACTION as `* TEXT`, any other CTCP as nothing."""
    if text.isprintable():
        return text
    if text.startswith("\x01"):
        kind, _, rest = text.strip("\x01").partition(" ")
        if kind != "ACTION":
            return ""
        text = f"* {rest}"
    return _CODES.sub("", text.replace("\n", " "))
