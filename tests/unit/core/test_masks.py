"""Masks: who matches them, and how lists spell them."""

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from salon.core.masks import (
    MAX_MASK_BYTES,
    MAX_STARS,
    ExtendedBan,
    any_test,
    mask_test,
    matcher,
    normalise_mask,
    parse_extended,
)
from salon.core.names import Casemapping, casemapping

RFC8265 = casemapping("rfc8265")
ASCII = casemapping("ascii")
BOTH = pytest.mark.parametrize("rule", [RFC8265, ASCII], ids=lambda rule: rule.name)

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "mask-match.yaml"
MASK_VECTORS: list[dict[str, Any]] = yaml.safe_load(VECTORS.read_text())["tests"]

SIGNS = st.text(string.ascii_letters + "é*?\\!@.~:", max_size=20)
TEXTS = st.text(max_size=40) | SIGNS


def escaped(text: str) -> str:
    """Write a text as the mask that only it matches."""
    return text.replace("*", r"\*").replace("?", r"\?")


def naive_match(mask: str, subject: str) -> bool:
    """Match a mask without escapes, one character after the other, from the definition."""
    reachable = {0}
    for sign in mask:
        if sign == "*":
            reachable = set(range(min(reachable, default=len(subject) + 1), len(subject) + 1))
        else:
            reachable = {
                at + 1 for at in reachable if at < len(subject) and (sign == "?" or sign == subject[at])
            }
    return len(subject) in reachable


# Matching


@BOTH
@pytest.mark.parametrize("vector", MASK_VECTORS, ids=lambda vector: vector["mask"])
def test_the_public_vectors(rule: Casemapping, vector: dict[str, Any]) -> None:
    """The public domain's parser tests, mask-match."""
    matches = matcher(vector["mask"], rule)
    assert [subject for subject in vector["matches"] if not matches(subject)] == []
    assert [subject for subject in vector["fails"] if matches(subject)] == []


@pytest.mark.parametrize(
    ("mask", "subject"),
    [
        ("", ""),
        ("*", ""),
        ("BOB!*@*", "bob!b@host"),
        ("bob!*@*.EXAMPLE.org", "Bob!b@a.example.ORG"),
        ("AM\u00c9LIE!*", "ame\u0301lie!a@host"),
        ("am?lie!*", "ame\u0301lie!a@host"),
        (
            "\u039d\u0399\u039a\u039f\u03a3*",
            "\u03bd\u03b9\u03ba\u03bf\u03c3\u03b1!n@host",
        ),  # a sigma, no longer final
        (r"a\*b", "a*b"),
        (r"a\?b", "a?b"),
        (r"a\b!*", r"a\b!u@h"),
        (r"a\\b", r"a\\b"),
        (r"a\\*b", r"a\*b"),
        ("a\\", "a\\"),
        ("a*b*c", "a-b-b-c"),
        ("*ab*ab", "abab"),
        ("a.c", "a.c"),
        ("a\uff0ab", "a*b"),  # a fullwidth asterisk is no sign, and folds to one
        ("*a\n*", "b\na\nc"),
    ],
)
def test_a_mask_matches(mask: str, subject: str) -> None:
    """RFC 2812 2.5, with names folded as everywhere."""
    assert matcher(mask, RFC8265)(subject)


@pytest.mark.parametrize(
    ("mask", "subject"),
    [
        ("", "a"),
        ("?", ""),
        ("bob", "bobby"),
        ("bob", "abob"),
        (r"a\*b", "a-b"),
        (r"a\?b", "a-b"),
        ("a.c", "abc"),
        ("[ab]", "a"),
        ("*ab*ab", "ab"),
        ("aba*aba", "ababa"),
        ("a??", "ab"),
        ("am?lie!*", "amelie\u0301!a@host"),
        ("a\uff0ab", "a-b"),
        ("a", "a\n"),
    ],
)
def test_a_mask_does_not_match(mask: str, subject: str) -> None:
    """The whole of the text is asked for, and no other signs than those of RFC 2812 are known."""
    assert not matcher(mask, RFC8265)(subject)


