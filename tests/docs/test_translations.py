"""Every text that people see is translated, and every translation is of a text that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from catalogue import catalogue_files, extract_texts, read_catalogue, updated
from salon.server.settings_manual import all_texts

_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)\w|%\w")

files = pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: str(file.parts[-3]))


def messages(file: Path) -> Iterator[Message]:
    """Yield every message of a catalogue, its header left out."""
    for message in read_catalogue(file):
        if message.id:
            yield message


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the text's forms, of which a text that counts has several."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def test_french_is_there() -> None:
    """The catalogues that the other tests look at are found."""
    assert [file.parts[-3] for file in catalogue_files()] == ["fr"]


def test_texts_are_found() -> None:
    """The extraction sees marked texts, plain calls and the settings' manual."""
    found = {form for message in extract_texts() for form in forms(message.id)}
    assert {"true or false", "Print the version.", *all_texts()} <= found


@files
def test_the_catalogue_is_in_step(file: Path) -> None:
    """No text of the code is missing, none is stale, and the file is as the tool writes it."""
    assert file.read_bytes().decode() == updated(file).decode(), "run `make locale-extract`"


@files
def test_everything_is_translated(file: Path) -> None:
    """No translation is empty or only guessed."""
    left = [message.id for message in messages(file) if message.fuzzy or not all(forms(message.string))]
    assert left == []


@files
def test_placeholders_are_kept(file: Path) -> None:
    """A translation has the braces of its text, each as often; else it could not be filled."""
    for message in messages(file):
        for source, translation in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(_PLACEHOLDER.findall(translation)) == sorted(_PLACEHOLDER.findall(source))


@files
def test_french_punctuation(file: Path) -> None:
    """In French a space that does not break stands before `: ; ? !` and within guillemets."""
    for message in messages(file):
        for form in forms(message.string):
            assert not re.search(r"\w [;?!:»](?:\s|$)|« ", form), form
