"""What each kind of setting takes and refuses."""

import math

import pytest

from salon.server.settings_rules import FLAG, HASH, LINE, LINES, Rule, matching, number, one_of, whole
from salon.texts.language import load_language

# Of "sésame"; fixed, for every worker of the test run must name the same tests.
HASHED = "$argon2id$v=19$m=19456,t=2,p=1$8MJXtnpRbPeSxzRrxskKIA$jJTvZmJULT4R2bdrhpEILTy7E/Wv53ADrUTxDK1zA4I"

ACCEPTED: list[tuple[Rule, object]] = [
    (FLAG, True),
    (whole(0, 3), 0),
    (whole(0, 3), 3),
    (number(0.5, 3), 0.5),
    (number(0.5, 3), 3),
    (one_of(("a", "b")), "b"),
    (LINE, ""),
    (LINE, "Amélie, Lyon"),
    (LINES, "un\ndeux"),
    (matching("[ab]+", "letters"), "abba"),
    (HASH, ""),
    (HASH, HASHED),
]

REFUSED: list[tuple[Rule, object]] = [
    (FLAG, 1),
    (FLAG, "true"),
    (whole(0, 3), True),
    (whole(0, 3), 1.0),
    (whole(0, 3), -1),
    (whole(0, 3), 4),
    (whole(0, 3), "1"),
    (number(0.5, 3), True),
    (number(0.5, 3), 0.49),
    (number(0.5, 3), 3.01),
    (number(0.5, 3), math.nan),
    (number(0.5, 3), math.inf),
    (number(0.5, 3), "1"),
    (one_of(("a", "b")), "c"),
    (one_of(("a", "b")), ["a"]),
    (LINE, "un\ndeux"),
    (LINE, "un\x00"),
    (LINE, "\x9b31m"),
    (LINE, 5),
    (LINES, "un\rdeux"),
    (LINES, "\x1b[31m"),
    (LINES, ["un"]),
    (matching("[ab]+", "letters"), "abc"),
    (matching("[ab]+", "letters"), "ab\n"),
    (matching("[ab]+", "letters"), 5),
    (HASH, "sésame"),
    (HASH, "$argon2id$..."),
    (HASH, 5),
]


@pytest.mark.parametrize(("rule", "value"), ACCEPTED)
def test_what_fits(rule: Rule, value: object) -> None:
    """A value within the rule."""
    assert rule.fits(value)


@pytest.mark.parametrize(("rule", "value"), REFUSED)
def test_what_does_not_fit(rule: Rule, value: object) -> None:
    """A value outside of the rule is refused, never bent."""
    assert not rule.fits(value)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_rule_says_what_it_expects(code: str) -> None:
    """The bounds and the words stand in the text."""
    language = load_language(code)
    assert "7" in whole(0, 7).expected.render(language)
    assert "0.5" in number(0.5, 3).expected.render(language)
    assert '"" | "fr"' in one_of(("", "fr")).expected.render(language)
    assert "hash-password" in HASH.expected.render(language)