def test_the_case_rule_decides() -> None:
    """With ASCII names, only A to Z have small letters."""
    assert matcher("É*", RFC8265)("élise")
    assert not matcher("É*", ASCII)("élise")
    assert matcher("BOB", ASCII)("bob")


@BOTH
@given(subject=TEXTS)
def test_the_escaped_text_matches(rule: Casemapping, subject: str) -> None:
    """Any text can be asked for by itself."""
    assert matcher(escaped(subject), rule)(subject)


@BOTH
@given(subject=TEXTS)
def test_a_star_matches_everything(rule: Casemapping, subject: str) -> None:
    """However many stars there are."""
    assert matcher("*", rule)(subject)
    assert matcher("**", rule)(subject)


@given(mask=st.text("ab*?", max_size=12), subject=st.text("ab", max_size=12))
def test_matching_is_the_definition(mask: str, subject: str) -> None:
    """The search that never goes back finds what any search would."""
    assert matcher(mask, ASCII)(subject) == naive_match(mask, subject)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "mask",
    ["a*" * 200 + "b", "*a" * 200 + "b", "*?" * 199 + "*b", "*" * 399 + "b", "a" * 200 + "*" + "a" * 201],
)
def test_a_hostile_mask_is_answered_at_once(mask: str) -> None:
    """Going back through the stars would take longer than the universe has; the limit only ends the wait."""
    assert not matcher(mask, RFC8265)("a" * 400)


class Counting(str):
    """A text that counts how many of its characters are looked at."""

    __slots__ = ("looks",)
    looks: list[int]

    def find(self, *args: Any) -> int:
        """Find a stretch, and count what lies before its end."""
        stretch, start, end = args
        found = super().find(stretch, start, end)
        self.looks.append((end if found < 0 else found + len(stretch)) - start)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the characters, one look at each."""
        for character in super().__iter__():
            self.looks.append(1)
            yield character


class CountingNames:
    """Names that are folded by nothing, and counted."""

    def __init__(self) -> None:
        self.looks: list[int] = []

    def fold(self, text: str) -> str:
        """Return the text, which counts."""
        counting = Counting(text)
        counting.looks = self.looks
        return counting


@pytest.mark.parametrize("length", [100, 200, 400])
@pytest.mark.parametrize(
    "mask", ["*a*a*a*b", "*aa*aa*aa*aa*b*c", "*ab*", "*" * 100 + "b*", "*?a*?b", "??*a?a?*b*", "a*a"]
)
def test_a_mask_costs_as_much_as_the_text_is_long(mask: str, length: int) -> None:
    """No character of the text is looked at twice, whatever the mask: nothing is ever tried again."""
    names = CountingNames()
    matches = matcher(mask, names)  # type: ignore[arg-type]
    names.looks.clear()
    matches("a" * length)
    assert sum(names.looks) <= length


@pytest.mark.parametrize("count", [1, 100])
def test_a_list_of_masks_is_asked_at_once(count: int) -> None:
    """Somebody in a hundred channels with full lists changes the nick: nobody else may wait for that."""
    names = CountingNames()
    masks = [f"?*a?*{number}*" + "?a" * 30 for number in range(count)]
    test = any_test([mask_test(mask, names) for mask in masks], names)  # type: ignore[arg-type]
    names.looks.clear()
    assert not test.concerns(["a" * 80], None)
    assert sum(names.looks) <= 80


KINDS = st.sampled_from(["", "~a:", "~m:", "~m:~a:"])


@given(st.lists(st.tuples(KINDS, SIGNS).map("".join), max_size=6), TEXTS, st.none() | SIGNS, st.booleans())
def test_a_list_means_whom_one_of_its_masks_means(
    masks: list[str], subject: str, account: str | None, muting: bool
) -> None:
    """Nothing leads from the end of a mask into the next one."""
    tests = [mask_test(mask, RFC8265) for mask in masks]
    found = [test.concerns([subject], account, muting=muting) for test in tests]
    together = any_test(tests, RFC8265)
    assert together.concerns([subject], account, muting=muting) is any(found)
    assert together.matches_seen(subject) is any(test.matches_seen(subject) for test in tests)


def test_masks_of_a_list_do_not_run_into_each_other() -> None:
    """The end of one is not the beginning of the next."""
    test = any_test([mask_test(mask, ASCII) for mask in ("a?", "b?", "*c?")], ASCII)
    found = [
        subject
        for subject in ("ax", "bx", "xcx", "axbx", "abx", "axb", "a")
        if test.concerns([subject], None)
    ]
    assert found == ["ax", "bx", "xcx"]


def test_a_mask_beyond_the_limits_matches_nothing() -> None:
    """Whoever asks with one could only mean to keep the server busy."""
    assert matcher("*a" * MAX_STARS, ASCII)("a" * MAX_STARS)
    assert not matcher("*a" * (MAX_STARS + 1), ASCII)("a" * (MAX_STARS + 1))
    assert matcher("a" * MAX_MASK_BYTES, ASCII)("a" * MAX_MASK_BYTES)
    assert not matcher("a" * (MAX_MASK_BYTES + 1), ASCII)("a" * (MAX_MASK_BYTES + 1))


def test_no_expression_is_made_of_a_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling one takes milliseconds of everybody's time for each mask that a peer invents."""
    matcher("*warm?up*", ASCII)
    monkeypatch.setattr("re.compile", None)
    monkeypatch.setattr("re._compiler.compile", None)
    assert matcher("*a*b*c?e*f", RFC8265)("a-b-cdef")


