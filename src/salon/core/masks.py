r"""Masks: patterns for `nick!user@host`, as lists of bans, exceptions and invitations hold them.

In a mask `*` is any run of characters, `?` is one, and a backslash makes either stand for itself; before any
other character it is just a backslash, for nicks have those (RFC 2812 2.5). An extended ban, `~kind:text`,
asks something else: whether the person has an account, or whether the ban only silences. This module must not
know which lists there are, nor who is in them.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from salon.core.names import Casemapping

ACCOUNT: Final = "account"
MUTE: Final = "mute"

_COMPILED_MASKS: Final = 2048

_TOKEN: Final = re.compile(r"\\[*?]|[*?]|[^*?\\]+|\\")
_STARS: Final = re.compile(r"\\[*?]|\*+")
_ESCAPED: Final = re.compile(r"\\([*?])")

_EXTENDED: Final = re.compile(r"~([A-Za-z]+):(.*)", re.DOTALL)
_KINDS: Final = {"a": ACCOUNT, ACCOUNT: ACCOUNT, "m": MUTE, MUTE: MUTE}


class ExtendedBan(NamedTuple):
    """What an extended ban asks: `account` with the name or mask of an account, or `mute` with a mask."""

    kind: str
    argument: str


def parse_extended(mask: str) -> ExtendedBan | None:
    """Read `~a:bob`, `~account:bob`, `~m:mask` or `~mute:mask`; None for any other mask.

    The kind is given in full, whichever way it was written (ircv3, account-extban).
    """
    match = _EXTENDED.fullmatch(mask)
    kind = _KINDS.get(match[1]) if match else None
    return ExtendedBan(kind, match[2]) if match and kind else None


def normalise_mask(mask: str) -> str:
    """Give the one spelling under which a list holds a mask: `nick!user@host`, or `~letter:argument`.

    What is left out is `*`. A mask of one part is a host if it has `.` or `:`, which no nick may have, else a
    nick. Ask `mask_problem` first: a mask of nothing would match everybody.
    """
    before = ""
    extended = parse_extended(mask)
    while extended is not None and extended.kind == MUTE:
        before += "~m:"
        mask = extended.argument
        extended = parse_extended(mask)
    whole = _completed(mask) if extended is None else f"~a:{extended.argument}"
    return before + _STARS.sub(_one_star, whole)


def mask_problem(mask: str, longest: int = 200) -> bool:
    """Tell whether a mask cannot be put into a list.

    Such is one that is empty, has white space or characters that are not seen, begins as the last parameter
    of a line does, is an extended ban of no known kind, or is longer than `longest` bytes when normalised.
    """
    if not mask.isprintable() or " " in mask or mask.startswith(":"):
        return True
    return _is_empty_or_unknown(mask) or len(normalise_mask(mask).encode()) > longest


def _completed(mask: str) -> str:
    nick, bang, rest = mask.partition("!")
    if not bang and "@" in mask:
        nick, rest = "", mask
    elif not bang and ("." in mask or ":" in mask):
        nick, rest = "", f"@{mask}"
    user, _, host = rest.partition("@")
    return f"{nick or '*'}!{user or '*'}@{host or '*'}"


def _one_star(match: re.Match[str]) -> str:
    return "*" if match[0].startswith("*") else match[0]


def _is_empty_or_unknown(mask: str) -> bool:
    if _EXTENDED.fullmatch(mask) is None:
        return not mask
    extended = parse_extended(mask)
    if extended is None:
        return True
    inner = parse_extended(extended.argument)
    if inner is not None and (extended.kind, inner.kind) != (MUTE, ACCOUNT):
        return True
    return _is_empty_or_unknown(extended.argument)


@lru_cache(_COMPILED_MASKS)
def compile_mask(mask: str, casemapping: Casemapping) -> Callable[[str], bool]:
    """Make a test for whether a text matches the whole of a mask, without regard to case.

    The time is at most in proportion to the length of the mask times that of the text, whatever they are.
    For what people ask in passing: only so many are remembered. What stands in a list keeps its own test.
    """
    return _compile(mask, casemapping)


class MaskTest(NamedTuple):
    """A mask of a list made ready: making it takes a hundred times as long as asking it."""

    matches: Callable[[str], bool]
    muting: bool = False
    by_account: bool = False

    def concerns(self, mask: str, account: str | None, *, muting: bool = False) -> bool:
        """Tell whether it means who has this mask and account; with `muting`, what only silences counts."""
        if self.muting and not muting:
            return False
        if self.by_account:
            return account is not None and self.matches(account)
        return self.matches(mask)


def mask_test(mask: str, casemapping: Casemapping) -> MaskTest:
    """Make the test of a mask as lists hold it, an extended ban or not."""
    muting = False
    extended = parse_extended(mask)
    while extended is not None and extended.kind == MUTE:
        muting = True
        mask = extended.argument
        extended = parse_extended(mask)
    if extended is None:
        return MaskTest(_compile(mask, casemapping), muting)
    return MaskTest(_compile(extended.argument, casemapping), muting, by_account=True)


def _compile(mask: str, casemapping: Casemapping) -> Callable[[str], bool]:
    pattern = re.compile(_expression(mask, casemapping), re.DOTALL)

    def matches(subject: str) -> bool:
        return pattern.fullmatch(_comparable(subject, casemapping)) is not None

    return matches


def _expression(mask: str, casemapping: Casemapping) -> str:
    first, *rest = _between_stars(mask, casemapping)
    if not rest:
        return first
    # The leftmost place for a stretch leaves the most for those that follow, so it is never given up again:
    # an atomic group keeps the search from going back, which could take exponential time.
    middle = "".join(f"(?>.*?{stretch})" for stretch in rest[:-1])
    return f"{first}{middle}.*{rest[-1]}"


def _between_stars(mask: str, casemapping: Casemapping) -> list[str]:
    """Translate the stretches of a mask that its stars, or runs of stars, separate."""
    stretches = [""]
    for kind, tokens in groupby(_TOKEN.findall(mask), key=lambda token: token if token in {"*", "?"} else ""):
        if kind == "*":
            stretches.append("")
        elif kind == "?":
            stretches[-1] += "." * len(list(tokens))
        else:
            # Folded after the signs are read, for folding makes signs of their fullwidth forms.
            literal = _ESCAPED.sub(r"\1", "".join(tokens))
            stretches[-1] += re.escape(_comparable(literal, casemapping))
    return stretches


def _comparable(text: str, casemapping: Casemapping) -> str:
    # Whether a small sigma is a final one depends on what follows, which a mask may leave open.
    return casemapping.fold(text).replace(
        "\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"
    )
