"""The index of names by what they look like."""

import pytest

from salon.core.look_alikes import LookAlikes
from salon.core.names import casemapping


class Holder:
    """Something that has a name."""

    def __init__(self, name: str) -> None:
        self.name = name


def index(*holders: Holder) -> LookAlikes[Holder]:
    """Return an index of some holders."""
    made = LookAlikes[Holder](casemapping("rfc8265"), lambda holder: holder.name)
    for holder in holders:
        made.add(holder)
    return made


@pytest.mark.parametrize(
    ("one", "other"), [("lan", "Ian"), ("l1", "ll"), ("b0b", "bob"), ("rn", "m"), ("a|", "al"), ("a`", "a'")]
)
def test_names_of_ascii_alone_do_not_clash(one: str, other: str) -> None:
    """Everybody who uses IRC tells them apart."""
    assert index(Holder(one)).find(other) is None


@pytest.mark.parametrize("fake", ["a\u0406ice", "a\u0399ice", "a\u04c0ice", "\u0430lice"])
def test_a_name_beyond_ascii_clashes_with_any(fake: str) -> None:
    """Whichever of the two was first."""
    real, false = Holder("alice"), Holder(fake)
    assert index(Holder("a1ice"), real).find(fake) is not None
    assert index(false).find("alice") is false
    assert index(false).find("a1ice") is false


def test_a_holder_does_not_clash_with_itself() -> None:
    """Whoever has a name may take one that looks like it, but not if somebody else has one, too."""
    own, other = Holder("alice"), Holder("a1ice")
    assert index(own).find("a\u0406ice", besides=own) is None
    assert index(own, other).find("a\u0406ice", besides=own) is other


def test_what_is_forgotten_is_found_no_more() -> None:
    """And nothing else is forgotten with it."""
    one, other = Holder("alice"), Holder("a1ice")
    made = index(one, other)
    made.discard(one)
    assert made.find("a\u0406ice") is other
    made.discard(other)
    assert made.find("a\u0406ice") is None
    assert made.holders == {}
