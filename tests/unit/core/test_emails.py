"""Which texts are e-mail addresses that can be written to."""

import time

import pytest

from salon.core.emails import LONGEST, LONGEST_LOCAL, domain_of, is_email


@pytest.mark.parametrize(
    "text",
    [
        *("a@b", "zoe.o'hara+chat@mail.school.example", "!#$%&'*+/=?^_`{|}~-@b", "a@xn--bcher-kva.example"),
        *("a" * LONGEST_LOCAL + "@b", "1@2.3", "a@" + "b" * 63),
    ],
)
def test_what_is_one(text: str) -> None:
    """RFC 5321, 4.1.2: a Dot-string, and the name of a host."""
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..c@b", "a@b.", "a@.b", "a@b..c", "a@-b", "a@b-"),
        *("a b@c", "a@b c", "a@b\n", "a\r\nBcc: x@y", "a@b\r\nDATA", "<a@b>", '"a b"@c', "a@[192.0.2.1]"),
        *("zoé@b", "a@bücher.example", "a\0@b", "a@b\u2028", "a,c@b", "a;c@b", "a:c@b", "(a)a@b", "a\\@b"),
        *("a" * (LONGEST_LOCAL + 1) + "@b", "a@" + "b" * 64, "a@" + ".".join(["b" * 60] * 5)),
    ],
)
def test_what_is_none(text: str) -> None:
    """Nothing that would have to be quoted, ends a line or a header, or has letters beyond ASCII."""
    assert not is_email(text)


def test_whatever_is_typed_costs_little() -> None:
    """Its length is looked at first, and no text makes the search go back."""
    begin = time.perf_counter()
    for text in ("a." * 1_000_000, "a@" + "b-" * 1_000_000, ("a." * (LONGEST // 2)), "a@" + "b-" * 120):
        assert not is_email(text)
    assert time.perf_counter() - begin < 0.5


def test_the_domain() -> None:
    """In small letters."""
    assert domain_of("A@School.Example") == "school.example"
