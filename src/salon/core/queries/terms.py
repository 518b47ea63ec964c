"""What somebody searches for, taken apart into terms: words, "phrases", and what is not to be there."""

import re
import unicodedata
from typing import Final

import msgspec

MAX_TERMS: Final = 16
"""How many terms one search may have: each is looked up by itself."""

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')

_PUNCTUATION: Final = frozenset(".,;:!?…'\"«»-\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d")
"""Signs that are between words, not part of what one looks for."""


class Term(msgspec.Struct, frozen=True, array_like=True):
    """Something that a message has to hold; `barred`: something that it must not hold.

    Its words stand side by side. `exact`: there are signs in it beside the words (as in `foo_bar()`), so the
    message holds it as it is written.
    """

    text: str
    barred: bool = False
    exact: bool = False


def read_terms(typed: str) -> tuple[Term, ...]:
    """Return the terms of what was typed; signs by themselves that are mere punctuation are none."""
    terms = []
    for minus, phrase, word in _TERM.findall(typed.replace("\0", " ")):
        text = " ".join(phrase.split()) if phrase else word
        if has_words(word):
            text = word.strip("".join(_PUNCTUATION))
        exact = any(not (is_of_word(sign) or sign.isspace() or sign in _PUNCTUATION) for sign in text)
        if exact or has_words(text):
            terms.append(Term(text, bool(minus), exact))
    return tuple(terms)


def has_words(text: str) -> bool:
    """Tell whether there is a letter or a digit in a text."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in text)


def is_of_word(sign: str) -> bool:
    """Tell whether a sign belongs to a word: a letter, a digit, or what is put on a letter."""
    return unicodedata.category(sign)[0] in "LNM"
