"""What was typed to search for, taken apart."""

import pytest

from salon.core.queries.terms import Term, has_words, is_of_word, read_terms


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  \t ", ()),
        ("un deux", (Term("un"), Term("deux"))),
        ("-un deux", (Term("un", barred=True), Term("deux"))),
        ('"un  deux" trois', (Term("un deux"), Term("trois"))),
        ('-"un deux"', (Term("un deux", barred=True),)),
        ('"un deux', (Term("un deux"),)),
        ('un"deux"', (Term('un"deux'),)),
        ("bonjour! (quoi?)", (Term("bonjour"), Term("(quoi?)", exact=True))),
        ("l'été", (Term("l'été"),)),
        ("peut-être", (Term("peut-être"),)),
        ("foo_bar()", (Term("foo_bar()", exact=True),)),
        ("C++ c#", (Term("C++", exact=True), Term("c#", exact=True))),
        ("-c++", (Term("c++", barred=True, exact=True),)),
        (":-)", (Term(":-)", exact=True),)),
        ("- -- ... ? \" ''", ()),
        ("a\0b", (Term("a"), Term("b"))),
        ("编程", (Term("编程"),)),
        ("😀", (Term("😀", exact=True),)),
    ],
)
def test_terms(typed: str, terms: tuple[Term, ...]) -> None:
    """Words, phrases, what is not to be there, and what has signs of its own."""
    assert read_terms(typed) == terms


@pytest.mark.parametrize(
    ("text", "expected"), [("a", True), ("7", True), ("é", True), ("+", False), ("", False)]
)
def test_words(text: str, expected: bool) -> None:
    """Letters and digits are words; nothing else is."""
    assert has_words(text) == expected


def test_what_is_put_on_a_letter_belongs_to_the_word() -> None:
    """So a letter with an accent of its own is no sign of code."""
    assert is_of_word("\u0301")
    assert not is_of_word("_")
    assert read_terms("e\u0301te\u0301") == (Term("e\u0301te\u0301"),)
