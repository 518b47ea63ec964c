"""What a setting may hold: one rule a kind of value, each able to say in words what it expects.

Rules stand in the annotations of the settings' tree. They know nothing of files, variables or options.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from salon.accounts.passwords import is_password_hash
from salon.server.language import N_, Text

# Control characters would end a line of a wire, or move an operator's cursor: no setting needs one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_NEWLINE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class MisfitError(Exception):
    """The value is not what the setting may hold."""


class Rule(Protocol):
    """What a value must be."""

    @property
    def expected(self) -> Text:
        """Say what is expected."""

    def take(self, value: object) -> object:
        """Return the value as the setting keeps it; raise MisfitError where it does not fit."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(N_("true or false"))

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        if isinstance(value, bool):
            return value
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    low: int
    high: int

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(N_("a whole number from {low} to {high}"), {"low": self.low, "high": self.high})

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        # In Python true is a number; in a configuration it is a mistake.
        if isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high:
            return value
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds, both included; a whole one will do."""

    low: float
    high: float

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(N_("a number from {low} to {high}"), {"low": self.low, "high": self.high})

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        # TOML has inf and nan; no comparison lets them through.
        if isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high:
            return float(value)
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    choices: tuple[str, ...]

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        words = " | ".join(f'"{choice}"' for choice in self.choices)
        return Text(N_("one of {words}"), {"words": words})

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        if isinstance(value, str) and value in self.choices:
            return value
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class Line:
    """A text of one line, empty or not."""

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(N_("a text of one line"))

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        if isinstance(value, str) and not _CONTROL.search(value):
            return value
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class Lines:
    """A text of any number of lines."""

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(N_("a text, of several lines if you like"))

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        if isinstance(value, str) and not _CONTROL_BUT_NEWLINE.search(value):
            return value
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class Matching:
    """A text of a given form, said in words."""

    pattern: str
    words: str

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(self.words)

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return value
        raise MisfitError(value)


@dataclass(frozen=True, slots=True)
class Hash:
    """The argon2id hash of a password, or nothing. What is refused is never shown: it may be the password."""

    @property
    def expected(self) -> Text:
        """Say what is expected."""
        return Text(N_("the hash of a password, never the password itself; `salon hash-password` makes one"))

    def take(self, value: object) -> object:
        """Return the value; raise MisfitError where it does not fit."""
        if isinstance(value, str) and (not value or is_password_hash(value)):
            return value
        raise MisfitError(value)