# Spelling


@pytest.mark.parametrize(
    ("mask", "normalised"),
    [
        ("bob", "bob!*@*"),
        ("bob!", "bob!*@*"),
        ("u@h", "*!u@h"),
        ("n!u", "n!u@*"),
        ("n!u@h", "n!u@h"),
        ("@h", "*!*@h"),
        ("u@", "*!u@*"),
        ("!u", "*!u@*"),
        ("n!@h", "n!*@h"),
        ("*", "*!*@*"),
        ("***!b**b@*", "*!b*b@*"),
        (r"b\***", r"b\**!*@*"),
        ("192.0.2.*", "*!*@192.0.2.*"),
        ("2001:db8::*", "*!*@2001:db8::*"),
        ("~u@2001:db8::1", "*!~u@2001:db8::1"),
        ("~a:bob", "~a:bob"),
        ("~account:bob", "~a:bob"),
        ("~a:b**", "~a:b*"),
        ("~m:bob", "~m:bob!*@*"),
        ("~mute:u@h", "~m:*!u@h"),
        ("~mute:~account:bob", "~m:~a:bob"),
    ],
)
def test_a_list_has_one_spelling_for_a_mask(mask: str, normalised: str) -> None:
    """What is left out is a star, and several stars are one."""
    assert normalise_mask(mask, ASCII) == normalised


@given(mask=SIGNS | st.builds("~m:{}".format, SIGNS) | st.builds("~account:{}".format, SIGNS))
def test_normalising_is_idempotent(mask: str) -> None:
    """A mask that was read from a list can be given back to take it out."""
    for rule in (RFC8265, ASCII):
        once = normalise_mask(mask, rule)
        assert once is None or normalise_mask(once, rule) == once


@given(mask=st.text("ab*?\\!@", max_size=12), subject=st.text("ab*?\\!@", max_size=12))
def test_normalising_keeps_what_a_whole_mask_matches(mask: str, subject: str) -> None:
    """Fewer stars match no less and no more."""
    whole = f"n{mask}!u@h"
    if whole.count("!") == 1 and whole.count("@") == 1:
        person = f"n{subject}!u@h"
        normalised = normalise_mask(whole, ASCII)
        assert normalised is not None
        assert matcher(normalised, ASCII)(person) == matcher(whole, ASCII)(person)


