"""What a setting may hold: one rule a kind of value, each able to say in words what it expects.

Rules stand in the annotations of the settings' tree. They know nothing of files, variables or options.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from salon.accounts.passwords import is_password_hash
from salon.texts.language import N_, Text

# Control characters would end a line of a wire, or move an operator's cursor: no setting needs one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_NEWLINE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must be. `secret`: what does not fit is never shown, for it may be the password itself."""

    expected: Text
    fits: Callable[[Any], bool]
    secret: bool = False
    # What a value that fits is kept as.
    kept: Callable[[Any], object] = lambda value: value


FLAG = Rule(Text(N_("true or false")), lambda value: isinstance(value, bool))
LINE = Rule(
    Text(N_("a text of one line")), lambda value: isinstance(value, str) and not _CONTROL.search(value)
)
LINES = Rule(
    Text(N_("a text, of several lines if you like")),
    lambda value: isinstance(value, str) and not _CONTROL_BUT_NEWLINE.search(value),
)
HASH = Rule(
    Text(N_("the hash of a password, never the password itself; `salon hash-password` makes one")),
    lambda value: isinstance(value, str) and (not value or is_password_hash(value)),
    secret=True,
)


def whole(low: int, high: int) -> Rule:
    """Return the rule of a whole number within bounds, both included."""
    expected = Text(N_("a whole number from {low} to {high}"), {"low": low, "high": high})
    # By its very type: in Python true is a number; in a configuration it is a mistake.
    return Rule(expected, lambda value: type(value) is int and low <= value <= high)


def number(low: float, high: float) -> Rule:
    """Return the rule of a number within bounds, both included; a whole one will do."""
    expected = Text(N_("a number from {low} to {high}"), {"low": low, "high": high})
    # TOML has inf and nan; no comparison lets them through.
    return Rule(expected, lambda value: type(value) in {int, float} and low <= value <= high)


def one_of(choices: tuple[str, ...]) -> Rule:
    """Return the rule of one of some words."""
    words = " | ".join(f'"{choice}"' for choice in choices)
    return Rule(Text(N_("one of {words}"), {"words": words}), lambda value: value in choices)


def matching(pattern: str, words: str) -> Rule:
    """Return the rule of a text of a given form, said in words."""
    form = re.compile(pattern)
    return Rule(Text(words), lambda value: isinstance(value, str) and form.fullmatch(value) is not None)


def one_or_more(pattern: str, words: str, least: int = 1) -> Rule:
    """Return the rule of a text of a given form, or a list of such; with `least` 0, also an empty text."""
    form = re.compile(pattern)

    def kept(value: object) -> tuple[object, ...]:
        return tuple(value) if isinstance(value, list) else (value,) if value else ()

    def fits(value: object) -> bool:
        # An empty list is a mistake: what means "as elsewhere" is the empty text.
        if not isinstance(value, str | list) or value == []:
            return False
        names = kept(value)
        return len(names) >= least and all(isinstance(name, str) and form.fullmatch(name) for name in names)

    return Rule(Text(words), fits, kept=kept)
