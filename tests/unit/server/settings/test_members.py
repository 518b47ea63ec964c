"""What the settings' tree says of itself."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

import pytest
from msgspec import NODEFAULT, UNSET, Meta, Struct

from salon.server.settings import tree
from salon.server.settings.members import Section, Value, members, pattern_of, walk, written
from salon.server.settings.tree import AT_START, HIDDEN
from salon.texts.language import load_language


class Inner(Struct, frozen=True):
    """What is inside.

    size: How large,
        in: metres.
    """

    size: Annotated[int, Meta(ge=1, le=5), AT_START] = 2
    code: Annotated[str, Meta(title="a code"), HIDDEN] = ""


class Further(Inner, frozen=True):
    """What is inside: more.

    code: Secret.
    """


class Outer(Struct, frozen=True):
    """A tree."""

    choice: Literal["b", "a"]
    flag: bool = False
    ratio: Annotated[float, Meta(ge=0, le=0.5)] = 0.5
    inner: Inner = Inner()
    many: Mapping[Annotated[str, Meta(pattern="^[a-z]+$")], Further] = {}


FOUND = dict(walk(Outer))


def value(*path: str) -> Value:
    """Return a setting of the tree."""
    member = FOUND[path]
    assert isinstance(member, Value)
    return member


def test_each_kind_of_member() -> None:
    """In the order of the tree, sections before what they hold, each with its whole path."""
    assert list(FOUND) == [
        *((), ("choice",), ("flag",), ("ratio",)),
        *(("inner",), ("inner", "size"), ("inner", "code")),
        *(("many", "NAME"), ("many", "NAME", "size"), ("many", "NAME", "code")),
    ]
    assert FOUND[()] == Section("A tree.", ("choice",), None)
    assert FOUND["inner",] == Section("What is inside.", (), None)
    many = FOUND["many", "NAME"]
    assert isinstance(many, Section)
    assert many.naming is not None
    assert (many.naming.kept("a"), many.naming.kept("A")) == ("a", UNSET)


def test_what_a_setting_says() -> None:
    """Its default, its manual, whether it is read at the start alone, and whether it is shown."""
    assert value("choice").default is NODEFAULT
    assert value("flag").default is False
    size, code = value("inner", "size"), value("inner", "code")
    assert (size.default, size.text, AT_START in size.notes) == (2, "How large, in: metres.", True)
    assert (code.default, code.text, AT_START in code.notes) == ("", "", False)
    assert HIDDEN in code.notes
    assert HIDDEN not in size.notes


def test_a_section_says_what_those_say_that_it_is_made_from() -> None:
    """Unless it has words of its own."""
    further = FOUND["many", "NAME"]
    assert further.text == "What is inside: more."
    texts = [value("many", "NAME", name).text for name in ("size", "code")]
    assert texts == ["How large, in: metres.", "Secret."]


def test_every_text_is_of_a_setting() -> None:
    """None is of a misspelt or forgotten name."""
    for kind in vars(tree).values():
        if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct:
            named = re.findall(r"^ {4}(\w+): ", (kind.__doc__ or "").partition("\n\n")[2], re.MULTILINE)
            assert set(named) <= set(kind.__struct_fields__), kind


@pytest.mark.parametrize("code", ["fr", "en"])
def test_what_is_expected(code: str) -> None:
    """In words: the title, or the bounds of a number, or the choices."""
    language = load_language(code)
    for path, part in [
        (("choice",), '"b" | "a"'),
        (("flag",), "true"),
        (("ratio",), "0.5"),
        (("inner", "size"), "5"),
        (("inner", "code"), "a code"),
    ]:
        assert part in value(*path).expected.render(language)


def test_the_first_reading_that_fits_is_kept() -> None:
    """A text may be meant as a number or as a text."""
    assert value("inner", "size").kept(3, "3") == 3
    assert value("inner", "code").kept(3, "3") == "3"
    assert value("inner", "size").kept(9, "9") is UNSET


def test_names_of_the_owner() -> None:
    """What stands under them is found, whatever they are."""
    assert pattern_of(("operators", "bob", "password")) == ("operators", "NAME", "password")
    assert pattern_of(("operators",)) == ("operators",)
    assert pattern_of(("irc", "tls", "port")) == ("irc", "tls", "port")
    assert pattern_of(("xyzzy", "a")) == ("xyzzy", "a")


def test_the_tree_of_the_server() -> None:
    """What may stand many times stands under a name that the owner chooses."""
    operators = members()["operators", "NAME"]
    assert isinstance(operators, Section)
    assert operators.required == ("password",)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (("a",), '"a"'),
        (("a", "b"), '["a", "b"]'),
        ((), '""'),
        (True, "true"),
        (2.5, "2.5"),
        ("é\n", '"é\\n"'),
        pytest.param(16**9999, "…", id="a number that Python does not write"),
        pytest.param([1, 16**9999], "…", id="and one in a list"),
    ],
)
def test_how_a_value_is_written(given: object, text: str) -> None:
    """As in TOML; one of a list stands for it."""
    assert written(given) == text
