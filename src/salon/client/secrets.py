"""Which part of a typed line is a password: it is neither shown nor called back."""

import re

from salon.wire.dialects.accounts import may_hold_password

# How many words of a command are no secret.
_OPEN_WORDS = {"/login": 2, "/register": 1, "/password": 1}
_WORD = re.compile(r"\S+")


def hidden_from(line: str) -> int:
    """Return the place from which a line is not to be shown: its end, where there is no password in it."""
    places = [found.start() for found in _WORD.finditer(line)]
    word = line.split(maxsplit=1)[0].casefold() if places else ""
    shown = _OPEN_WORDS.get(word, 1 if may_hold_password(line) else len(places))
    return places[shown] if shown < len(places) else len(line)
