"""The rules of names: which nicks and channel names there may be, which are equal, which look alike.

One rule serves every wire and is chosen once by configuration. This module must not know who holds a name,
nor which names are reserved: it only compares names and says what is wrong with one.
"""

import enum
import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from typing import Final, Protocol

from precis_i18n import get_profile
from precis_i18n.profile import Profile

LONGEST_NICK_BYTES: Final = 64
LONGEST_CHANNEL_BYTES: Final = 200
"""RFC 1459 1.3 lets a channel name have 200 characters, when a character was a byte."""

_CACHED_NAMES: Final = 16384
_CACHED_LENGTH: Final = 256  # no valid name is longer, and long lines must not fill the memory

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
    def token(self) -> str:
        """The value of CASEMAPPING in RPL_ISUPPORT."""

    def fold(self, name: str) -> str:
        """Give the form by which names are compared; any text has one."""

    def skeleton(self, name: str) -> str:
        """Give the form that look-alikes share, from the name as it is shown.

        Capitals look like other letters than small ones do (Greek nu: `N`, `v`), so a name that changes only
        in case may have a new skeleton.
        """

    def nick_problem(self, nick: str, longest: int) -> NameProblem | None:
        """Say why a nick is refused; `longest` is in characters."""

    def channel_problem(self, name: str, longest: int) -> NameProblem | None:
        """Say why a channel name is refused; `longest` is in characters, the leading `#` among them."""


def casemapping(name: str) -> Casemapping:
    """Give the rule with this name, `rfc8265` or `ascii`; the same object each time.

    The first `rfc8265` reads the table of look-alikes, which takes some 50 ms: ask for it at the start.
    Raises ValueError for any other name.
    """
    if name == "rfc8265":
        return _any_script()
    if name == "ascii":
        return _ASCII
    raise ValueError(f"no such casemapping: {name}")


class _Ascii:
    """Names of ASCII alone; only A to Z have small letters (modern-irc, appendix: CASEMAPPING)."""

    token = "ascii"  # noqa: S105 - no password: the token of a line

    def fold(self, name: str) -> str:
        return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)

    def skeleton(self, name: str) -> str:
        return self.fold(name)

    def nick_problem(self, nick: str, longest: int) -> NameProblem | None:
        if not nick:
            return NameProblem.EMPTY
        if len(nick) > min(longest, LONGEST_NICK_BYTES):
            return NameProblem.TOO_LONG
        if not _ASCII_NICK.fullmatch(nick):
            return NameProblem.FORBIDDEN_CHARACTER
        if not _ASCII_NICK_FIRST.match(nick):
            return NameProblem.FORBIDDEN_START  # RFC 2812 2.3.1: neither a digit nor "-"
        return None

    def channel_problem(self, name: str, longest: int) -> NameProblem | None:
        problem = _channel_shape_problem(name, longest)
        if problem is None and not name.isascii():
            return NameProblem.FORBIDDEN_CHARACTER
        return problem


class _AnyScript:
    """Names in any script, by the UsernameCaseMapped profile of RFC 8265 3.3."""

    token = "rfc8265"  # noqa: S105 - no password: the token of a line

    def __init__(self, look_alikes: dict[int, str]) -> None:
        self._look_alikes = look_alikes
        self._folded = lru_cache(_CACHED_NAMES)(_mapped)
        self._plain = lru_cache(_CACHED_NAMES)(self._drawn)

    def fold(self, name: str) -> str:
        if name.isascii():
            return name.lower()
        return self._folded(name) if len(name) <= _CACHED_LENGTH else _mapped(name)

    def skeleton(self, name: str) -> str:
        # Pure ASCII names are told apart by everybody who uses IRC: "rn" and "m", "l" and "1" do not clash.
        if name.isascii():
            return name.lower()
        return self._plain(name) if len(name) <= _CACHED_LENGTH else self._drawn(name)

    def _drawn(self, name: str) -> str:
        """Replace each character by what it looks like (Unicode TS 39, section 4), then fold."""
        apart = unicodedata.normalize("NFD", _USERNAME.width_mapping_rule(name))
        return _mapped(apart.translate(self._look_alikes))

    def nick_problem(self, nick: str, longest: int) -> NameProblem | None:
        problem = _nick_shape_problem(nick, longest)
        if problem is not None or nick.isascii():
            return problem
        folded = self.fold(nick)
        problem = _nick_shape_problem(folded, longest)
        if problem is not None:
            return problem
        if unicodedata.category(folded[0]).startswith("M"):
            return NameProblem.FORBIDDEN_START  # it would be drawn onto the sign of rank before the nick
        return None if _permits(_USERNAME, nick) else NameProblem.NOT_A_NAME

    def channel_problem(self, name: str, longest: int) -> NameProblem | None:
        problem = _channel_shape_problem(name, longest)
        if problem is not None or name.isascii():
            return problem
        folded = self.fold(name)
        problem = _channel_shape_problem(folded, longest)
        if problem is not None:
            return problem
        # RFC 8264 4.3: a channel's name is free text, so it may have the symbols that a nick may not.
        return None if _permits(_FREEFORM, folded) else NameProblem.NOT_A_NAME