@pytest.mark.parametrize(
    ("mask", "normalised"),
    [
        ("GUS", "gus!*@*"),
        ("Gus!*@*.EXAMPLE.org", "gus!*@*.example.org"),
        ("É*", "é*!*@*"),
        ("e\u0301*", "é*!*@*"),
        ("~A:Gus", "~a:gus"),
        ("\uff47us", "gus!*@*"),
        ("a\uff0ab", r"a\*b!*@*"),  # a fullwidth asterisk is no sign
        ("\uff5ea:Gus", "~a:gus"),
        ("a\uff3c*", "a\uff3c*!*@*"),  # as a backslash it would make a letter of the star
    ],
)
def test_a_list_has_masks_folded(mask: str, normalised: str) -> None:
    """So that a mask stands in a list once, and whoever takes it out may write it in any case."""
    assert normalise_mask(mask, RFC8265) == normalised


def test_a_deeply_nested_mask_is_survived() -> None:
    """Whatever a peer sends."""
    assert normalise_mask("~mute:" * 5000 + "bob", ASCII) is None
    assert normalise_mask("~m:" * 60 + "bob", ASCII) is None


# Extended bans


@pytest.mark.parametrize(
    ("mask", "extended"),
    [
        ("~a:bob", ExtendedBan("account", "bob")),
        ("~account:bob", ExtendedBan("account", "bob")),
        ("~a:b*", ExtendedBan("account", "b*")),
        ("~m:n!u@h", ExtendedBan("mute", "n!u@h")),
        ("~mute:~a:bob", ExtendedBan("mute", "~a:bob")),
        ("~a:", ExtendedBan("account", "")),
        ("bob", None),
        ("~bob", None),
        ("~u@2001:db8::1", None),
        ("a:bob", None),
        ("~x:bob", None),
        ("~:bob", None),
        ("x~a:bob", None),
    ],
)
def test_extended_bans(mask: str, extended: ExtendedBan | None) -> None:
    """ircv3, account-extban: EXTBAN=~,am and ACCOUNTEXTBAN=a,account."""
    assert parse_extended(mask) == extended


@pytest.mark.parametrize(
    "mask", ["bob", "n!u@h", "*", "~a:bob", "~m:bob", "~m:~a:bob", "~u@2001:db8::1", "élise"]
)
def test_masks_that_a_list_can_hold(mask: str) -> None:
    """Plain masks, and the extended bans that there are."""
    assert normalise_mask(mask, RFC8265) is not None


@pytest.mark.parametrize(
    "mask",
    [
        "",
        " ",
        "a b",
        "a\u3000b",
        "a\nb",
        "a\x00",
        "a\u200bb",
        "a\ud800",
        ":n!u@h",
        "~a:",
        "~m:",
        "~m:~a:",
        "~x:bob",
        "~m:~x:bob",
        "~m:~m:bob",
        "~a:~m:bob",
        "~a:~a:bob",
    ],
)
def test_masks_that_no_list_can_hold(mask: str) -> None:
    """They are empty, would break a line of a list, or ask what is not known."""
    assert normalise_mask(mask, RFC8265) is None


def test_the_longest_mask() -> None:
    """In bytes, as the list spells it, because a line must carry it."""
    assert normalise_mask("n" * 196, RFC8265)
    assert normalise_mask("n" * 197, RFC8265) is None
    assert normalise_mask("é" * 99, RFC8265) is None
    assert normalise_mask("*" * MAX_MASK_BYTES, RFC8265) == "*!*@*"
    assert normalise_mask("*a" * (MAX_STARS - 2), RFC8265)
    assert normalise_mask("*a" * (MAX_STARS - 1), RFC8265) is None
