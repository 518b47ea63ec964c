r"""Masks: patterns for `nick!user@host`, as lists of bans, exceptions and invitations hold them.

In a mask `*` is any run of characters, `?` is one, and a backslash makes either stand for itself; before any
other character it is just a backslash, for nicks have those (RFC 2812 2.5). An extended ban, `~kind:text`,
asks something else: whether the person has an account, or whether the ban only silences. This module must not
know which lists there are, nor who is in them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from salon.core.names import Casemapping

ACCOUNT: Final = "account"
MUTE: Final = "mute"

MAX_MASK_BYTES: Final = 200
"""Longest mask of a list, as the list spells it: a line must carry it."""

MAX_STARS: Final = 16
"""Runs of `*` in one mask: more than any description of a nick, a user name and a host needs."""

_TOKEN: Final = re.compile(r"\\[*?]|[*?]|[^*?\\]+|\\")
_ESCAPED: Final = re.compile(r"\\([*?])")
_NO_NAME: Final = frozenset(" ,")
_SIGN: Final = re.compile(r"[*?]")
_ANY: Final = "\udc00"
"""Stands for `?` in a mask that is taken apart: no text holds a lone surrogate."""

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
    kind = _KINDS.get(match[1].lower()) if match else None
    return ExtendedBan(kind, match[2]) if match and kind else None


def normalise_mask(mask: str, names: Casemapping) -> str | None:
    """Return the one spelling under which a list holds a mask, folded; None if no list can hold it.

    It is `nick!user@host`, or `~letter:argument`. What is left out is `*`. A mask of one part is a host if it
    has `.` or `:`, which no nick may have, else a nick. No list holds a mask that is empty (it would match
    everybody), has white space or characters that are not seen, begins as the last parameter of a line does,
    is an extended ban of no known kind, or exceeds MAX_MASK_BYTES or MAX_STARS.
    """
    if len(mask) > MAX_MASK_BYTES or not mask.isprintable() or " " in mask:
        return None
    rest = _folded(mask, names)
    before = ""
    extended = parse_extended(rest)
    if extended is not None and extended.kind == MUTE:
        before, rest = "~m:", extended.argument
        extended = parse_extended(rest)
    if extended is not None and extended.kind == ACCOUNT:
        before, rest = f"{before}~a:", extended.argument
    if not rest or rest.startswith(":") or _EXTENDED.fullmatch(rest):
        return None
    whole = before + (rest if extended is not None else _completed(rest))
    return None if len(whole.encode()) > MAX_MASK_BYTES or _stars(whole) > MAX_STARS else whole


def name_mask(text: str, names: Casemapping) -> str | None:
    """Return the one spelling of a channel's name, or of a mask of such names; None where it is neither.

    What begins neither as a name does nor with `*` is a name without its sign.
    """
    if not text or len(text) > MAX_MASK_BYTES or not text.isprintable() or not _NO_NAME.isdisjoint(text):
        return None
    whole = _folded(text if text[0] in "#*" else f"#{text}", names)
    costly = len(whole.encode()) > MAX_MASK_BYTES or _stars(whole) > MAX_STARS
    return None if costly or whole == "#" else whole


def plain_text(mask: str) -> str | None:
    """Return the only text that a mask matches, or None for a mask with signs."""
    parts = [*_parts(mask)]
    return None if any(sign for sign, _ in parts) else "".join(text for _, text in parts)


def is_wild(mask: str) -> bool:
    """Return whether a mask of channel names says no character of them but their sign."""
    return not "".join(text for _, text in _parts(mask)).strip("#")


def _folded(mask: str, names: Casemapping) -> str:
    """Fold what stands between the signs of a mask: folding makes signs of their fullwidth forms."""
    parts = []
    for sign, text in _parts(mask):
        folded = _SIGN.sub(r"\\\g<0>", names.fold(text))
        # A backslash that folding made would make a letter of the sign behind it.
        parts.append(sign or (text if folded.endswith("\\") and not text.endswith("\\") else folded))
    return "".join(parts)


def _completed(mask: str) -> str:
    nick, bang, rest = mask.partition("!")
    if not bang and "@" in mask:
        nick, rest = "", mask
    elif not bang and ("." in mask or ":" in mask):
        nick, rest = "", f"@{mask}"
    user, _, host = rest.partition("@")
    return f"{nick or '*'}!{user or '*'}@{host or '*'}"


def _parts(mask: str) -> Iterator[tuple[str, str]]:
    """Take a mask apart into signs, `*` or any number of `?`, and the texts between them."""
    for sign, tokens in groupby(_TOKEN.findall(mask), key=lambda part: part if part in "*?" else ""):
        written = "".join(tokens)
        if sign:
            yield "*" if sign == "*" else written, ""
        else:
            yield "", _ESCAPED.sub(r"\1", written)


def _stars(mask: str) -> int:
    return sum(sign == "*" for sign, _ in _parts(mask))


def matcher(mask: str, names: Casemapping) -> Callable[[str], bool]:
    """Make a test for whether a text matches the whole of a mask, without regard to case.

    Making it costs in proportion to the length of the mask, asking it in proportion to that of the text: the
    leftmost place for a stretch leaves the most for those that follow, so that nothing is ever tried again.
    A mask over the limits of `is_costly` matches nothing.
    """
    ready = _made_ready(mask, names)
    matches = _any_matcher([ready])
    return lambda text: matches(names.fold(text))


class _Places(NamedTuple):
    """A mask with `?`, as places: each is a bit, from which a character leads on to the next, or a star back.

    `size`: how many characters lead from the first place to the last one; `anything`: where any does.
    """

    size: int
    stars: int
    anything: int
    steps: dict[str, int]


_Ready = Callable[[str], bool] | _Places


def _made_ready(mask: str, names: Casemapping) -> _Ready:
    if is_costly(mask):
        return lambda _text: False
    stretches = [""]
    for sign, text in _parts(mask):
        if sign == "*":
            stretches.append("")
        else:
            stretches[-1] += _ANY * len(sign) or names.fold(text)
    return _places(stretches) if _ANY in "".join(stretches) else _match_stretches(stretches)


def _any_matcher(masks: Sequence[_Ready]) -> Callable[[str], bool]:
    """Make a test for whether a folded text matches one of several masks.

    Those with `?` are asked all at once: many cost little more than one.
    """
    tests = [mask for mask in masks if not isinstance(mask, _Places)]
    stepwise = [mask for mask in masks if isinstance(mask, _Places)]
    if stepwise:
        tests.append(_match_stepwise(stepwise))
    return tests[0] if len(tests) == 1 else lambda text: any(test(text) for test in tests)


def is_costly(mask: str) -> bool:
    """Return whether a mask is over MAX_MASK_BYTES, in characters, or MAX_STARS."""
    return len(mask) > MAX_MASK_BYTES or _stars(mask) > MAX_STARS


def _match_stretches(stretches: Sequence[str]) -> Callable[[str], bool]:
    """Match a mask without `?`: its first stretch begins the text, its last one ends it."""
    first, *middle = stretches
    if not middle:
        return lambda text: text == first
    last = middle.pop()

    def matches(text: str) -> bool:
        index, end = len(first), len(text) - len(last)
        if index > end or not (text.startswith(first) and text.endswith(last)):
            return False
        for stretch in middle:
            found = text.find(stretch, index, end)
            if found < 0:
                return False
            index = found + len(stretch)
        return True

    return matches


def _places(stretches: Sequence[str]) -> _Places:
    steps: defaultdict[str, int] = defaultdict(int)
    stars, size = 0, 0
    for number, stretch in enumerate(stretches):
        if number:
            stars |= 1 << size
        for character in stretch:
            steps[character] |= 1 << size
            size += 1
    return _Places(size, stars, steps.pop(_ANY), dict(steps))


def _match_stepwise(masks: Sequence[_Places]) -> Callable[[str], bool]:
    """Match any masks, one character of the text after the other, in all their places at once.

    Each place is a bit, set where the text up to here can reach it.
    """
    steps: defaultdict[str, int] = defaultdict(int)
    starts = stars = anything = ends = first = 0
    for places in masks:
        starts |= 1 << first
        stars |= places.stars << first
        anything |= places.anything << first
        for character, bits in places.steps.items():
            steps[character] |= bits << first
        ends |= 1 << first + places.size
        # Nothing leads on from the last place of a mask: the next one begins behind it.
        first += places.size + 1
    table = {character: bits | anything for character, bits in steps.items()}

    def matches(text: str) -> bool:
        reached = starts
        for character in text:
            reached = reached & stars | (reached & table.get(character, anything)) << 1
        return bool(reached & ends)

    return matches


def account_mask(account: str, names: Casemapping) -> str:
    """Return how lists spell the account of a name."""
    mask = normalise_mask(f"~a:{account}", names)
    return mask if mask is not None else ""


def renamed_masks(mask: str, new_mask: str) -> dict[str, str]:
    """Return what becomes of the masks that mean one account: another one, or nothing."""
    if not mask or mask == new_mask:
        return {}
    return {f"{before}{mask}": new_mask and f"{before}{new_mask}" for before in ("", "~m:")}


class _ListMask(NamedTuple):
    """A mask of a list: whether it only silences, whether it asks for an account, and what it matches."""

    muting: bool
    by_account: bool
    ready: _Ready


class MaskTest:
    """Masks of a list made ready, to be asked at once."""

    __slots__ = ("_names", "_tests", "masks")

    def __init__(self, masks: Sequence[_ListMask], names: Casemapping) -> None:
        self.masks = masks
        self._names = names
        kinds: defaultdict[tuple[bool, bool], list[_Ready]] = defaultdict(list)
        for mask in masks:
            kinds[mask.muting, mask.by_account].append(mask.ready)
        self._tests = [(*kind, _any_matcher(ready)) for kind, ready in kinds.items()]

    def concerns(
        self, seen: Collection[str], account: str | None, former: Sequence[str] = (), *, muting: bool = False
    ) -> bool:
        """Return whether one means the person who is known by these masks and this account.

        `former`: other accounts that count as well. A mask that only silences counts with `muting` alone.
        """
        fold = self._names.fold
        folded = tuple(map(fold, seen))
        accounts = tuple(map(fold, former if account is None else (account, *former)))
        return any(
            any(map(matches, accounts if by_account else folded))
            for only_mutes, by_account, matches in self._tests
            if muting or not only_mutes
        )

    def matches_seen(self, mask: str) -> bool:
        """Return whether one that does not ask for an account matches what is seen of somebody."""
        text = self._names.fold(mask)
        return any(matches(text) for _, by_account, matches in self._tests if not by_account)


def mask_test(mask: str, names: Casemapping) -> MaskTest:
    """Make the test of a mask as lists hold it, an extended ban or not."""
    extended = parse_extended(mask)
    muting = extended is not None and extended.kind == MUTE
    if extended is not None and muting:
        mask = extended.argument
        extended = parse_extended(mask)
    text = mask if extended is None else extended.argument
    return MaskTest([_ListMask(muting, extended is not None, _made_ready(text, names))], names)


def any_test(tests: Iterable[MaskTest], names: Casemapping) -> MaskTest:
    """Make one test of several: it costs little more than one of them."""
    return MaskTest([mask for test in tests for mask in test.masks], names)
