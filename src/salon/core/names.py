"""The rules of names: which nicks and channel names there may be, which are equal, which look alike.

One rule serves every wire and is chosen once by configuration. This module must not know who holds a name,
nor which names are reserved: it only compares names and says what is wrong with one.
"""

import enum
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final, Protocol

from precis_i18n import get_profile
from precis_i18n.profile import Profile

from salon.core.confusables import PROTOTYPES

MAX_NICK_BYTES: Final = 128
"""Four for each of 32 characters, so that the limit in characters is the one that is met."""

MAX_CHANNEL_BYTES: Final = 200
"""RFC 1459 1.3 lets a channel name have 200 characters, when a character was a byte."""

MAX_FOLDED: Final = 256
"""Characters of the max_length text that is folded: no name is longer, and a peer chooses what is folded."""

_CACHED_NAMES: Final = 16384
_CACHED_CHARACTERS: Final = 16384

_BLANK: Final = frozenset(
    "\N{BRAILLE PATTERN BLANK}\N{MUSICAL SYMBOL NULL NOTEHEAD}\N{KHITAN SMALL SCRIPT FILLER}"
)
"""Marks and symbols that are drawn as nothing, and that PRECIS lets pass."""

_NICK_FORBIDDEN: Final = frozenset(" :;,!@*?$#&~%+.") | _BLANK
# modern-irc, concepts: channels; BELL is a control character.
_CHANNEL_FORBIDDEN: Final = frozenset(" ,") | _BLANK
_THREE_DIGITS: Final = re.compile(r"[0-9]{3}")

_ASCII_NICK_FIRST: Final = re.compile(r"[A-Za-z\[\]\\`_^{|}]")
_ASCII_NICK: Final = re.compile(r"[A-Za-z0-9\[\]\\`_^{|}-]*")
_ASCII_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

_USERNAME: Final = get_profile("UsernameCaseMapped")
_FREEFORM: Final = get_profile("FreeFormClass")