def _nick_shape_problem(nick: str, longest: int) -> NameProblem | None:
    """Judge a nick as it is written; its folded form, which mapping may have changed, must pass as well."""
    if not nick:
        return NameProblem.EMPTY
    if _is_longer(nick, longest, LONGEST_NICK_BYTES):
        return NameProblem.TOO_LONG
    if not nick.isprintable() or not _NICK_FORBIDDEN.isdisjoint(nick):
        return NameProblem.FORBIDDEN_CHARACTER
    return NameProblem.DIGITS_ONLY if _THREE_DIGITS.fullmatch(nick) else None


def _channel_shape_problem(name: str, longest: int) -> NameProblem | None:
    if name in {"", "#"}:
        return NameProblem.EMPTY
    if not name.startswith("#"):
        return NameProblem.FORBIDDEN_START
    if _is_longer(name, longest, LONGEST_CHANNEL_BYTES):
        return NameProblem.TOO_LONG
    if not name.isprintable() or not _CHANNEL_FORBIDDEN.isdisjoint(name):
        return NameProblem.FORBIDDEN_CHARACTER
    return None


def _is_longer(name: str, longest: int, longest_bytes: int) -> bool:
    # A lone surrogate has no UTF-8; it is counted here and refused as a character afterwards.
    return len(name) > longest or len(name.encode(errors="surrogatepass")) > longest_bytes


def _permits(profile: Profile, name: str) -> bool:
    try:
        profile.enforce(name)
    except UnicodeError:
        return False
    return True


def _mapped(name: str) -> str:
    """Apply the mapping rules of RFC 8265 3.3.2 without its refusals: width, case, NFC.

    A final sigma is a sigma: which of the two a capital becomes depends on what follows, so that otherwise
    a name in capitals would equal only one of its spellings.
    """
    small = _USERNAME.width_mapping_rule(name).lower()
    return unicodedata.normalize("NFC", small).replace(
        "\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"
    )


@cache
def _any_script() -> _AnyScript:
    return _AnyScript(_look_alikes())


def _look_alikes() -> dict[int, str]:
    """Make the table from a character that is not ASCII to what it looks like, for `str.translate`.

    The library's data pairs each character with its prototype in both directions, so the one that has
    several partners is the prototype. ASCII stands for itself: of a family with ASCII in it, that is shown.
    """
    # Here, because it drags a web client in and takes longer than all of the core.
    from confusable_homoglyphs.utils import load  # noqa: PLC0415

    partners: defaultdict[str, set[str]] = defaultdict(set)
    for char, entries in load("confusables.json").items():
        # Letters that are written from right to left stand between marks that are no part of the letter.
        partners[char.strip("\u200e")].update(entry["c"].strip("\u200e") for entry in entries)
    table = {}
    for char, near in partners.items():
        if len(char) > 1 or char.isascii() or len(near) > 1:
            continue
        (prototype,) = near
        if len(prototype) == 1 and len(partners[prototype]) == 1 and char < prototype:
            continue  # a family of two: the first of them stands for both
        table[ord(char)] = _ascii_kept(char, prototype)
    return table


def _ascii_kept(char: str, prototype: str) -> str:
    """Undo what a prototype does to ASCII, where m looks like rn and I like l; here ASCII keeps its form."""
    prototype = prototype.replace("rn", "m").replace("''", '"')
    return prototype.replace("l", "I") if char.isupper() else prototype


_ASCII: Final = _Ascii()
