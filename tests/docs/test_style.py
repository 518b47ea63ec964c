"""Texts for people keep to docs/style.md, where a test can tell."""

import re
from collections.abc import Iterator, Mapping

from catalogue import catalogue_files, read_catalogue
from reference import ROOT

# What is not written, and what is written instead.
ENGLISH: Mapping[str, str] = {
    r"\bwho(?:m)?ever\b": "anyone who, a person who",
    r"\bmend(?:ed|s)?\b": "fix, repair",
    r"\bin the long run\b": "on average",
    r"\bput (?:\S+ )?out\b": "remove, disconnect",
    r"\bgoes? by (?:the|that) name\b": "is called",
    r"\bdoors?\b": "port, listener",
    r"\bon (?:its|their) way\b": "being sent",
}
FRENCH: Mapping[str, str] = {
    r"attendu\W+l'un de": "il faut l'une de ces valeurs",
    r"^Si ": "Indique si",
    r"\bfaites faire\b": "obtenez",
    r"\bcanal\b": "salon",
    r"\bmots de passe faux\b": "mots de passe incorrects",
    r"peut pas être écrite": "impossible d'écrire",
}


def texts() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Yield where a text stands, the text, and what it must not say."""
    (file,) = catalogue_files()
    for message in read_catalogue(file):
        if message.id:
            for words, forms in ((ENGLISH, message.id), (FRENCH, message.string)):
                for form in (forms,) if isinstance(forms, str) else forms or ():
                    yield "catalogue", form, words
    for page in [*ROOT.glob("README*.md"), *ROOT.glob("docs/guide/*.md"), *ROOT.glob("docs/systemes/*.md")]:
        yield page.name, page.read_text("utf-8"), FRENCH if ".fr." in page.name else ENGLISH


def test_texts_keep_to_the_style() -> None:
    """None says what the style guide replaces."""
    found = [
        f"{where}: {match[0]!r}: write {instead} ({text[:60]!r})"
        for where, text, words in texts()
        for pattern, instead in words.items()
        if (match := re.search(pattern, text, re.IGNORECASE))
    ]
    assert found == []