class NameProblem(enum.Enum):
    """The rule that a name breaks."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    FORBIDDEN_START = "forbidden start"
    FORBIDDEN_CHARACTER = "forbidden character"
    DIGITS_ONLY = "digits only"
    """Three digits, which the IRC wire would take for a numeric."""
    NOT_A_NAME = "not a name"
    """Refused by PRECIS: a symbol in a nick, writing directions that mix, and the like."""


class Casemapping(Protocol):
    """How names are compared, and which ones there may be."""

    def __hash__(self) -> int: ...

    @property
    def name(self) -> str:
        """The name of the rule."""

    def fold(self, name: str) -> str:
        """Return the form by which names are compared.

        A text of more than MAX_FOLDED characters that are not all ASCII is its own: it is no name.
        """

    def skeletons(self, name: str) -> Collection[str]:
        """Return the forms of which look-alikes share one, from the name as it is shown.

        There may be two, for capitals look like other letters than small ones do (Greek nu: `N`, `v`), or
        none, where no name can look like another.
        """

    def nick_problem(self, nick: str, max_length: int) -> NameProblem | None:
        """Return why a nick is refused; `max_length` is in characters."""

    def channel_problem(self, name: str, max_length: int) -> NameProblem | None:
        """Return why a channel name is refused; `max_length` is in characters, the leading `#` among them."""


def casemapping(name: str) -> Casemapping:
    """Return the rule with this name, `rfc8265` or `ascii`; the same object each time.

    Raises ValueError for any other name.
    """
    if name == "rfc8265":
        return _ANY_SCRIPT
    if name == "ascii":
        return _ASCII
    raise ValueError(f"no such casemapping: {name}")


class _Ascii:
    """Names of ASCII alone; only A to Z have small letters (modern-irc, appendix: CASEMAPPING)."""

    name = "ascii"

    def fold(self, name: str) -> str:
        return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)

    def skeletons(self, name: str) -> Collection[str]:
        return () if name.isascii() else (self.fold(name),)

    def nick_problem(self, nick: str, max_length: int) -> NameProblem | None:
        if not nick:
            return NameProblem.EMPTY
        if len(nick) > min(max_length, MAX_NICK_BYTES):
            return NameProblem.TOO_LONG
        if not _ASCII_NICK.fullmatch(nick):
            return NameProblem.FORBIDDEN_CHARACTER
        if not _ASCII_NICK_FIRST.match(nick):
            return NameProblem.FORBIDDEN_START  # RFC 2812 2.3.1: neither a digit nor "-"
        return None

    def channel_problem(self, name: str, max_length: int) -> NameProblem | None:
        problem = _channel_shape_problem(name, max_length)
        if problem is None and not name.isascii():
            return NameProblem.FORBIDDEN_CHARACTER
        return problem


class _AnyScript:
    """Names in any script, by the UsernameCaseMapped profile of RFC 8265 3.3."""

    name = "rfc8265"

    def fold(self, name: str) -> str:
        if name.isascii():
            return name.lower()
        return _mapped(name) if len(name) <= MAX_FOLDED else name

    def skeletons(self, name: str) -> Collection[str]:
        return tuple(dict.fromkeys((_drawn(name), _drawn(self.fold(name)))))

    def nick_problem(self, nick: str, max_length: int) -> NameProblem | None:
        problem = _nick_shape_problem(nick, max_length)
        if problem is not None or nick.isascii():
            return problem
        folded = self.fold(nick)
        problem = _nick_shape_problem(folded, max_length)
        if problem is not None:
            return problem
        if unicodedata.category(folded[0]).startswith("M"):
            return NameProblem.FORBIDDEN_START  # it would be drawn onto the sign of rank before the nick
        return None if _all_plain(folded) or _permits(_USERNAME, nick) else NameProblem.NOT_A_NAME

    def channel_problem(self, name: str, max_length: int) -> NameProblem | None:
        problem = _channel_shape_problem(name, max_length)
        if problem is not None or name.isascii():
            return problem
        folded = self.fold(name)
        problem = _channel_shape_problem(folded, max_length)
        if problem is not None:
            return problem
        # RFC 8264 4.3: a channel's name is free text, so it may have the symbols that a nick may not.
        return None if _all_plain(folded) or _permits(_FREEFORM, folded) else NameProblem.NOT_A_NAME


def _nick_shape_problem(nick: str, max_length: int) -> NameProblem | None:
    """Judge a nick as it is written; its folded form, which mapping may have changed, must pass as well."""
    if not nick:
        return NameProblem.EMPTY
    if _is_longer(nick, max_length, MAX_NICK_BYTES):
        return NameProblem.TOO_LONG
    if not nick.isprintable() or not _NICK_FORBIDDEN.isdisjoint(nick):
        return NameProblem.FORBIDDEN_CHARACTER
    return NameProblem.DIGITS_ONLY if _THREE_DIGITS.fullmatch(nick) else None


def _channel_shape_problem(name: str, max_length: int) -> NameProblem | None:
    if name in {"", "#"}:
        return NameProblem.EMPTY
    if not name.startswith("#"):
        return NameProblem.FORBIDDEN_START
    if _is_longer(name, max_length, MAX_CHANNEL_BYTES):
        return NameProblem.TOO_LONG
    if not name.isprintable() or not _CHANNEL_FORBIDDEN.isdisjoint(name):
        return NameProblem.FORBIDDEN_CHARACTER
    return None


def _is_longer(name: str, max_length: int, max_bytes: int) -> bool:
    # A lone surrogate has no UTF-8; it is counted here and refused as a character afterwards.
    return len(name) > max_length or len(name.encode(errors="surrogatepass")) > max_bytes


def _permits(profile: Profile, name: str) -> bool:
    try:
        profile.enforce(name)
    except UnicodeError:
        return False
    return True


def _all_plain(folded: str) -> bool:
    return all(map(_is_plain, folded))


@lru_cache(_CACHED_CHARACTERS)
def _is_plain(char: str) -> bool:
    """Return whether a character may stand anywhere in a name, whatever its neighbours are.

    The profile asks each character for its properties, which takes some microseconds; of a name of such
    characters alone, nothing else is to be asked. Whatever is written from right to left has neighbours.
    """
    return unicodedata.bidirectional(char) not in {"R", "AL", "AN"} and _permits(_USERNAME, char)


def _drawn(name: str) -> str:
    """Replace each character by what it looks like (Unicode TS 39, section 4: skeleton), then fold.

    The small letter of a prototype may look like another letter again (`Φ`, `φ`, `ɸ`), so this goes on until
    nothing changes: what looks like a look-alike is one. No character comes back to itself on that way.
    """
    drawn, before = name, ""
    while drawn != before:
        before = drawn
        if not drawn.isascii():
            drawn = unicodedata.normalize("NFD", _USERNAME.width_mapping_rule(drawn))
        drawn = drawn.translate(PROTOTYPES)
        drawn = drawn.lower() if drawn.isascii() else _mapped(drawn)
    return drawn


@lru_cache(_CACHED_NAMES)
def _mapped(name: str) -> str:
    """Apply the mapping rules of RFC 8265 3.3.2 without its refusals: width, case, NFC.

    A final sigma is a sigma: which of the two a capital becomes depends on what follows, so that otherwise
    a name in capitals would equal only one of its spellings.
    """
    small = _USERNAME.width_mapping_rule(name).lower()
    return unicodedata.normalize("NFC", small).replace(
        "\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"
    )


_ASCII: Final = _Ascii()
_ANY_SCRIPT: Final = _AnyScript()
