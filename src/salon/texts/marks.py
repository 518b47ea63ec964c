"""Marks the texts that people read, so that they can be found and translated. English here is the key."""

from collections.abc import Callable, Mapping
from typing import Any, Self

Translate = Callable[[str], str]
"""Gives a marked text in the language of a session; placeholders stay as they are."""

ChooseForm = Callable[[str, str, int], str]
"""Gives the form of a text, of which there are two in English, that goes with a number."""

_MANY = 2


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a text for translation without translating it here."""
    return text


def N_PLURAL(singular: str, plural: str, number: str = "") -> "Plural":  # noqa: N802 - beside N_
    """Mark a text whose form goes with the number in the field of that name."""
    return Plural(singular, plural, number)


def _english(singular: str, plural: str, number: int) -> str:
    return singular if number == 1 else plural


class Plural(str):
    """A text that takes the form of its number when it is filled; unfilled, it is its plural form.

    So whoever translates and fills a text need not know that it counts something.
    """

    __slots__ = ("_choose", "_number", "_plural", "_singular")

    _choose: ChooseForm
    _number: str
    _plural: str
    _singular: str

    def __new__(cls, singular: str, plural: str, number: str, choose: ChooseForm = _english) -> Self:
        """Make the text of both forms."""
        made = super().__new__(cls, choose(singular, plural, _MANY))
        made._singular = singular
        made._plural = plural
        made._number = number
        made._choose = choose
        return made

    def __str__(self) -> str:
        """Return it as it is: it is yet to be filled."""
        return self

    def translated(self, choose: ChooseForm) -> "Plural":
        """Return the text in another language, by what chooses the forms there."""
        return Plural(self._singular, self._plural, self._number, choose)

    def format(self, *args: object, **fields: Any) -> str:
        """Return the form that goes with the number, its braces filled."""
        return self._form(fields).format(*args, **fields)

    def __mod__(self, fields: Any) -> str:
        """Return the form that goes with the number, filled as lines of the log are."""
        filled: str = self._form(fields) % fields
        return filled

    def _form(self, fields: Mapping[str, Any]) -> str:
        return self._choose(self._singular, self._plural, fields[self._number])
