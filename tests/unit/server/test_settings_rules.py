"""What each kind of setting takes and refuses."""

import math

import pytest

from salon.server.language import load_language
from salon.server.settings_rules import (
    Flag,
    Hash,
    Line,
    Lines,
    Matching,
    MisfitError,
    Number,
    OneOf,
    Rule,
    Whole,
)

# Of "sésame"; fixed, for every worker of the test run must name the same tests.
HASH = "$argon2id$v=19$m=19456,t=2,p=1$8MJXtnpRbPeSxzRrxskKIA$jJTvZmJULT4R2bdrhpEILTy7E/Wv53ADrUTxDK1zA4I"

ACCEPTED: list[tuple[Rule, object, object]] = [
    (Flag(), True, True),
    (Whole(0, 3), 0, 0),
    (Whole(0, 3), 3, 3),
    (Number(0.5, 3), 0.5, 0.5),
    (Number(0.5, 3), 3, 3.0),
    (OneOf(("a", "b")), "b", "b"),
    (Line(), "", ""),
    (Line(), "Amélie, Lyon", "Amélie, Lyon"),
    (Lines(), "un\ndeux", "un\ndeux"),
    (Matching("[ab]+", "letters"), "abba", "abba"),
    (Hash(), "", ""),
    (Hash(), HASH, HASH),
]

REFUSED: list[tuple[Rule, object]] = [
    (Flag(), 1),
    (Flag(), "true"),
    (Whole(0, 3), True),
    (Whole(0, 3), 1.0),
    (Whole(0, 3), -1),
    (Whole(0, 3), 4),
    (Whole(0, 3), "1"),
    (Number(0.5, 3), True),
    (Number(0.5, 3), 0.49),
    (Number(0.5, 3), 3.01),
    (Number(0.5, 3), math.nan),
    (Number(0.5, 3), math.inf),
    (Number(0.5, 3), "1"),
    (OneOf(("a", "b")), "c"),
    (OneOf(("a", "b")), ["a"]),
    (Line(), "un\ndeux"),
    (Line(), "un\x00"),
    (Line(), "\x9b31m"),
    (Line(), 5),
    (Lines(), "un\rdeux"),
    (Lines(), "\x1b[31m"),
    (Lines(), ["un"]),
    (Matching("[ab]+", "letters"), "abc"),
    (Matching("[ab]+", "letters"), "ab\n"),
    (Matching("[ab]+", "letters"), 5),
    (Hash(), "sésame"),
    (Hash(), "$argon2id$..."),
    (Hash(), 5),
]


@pytest.mark.parametrize(("rule", "value", "kept"), ACCEPTED)
def test_what_fits_is_kept(rule: Rule, value: object, kept: object) -> None:
    """A value within the rule is taken, as the type that the setting promises."""
    taken = rule.take(value)
    assert taken == kept
    assert type(taken) is type(kept)


@pytest.mark.parametrize(("rule", "value"), REFUSED)
def test_what_does_not_fit_is_refused(rule: Rule, value: object) -> None:
    """A value outside of the rule is refused, never bent."""
    with pytest.raises(MisfitError):
        rule.take(value)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_rule_says_what_it_expects(code: str) -> None:
    """The bounds and the words stand in the text."""
    language = load_language(code)
    assert "7" in Whole(0, 7).expected.render(language)
    assert "0.5" in Number(0.5, 3).expected.render(language)
    assert '"" | "fr"' in OneOf(("", "fr")).expected.render(language)
    assert "hash-password" in Hash().expected.render(language)
