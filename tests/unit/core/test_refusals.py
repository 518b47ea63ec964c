"""Every refusal has a code for programs and a text for people."""

import string
from typing import Any, ClassVar

import pytest

from salon.core import refusals
from salon.core.names import NameProblem
from salon.core.ranks import Right
from salon.core.refusals import PHRASES, Refusal, word_refusal
from salon.texts.language import load_language

KINDS = sorted(
    (kind for kind in Refusal.__subclasses__() if kind.__module__ == refusals.__name__),
    key=lambda kind: kind.__name__,
)
each = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))

VALUES: dict[str, Any] = {
    "problem": NameProblem.EMPTY,
    "right": Right.KICK,
    "because": "m",
    "limit": 3,
    "seconds": 3,
    "nicks": ("x",),
    "size": 4,
    "until": 1_800_000_000_000,
}


def sample(kind: type[Refusal], **values: Any) -> Refusal:
    """Return a refusal of a kind."""
    return kind(**{name: values.get(name, VALUES.get(name, "{x}")) for name in kind.__struct_fields__})


def test_codes_are_the_names_of_the_classes() -> None:
    """In capitals, so that programs can compare them with what the reference says."""
    assert refusals.NotInChannel.code == refusals.NotInChannel("#a").code == "NOT_IN_CHANNEL"
    assert refusals.HistoryUnavailable.code == "HISTORY_UNAVAILABLE"


def test_a_code_that_is_given_stands() -> None:
    """A class can have another name without a change for programs."""

    class Renamed(Refusal, frozen=True):
        """A refusal of before, under a better name."""

        code: ClassVar[str] = "AS_BEFORE"
        text = "No."

    assert Renamed.code == Renamed().code == "AS_BEFORE"


def test_no_two_refusals_share_a_code() -> None:
    """So that a code says which it is."""
    assert len({kind.code for kind in KINDS}) == len(KINDS) > 50


@each
def test_every_text_speaks_of_the_fields(kind: type[Refusal]) -> None:
    """Each has a text of its own, a sentence, and all its placeholders are fields."""
    assert "text" in vars(kind)
    placeholders = {name for _, name, _, _ in string.Formatter().parse(kind.text) if name is not None}
    assert placeholders <= set(kind.__struct_fields__)
    assert kind.text.endswith((".", "{reason}"))


@each
def test_every_refusal_is_worded_in_french(kind: type[Refusal]) -> None:
    """Translated, and with what a peer sent left as it is."""
    french = load_language("fr").gettext
    assert french(kind.text) != kind.text
    assert word_refusal(sample(kind), french) != word_refusal(sample(kind), str)
    assert "{" not in word_refusal(sample(kind), french).replace("{x}", "")


@pytest.mark.parametrize(("field", "value"), [(name, value) for name in PHRASES for value in PHRASES[name]])
def test_what_values_mean_is_said(field: str, value: object) -> None:
    """Not the value of the program, but words, in any language."""
    kinds = [kind for kind in Refusal.__subclasses__() if field in kind.__struct_fields__]
    assert kinds
    for kind in kinds:
        phrase = PHRASES[field][value]
        assert phrase in word_refusal(sample(kind, **{field: value}), str)
        assert phrase.upper() in word_refusal(sample(kind, **{field: value}), upper)


@pytest.mark.parametrize(("limit", "words"), [(1, "1 person."), (2, "2 people.")])
def test_a_number_has_its_form(limit: int, words: str) -> None:
    """Whoever words a refusal need not know that it counts."""
    assert word_refusal(refusals.ChannelFull("#a", limit), str) == f"#a is full: it takes {words}"


def upper(text: str) -> str:
    """Translate phrases into capitals."""
    return text if "{" in text else text.upper()


def test_sizes_are_worded() -> None:
    """In the units in which people read them."""
    text = word_refusal(refusals.FileTooLarge("x", 3 << 20, 1 << 20), str)
    assert text == 'The file "x" is too large, with 3.0 MiB: the limit is 1.0 MiB.'
